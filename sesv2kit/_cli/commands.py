"""All commands, and how they are run."""

from collections.abc import Sequence

from sesv2kit._cli import account, domains, events, journal, local, metrics, suppression, templates, tenants
from sesv2kit._cli.main import cli

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
        arguments: The arguments of the command line. None: those of this process.

    Returns:
        The exit code.
    """
    try:
        cli(None if arguments is None else [*arguments], prog_name="sesv2kit")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0
