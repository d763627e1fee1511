"""The command `sesv2kit` and the groups of its commands."""

import click

import sesv2kit

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 80}


class _Commands(click.Group):
    """Without a command, it is `status`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"-h", "--help", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["status", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Commands, context_settings=_HELP)
@click.version_option(sesv2kit.__version__, prog_name="sesv2kit")
def cli() -> None:
    """Amazon SES from the shell. Without a command: status.

    Exit codes: 0 done, 1 there are findings, 2 wrong usage, 3 refused or not confirmed, 4 unknown outcome,
    130 interrupted.
    """


def group(name: str, text: str) -> click.Group:
    """A group of commands."""
    made = click.Group(name, help=text)
    cli.add_command(made)
    return made
