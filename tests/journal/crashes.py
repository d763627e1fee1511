"""A sender that is killed at every line: run as a program by test_crashes.py. It forks a sender for each line."""

import os
import signal
import sys
from types import FrameType
from typing import Any

import boto3
from botocore.config import Config

from sesv2kit import ClientConfig, SESv2
from sesv2kit.journal.sqlite import SqliteJournal
from tests.unit.support import SEND

PARTS = tuple(
    f"sesv2kit/{part}"
    for part in (
        "journal/",
        "_core/keyed.py",
        "_core/canonical.py",
        "_core/outcomes.py",
        "_core/course.py",
        "_boto/exchange.py",
        "_boto/hooks.py",
    )
)
"""Where a call with a key goes through, from before its claim to after its settlement."""


def client_of(url: str, path: str, **settings: Any) -> SESv2:
    """A client whose boto3 client a fork does not make anew, which takes longer than a send."""
    boto3_client = boto3.client(
        "sesv2",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    journal = SqliteJournal(path, **settings)
    return SESv2(boto3_client=boto3_client, config=ClientConfig(pacing=False, journal=journal))


class Killer:
    """A trace function that kills the process at the nth line of ours."""

    def __init__(self, line: int) -> None:
        self._left = line

    def __call__(self, frame: FrameType, event: str, arg: object) -> Any:
        if not any(part in frame.f_code.co_filename for part in PARTS):
            return None
        if event == "line":
            self._left -= 1
            if self._left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def main(url: str, path: str) -> None:
    """Print how many senders were killed, when one was not."""
    client = client_of(url, path)
    client.sending.send_email(**SEND, idempotency_key="warm")
    line = 0
    while True:
        child = os.fork()
        if child == 0:
            sys.settrace(Killer(line))
            client.sending.send_email(**SEND, idempotency_key=f"order-{line}")
            sys.settrace(None)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status == 0:
            print(line)
            return
        assert os.WIFSIGNALED(status), status
        line += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
