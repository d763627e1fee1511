"""A server on 127.0.0.1 with minimal cost: prepared bytes for each path. Needs Python alone.

`python -m tests.benchmarks.server` prints its port, and serves until its standard input ends. A number as argument is
the latency of every response in seconds.
"""

import asyncio
import functools
import json
import re
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any, cast

from tests.benchmarks.mail import END, NAMES, QUERIES, START

WHEN = 1767268800.125
ARN = "arn:aws:ses:us-east-1:123456789012"
ADDRESSES = "/v2/email/suppression/addresses"


def items(count: int, make: str) -> list[Any]:
    """Items of a list; `#` in the JSON of one is its number."""
    return [json.loads(make.replace("#", str(number))) for number in range(count)]


ANSWERS: Mapping[str, Any] = {
    "/v2/email/account": {
        "DedicatedIpAutoWarmupEnabled": True,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": True,
        "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
        "SendingEnabled": True,
    },
    ADDRESSES: {
        "SuppressedDestinationSummaries": items(
            1000, f'{{"EmailAddress": "name-#@example.com", "Reason": "BOUNCE", "LastUpdateTime": {WHEN}}}'
        ),
    },
    "/v2/email/vdm/recommendations": {
        "Recommendations": items(
            100,
            f'{{"ResourceArn": "{ARN}:identity/example-#.com", "Type": "DKIM", "Status": "OPEN", "Impact": "HIGH",'
            f'"Description": "DKIM is not set up.", "CreatedTimestamp": {WHEN}, "LastUpdatedTimestamp": {WHEN}}}',
        ),
        "NextToken": "next",
    },
    "/v2/email/tenants/list": {
        "Tenants": items(
            100,
            f'{{"TenantName": "tenant-#", "TenantId": "tn-#", "TenantArn": "{ARN}:tenant/tenant-#/tn-#",'
            f'"CreatedTimestamp": {WHEN}, "SendingStatus": "ENABLED"}}',
        ),
        "NextToken": "next",
    },
    "/v2/email/list-identities": {
        "EmailIdentities": items(
            1000,
            '{"IdentityType": "DOMAIN", "IdentityName": "example-#.com", "SendingEnabled": true,'
            '"VerificationStatus": "SUCCESS"}',
        ),
        "NextToken": "next",
    },
    "/v2/email/identities/example.com": {
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": True,
        "VerifiedForSendingStatus": True,
        "DkimAttributes": {
            "SigningEnabled": True,
            "Status": "SUCCESS",
            "Tokens": ["first", "second", "third"],
            "SigningAttributesOrigin": "AWS_SES",
            "NextSigningKeyLength": "RSA_2048_BIT",
            "CurrentSigningKeyLength": "RSA_2048_BIT",
            "LastKeyGenerationTimestamp": WHEN,
        },
        "MailFromAttributes": {
            "MailFromDomain": "bounce.example.com",
            "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
        "Policies": {"partner": '{"Version": "2012-10-17", "Statement": []}'},
        "Tags": [{"Key": "team", "Value": "news"}, {"Key": "stage", "Value": "live"}],
        "ConfigurationSetName": "main",
        "VerificationStatus": "SUCCESS",
        "VerificationInfo": {
            "LastCheckedTimestamp": WHEN,
            "LastSuccessTimestamp": WHEN,
            "SOARecord": {
                "PrimaryNameServer": "ns1.example.com",
                "AdminEmail": "admin.example.com",
                "SerialNumber": 2026010101,
            },
        },
    },
    "/v2/email/outbound-emails": {"MessageId": "0100019b7a2c1f3d-6f5e-000000"},
    "/v2/email/outbound-bulk-emails": {
        "BulkEmailEntryResults": items(len(NAMES), '{"Status": "SUCCESS", "MessageId": "0100019b7a2c1f3d-6f5e-00000#"}')
    },
    "/v2/email/metrics/batch": {
        "Results": [
            {
                "Id": name,
                "Timestamps": [START.timestamp() + 86400 * day for day in range((END - START).days)],
                "Values": list(range(1000, 1000 + (END - START).days)),
            }
            for name, _, _ in QUERIES
        ],
        "Errors": [],
    },
}


def head(size: int) -> bytes:
    """Status and headers of a response."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {size}", "x-amzn-RequestId: id"]
    return "\r\n".join([*lines, "", ""]).encode()


@functools.cache
def canned() -> dict[str, bytes]:
    """The body for each path."""
    return {path: json.dumps(answer).encode() for path, answer in ANSWERS.items()}


def reply(target: str) -> bytes:
    """The response to a request. Every page of suppressed addresses is followed by another one."""
    path, _, query = target.partition("?")
    body = canned()[path.rstrip("/")]
    if path.startswith(ADDRESSES):
        found = re.search(r"NextToken=(\d+)", query)
        page = int(found[1]) if found else 0
        # One entry a second, in the order of their dates over all pages.
        dates = iter(range(int(WHEN) + 1000 * page, int(WHEN) + 1000 * page + 1000))
        body = re.sub(rb'(?<="LastUpdateTime": )[0-9.]+', lambda _: b"%d.125" % next(dates), body)
        body = body[:-1] + b', "NextToken": "%d"}' % (page + 1)
    return head(len(body)) + body


def _acknowledge(transport: asyncio.Transport) -> None:
    """Tell the client at once that the head has come, where the system can.

    capo-sesv2 writes the body apart and leaves Nagle's algorithm on, which waits for this: 40 ms of sleep a call, and
    the caches are cold after it.
    """
    if hasattr(socket, "TCP_QUICKACK"):
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class Connection(asyncio.Protocol):
    """A kept-alive connection of a client that waits for each response."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._head = b""
        self._missing = 0
        self._target = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if not self._missing:
            self._head += data
            lines, end, body = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            self._head = b""
            self._target = lines.split(b" ", 2)[1].decode()
            found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", lines)
            self._missing = int(found[1]) if found else 0
            data = body
        self._missing -= len(data)
        if self._missing:
            _acknowledge(self._transport)
        else:
            answer = reply(self._target)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._transport.write, answer)
            else:
                self._transport.write(answer)


async def serve(latency: float) -> None:
    canned()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(latency), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main(arguments: Sequence[str]) -> None:
    asyncio.run(serve(float(arguments[0]) if arguments else 0.0))


if __name__ == "__main__":
    main(sys.argv[1:])
