"""All commands, and how they are run."""

import sys
from collections.abc import Sequence

import click

from sesv2kit._cli import account, domains, events, journal, local, metrics, suppression, templates, tenants
from sesv2kit._cli.main import cli
from sesv2kit._cli.output import UNKNOWN

__all__ = [
    "account",
    "cli",
    "domains",
    "events",
    "journal",
    "local",
    "metrics",
    "run",
    "suppression",
    "templates",
    "tenants",
]


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The command line. None: this process's own.

    Returns:
        The exit code.
    """
    try:
        cli(None if arguments is None else [*arguments], prog_name="sesv2kit")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except OSError as error:  # a full disk; those of commands themselves do not get here
        click.echo(f"sesv2kit: the output cannot be written, look at what the command did: {error}", err=True)
        sys.stdout = None  # or Python would try again at its end, and change the exit code
        return UNKNOWN
    return 0
