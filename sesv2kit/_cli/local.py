"""`sesv2kit local`: the local SES as a server."""

import click

from sesv2kit._cli.main import cli


@cli.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def local(context: click.Context, options: tuple[str, ...]) -> None:
    """Serve a local SES on this machine; `local --help` lists its options."""
    from sesv2kit.testing.__main__ import main

    context.exit(main(options))
