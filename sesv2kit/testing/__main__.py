"""`python -m sesv2kit.testing`: the local SES as a server, for programs in any language."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

from sesv2kit.testing.protocol.assumptions import ASSUMPTIONS, Assume

_USE = """\
A local SES v2 in real time, for any AWS SDK. Ctrl-C stops it.
  export AWS_ENDPOINT_URL_SESV2={url} AWS_ACCESS_KEY_ID=123456789012 AWS_SECRET_ACCESS_KEY=any
An access key of 12 digits is used as the account's id. The region is the client's.
No identity is verified yet. To verify one: curl {url}/_identities -d '{{"name": "example.com"}}'
To read sent emails in a browser: {url}/_inbox
To subscribe a webhook to the events of a topic: curl {url}/_subscriptions -d '{{"topic_arn": ..., "endpoint": ...}}'
Paths of the control API: /health /_reset /_outbox /_events /_posts /_requests /_faults /_identities /_account"""


class _Parser(argparse.ArgumentParser):
    """An argument parser that reports an error in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; --help lists the options\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the process gets a signal.

    Args:
        arguments: The arguments of the command line. None: those of this process.

    Returns:
        The exit code: 0, or 1 if it cannot listen on the address.
    """
    parser = _Parser(prog="python -m sesv2kit.testing", description="Run a local SES v2 for AWS clients.")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; default 127.0.0.1, this machine only"
    )
    parser.add_argument("--port", type=_port, default=0, help="port to listen on; default 0, a free port")
    parser.add_argument(
        "--no-assume",
        action="append",
        default=[],
        choices=["all", *sorted(ASSUMPTIONS)],
        metavar="NAME",
        help="switch off this assumption about AWS (repeatable; `all`: all of them); docs/testing.md lists the names",
    )
    parser.add_argument(
        "--deliver-to",
        action="append",
        default=[],
        metavar="HOST",
        help="host to whose endpoints events may be sent (repeatable); default: this machine only",
    )
    options = parser.parse_args(arguments)
    assume: Assume = False if "all" in options.no_assume else dict.fromkeys(options.no_assume, False)
    stop = threading.Event()

    def end(number: int, frame: object) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    try:
        from sesv2kit.testing import serve

        with serve(options.host, options.port, assume=assume, deliver_to=options.deliver_to) as server:
            print(server.endpoint_url, _USE.format(url=server.endpoint_url), sep="\n", flush=True)
            while not stop.wait(1.0):  # on Windows, a wait without end would not let Ctrl-C through
                pass
    except (ImportError, OSError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    return 0


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
