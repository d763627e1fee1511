"""`sending.send` beside `sending.send_email` with models that are ready: `python -m tests.benchmarks.composed`.

The two take turns in one process, with a server in another. Prints the ratio of their CPU time per call.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from sesv2kit import SESv2
from tests.benchmarks import harness
from tests.benchmarks.mail import SENDER, TEXT
from tests.benchmarks.peers.ours import Peer, simple

CALLS, ROUNDS = 50, 60


def cost(send: Callable[[], Any]) -> float:
    began = time.process_time()
    for _ in range(CALLS):
        send()
    return (time.process_time() - began) / CALLS


def main() -> None:
    with harness.server() as url:
        os.environ.update(harness.surroundings(url))
        client: SESv2 = Peer(url).client
        ready = simple()
        ways: dict[str, Callable[[], Any]] = {
            "send_email": lambda: client.sending.send_email(**ready),
            "send": lambda: client.sending.send(
                from_email_address=SENDER, to="name-0@example.net", subject="Hello", text=TEXT
            ),
        }
        for send in ways.values():
            cost(send)
        pairs = [{name: cost(send) for name, send in ways.items()} for _ in range(ROUNDS)]
    ratio = statistics.median(pair["send"] / pair["send_email"] for pair in pairs)
    print(f"send / send_email: {ratio:.2f} of its CPU time")


if __name__ == "__main__":
    main()
