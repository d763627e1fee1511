"""An SNS topic on this machine: it signs messages with its own key, and knows whether a subscription was confirmed."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID


class LocalSns:
    """A context manager. A webhook trusts it if it passes `certificate` to `sns.verify` as `trust=`."""

    def __init__(self, topic_arn: str) -> None:
        self.topic_arn = topic_arn
        self.confirmed = False
        self._key = generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now, day = datetime.now(UTC), timedelta(days=1)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
        dated = builder.not_valid_before(now - day).not_valid_after(now + day)
        self.certificate = dated.public_key(self._key.public_key()).sign(self._key, SHA256())
        self._server = HTTPServer(("127.0.0.1", 0), self._handler())

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def notification(self, record: object) -> bytes:
        """The request body that brings an event record of SES."""
        return self._signed("Notification", "Message MessageId Timestamp TopicArn Type", Message=json.dumps(record))

    def confirmation(self) -> bytes:
        """The request body that asks to confirm the subscription."""
        return self._signed(
            "SubscriptionConfirmation",
            "Message MessageId SubscribeURL Timestamp Token TopicArn Type",
            Message="You have chosen to subscribe.",
            SubscribeURL=f"http://127.0.0.1:{self._server.server_port}/?Action=ConfirmSubscription",
            Token="token",
        )

    def _signed(self, kind: str, members: str, **given: str) -> bytes:
        message = {
            **given,
            "Type": kind,
            "MessageId": "11111111-2222-3333-4444-555555555555",
            "Timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "TopicArn": self.topic_arn,
            "SignatureVersion": "2",
            "SigningCertURL": "not used: the webhook gets the certificate itself",
        }
        text = "".join(f"{name}\n{message[name]}\n" for name in members.split()).encode()
        message["Signature"] = b64encode(self._key.sign(text, PKCS1v15(), SHA256())).decode()
        return json.dumps(message).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        topic = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                topic.confirmed = True
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
