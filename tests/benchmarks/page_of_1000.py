"""CPU time of one call, ours and plain boto3's, side by side in one run: `python -m tests.benchmarks.page_of_1000`.

A page of 1,000 suppressed destinations, and the tiny answer of GetAccount, from a server in a process of its own on
127.0.0.1. Short runs of both kinds alternate, so that whatever else the machine does meets both; medians of process
time.
"""

import argparse
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

import boto3

from sesv2kit.client import SESv2
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS

IN_A_ROW = 10
ITEMS = [
    {"EmailAddress": f"name-{number}@example.com", "Reason": "BOUNCE", "LastUpdateTime": 1767268800.125 + number}
    for number in range(1000)
]
PAGE = json.dumps({"SuppressedDestinationSummaries": ITEMS, "NextToken": "token"}).encode()
ACCOUNT = json.dumps(
    {
        "DedicatedIpAutoWarmupEnabled": True,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": True,
        "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
        "SendingEnabled": True,
    }
).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one write an answer: two would meet Nagle's algorithm, and the clients wait 40 ms for the second

    def do_GET(self) -> None:
        body = ACCOUNT if self.path == "/v2/email/account" else PAGE
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", "id")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve(ready: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ready.send(server.server_port)
    server.serve_forever()


def cost(call: Callable[[], Any]) -> float:
    """Milliseconds of this process's CPU time, the mean of a few calls in a row.

    Each answer lives until the next one has come, as in a loop over pages: else the two would differ in how much memory
    goes back to the system in between and is fetched anew.
    """
    answer = call()
    start = time.process_time()
    for _ in range(IN_A_ROW):
        answer = call()
    del answer
    return (time.process_time() - start) * 1000 / IN_A_ROW


def compare(name: str, ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> None:
    for _ in range(20):
        ours()
        theirs()
    pairs = [(cost(ours), cost(theirs)) for _ in range(rounds)]
    mine, yours = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{name:28} sesv2kit {mine:6.2f} ms   boto3 {yours:6.2f} ms   ratio {mine / yours:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30, help="pairs of calls (default: %(default)s)")
    rounds = parser.parse_args().rounds

    receiving, sending = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(sending,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{receiving.recv()}"
    session = boto3.Session("test", "test", region_name="us-east-1")
    plain = session.client("sesv2", endpoint_url=url)
    with SESv2(session=session, endpoint_url=url) as client:
        page = client.call(LIST_SUPPRESSED_DESTINATIONS, {})
        assert page.suppressed_destination_summaries[999].email_address == "name-999@example.com"
        assert len(plain.list_suppressed_destinations()["SuppressedDestinationSummaries"]) == 1000
        compare(
            "ListSuppressedDestinations",
            lambda: client.call(LIST_SUPPRESSED_DESTINATIONS, {}),
            plain.list_suppressed_destinations,
            rounds,
        )
        compare("GetAccount", lambda: client.call(GET_ACCOUNT, {}), plain.get_account, rounds)
    server.terminate()


if __name__ == "__main__":
    main()
