"""The command `sesv2kit`, and `python -m sesv2kit`. Without the extra `cli` it prints the account's status only."""

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The command line. None: this process's own.

    Returns:
        The exit code; docs/cli.md lists them.
    """
    try:
        if find_spec("click") is None or find_spec("rich") is None:
            return _status(arguments)
        from sesv2kit._cli.commands import run

        return run(arguments)
    except KeyboardInterrupt:  # during the imports: commands have their own end
        sys.stderr.write("sesv2kit: interrupted\n")
        return 130


_INSTALL = 'all other commands need: pip install "sesv2kit[cli]"'


class _Parser(argparse.ArgumentParser):
    """Says that there are more commands."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"sesv2kit: {message}; {_INSTALL}\n")


def _status(arguments: Sequence[str] | None) -> int:
    from sesv2kit import SESv2
    from sesv2kit._cli.status import lines
    from sesv2kit.errors import ConfigurationError, CredentialsError, SESv2Error

    parser = _Parser(prog="sesv2kit", description=f"Show the status of the account; {_INSTALL}.")
    parser.add_argument("command", nargs="?", choices=["status"], help="the only one without the extra")
    parser.add_argument("--region", help="AWS region, such as eu-west-1; by default as boto3 finds it")
    parser.add_argument("--profile", help="profile of the AWS configuration files")
    parser.add_argument("--endpoint-url", help="send requests there, for example to a local SES")
    options = parser.parse_args(arguments)
    try:
        with SESv2(options.region, profile_name=options.profile, endpoint_url=options.endpoint_url) as client:
            account = client.account.get_account()
            region = client.region_name
    except SESv2Error as error:
        print("sesv2kit:", " ".join(str(error).split()), file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) and not isinstance(error, CredentialsError) else 3
    for name, value in lines(region, account):
        print(f"{name:<18}{value}")
    print(f"sesv2kit: {_INSTALL}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
