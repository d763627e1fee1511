"""What all commands share: their options, the client, and how they end."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from sesv2kit._cli import output
from sesv2kit._cli.output import DONE, FINDINGS, INTERRUPTED, REFUSED, UNKNOWN, USAGE, Report

if TYPE_CHECKING:
    from sesv2kit.client import SESv2
    from sesv2kit.plans import Plan


class App:
    """The options that every command has, and the client that they ask for."""

    def __init__(
        self,
        command: str,
        *,
        region: str | None,
        profile: str | None,
        endpoint_url: str | None,
        as_json: bool,
        show_addresses: bool,
    ) -> None:
        self.command = command
        """Its words: `suppression find`."""
        self.as_json = as_json
        """Whether to print a JSON document in place of text."""
        self._connection = (region, profile, endpoint_url)
        self._show_addresses = show_addresses

    @contextmanager
    def client(self) -> "Generator[SESv2]":
        """The client, closed at the end."""
        from sesv2kit import SESv2

        region, profile, endpoint_url = self._connection
        with SESv2(region, profile_name=profile, endpoint_url=endpoint_url) as client:
            yield client

    def note(self, text: str) -> None:
        """Tell people something on the way, on the standard error. Addresses are masked."""
        click.echo(text if self._show_addresses else output.masked(text), err=True)

    def confirm(self, plan: Any, *, yes: bool) -> bool:
        """Show what is going to be changed, and ask. Without a terminal, only `--yes` is a consent."""
        if not self.as_json:
            output.show(plan if isinstance(plan, str) else str(plan))
        if yes:
            return True
        if self.as_json or not sys.stdin.isatty():
            return False
        return click.confirm("Apply?", err=True)

    def plan(self, plan: "Plan[Any]", *, apply: bool, yes: bool) -> Report:
        """A plan, made after a consent. Exit code 1: it was only shown and is not empty."""
        if not apply or plan.is_empty:
            return Report(list(map(str, plan.changes)), str(plan), DONE if plan.is_empty else FINDINGS)
        if not self.confirm(plan, yes=yes):
            return Report(list(map(str, plan.changes)), "nothing was changed: give --yes", REFUSED)
        made = 0

        def count(result: object) -> None:
            nonlocal made
            made += 1

        try:
            result = plan.apply(progress=count)
        except KeyboardInterrupt:
            self.note(f"{made} of {len(plan.changes)} changes were tried; the same command plans the rest")
            raise
        outcomes = {one.outcome for one in result.results}
        code = UNKNOWN if "unknown" in outcomes else REFUSED if outcomes - {"accepted"} else DONE
        for one in result.failed:
            if one.error is not None:
                self.note(f"{one.change}: {output.said(one.error)}")
        return Report(
            [{"change": str(one.change), "outcome": one.outcome} for one in result.results], str(result), code
        )

    def end(self, report: Report, error: BaseException | None = None) -> int:
        """Print a report.

        Returns:
            The exit code.
        """
        if self.as_json:
            click.echo(output.document(self.command, report, error))
        else:
            output.show(report.text)
        if error is not None:
            self.note(f"sesv2kit: {output.said(error)}")
        return report.exit_code


@contextmanager
def progress_of(app: App, what: str, total: int | None = None) -> Generator[Callable[[int], object]]:
    """A bar on the standard error of a terminal, and a function that moves it. Elsewhere it does nothing."""
    if app.as_json or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def command(group: click.Group, name: str | None = None) -> Callable[[Callable[..., Report]], click.Command]:
    """A command: a function of the `App` and its own arguments that returns a `Report`."""

    def decorate(function: Callable[..., Report]) -> click.Command:
        @wraps(function)
        def run(**given: Any) -> None:
            context = click.get_current_context()
            shared = {one: given.pop(one) for one in ("region", "profile", "endpoint_url", "as_json", "show_addresses")}
            app = App(context.command_path.partition(" ")[2], **shared)
            context.exit(_run(app, function, given))

        options = (
            click.option("--region", metavar="NAME", help="AWS region; by default as boto3 finds it."),
            click.option("--profile", metavar="NAME", help="Profile of the AWS configuration files."),
            click.option("--endpoint-url", metavar="URL", help="Send requests there, for example to a local SES."),
            click.option("--json", "as_json", is_flag=True, help="Print one JSON document, see docs/cli.md."),
            click.option("--show-addresses", is_flag=True, help="Do not mask addresses in messages and errors."),
        )
        made: Any = run
        for option in reversed(options):
            made = option(made)
        return group.command(name, no_args_is_help=False)(made)

    return decorate


def _run(app: App, function: Callable[..., Report], given: dict[str, Any]) -> int:
    from sesv2kit.errors import (
        CallTimeoutError,
        ConfigurationError,
        CredentialsError,
        NoResponseError,
        OutcomeUnknownError,
        RequestInvalidError,
        ResponseUnreadableError,
        SESv2Error,
    )

    try:
        report = function(app, **given)
    except (OutcomeUnknownError, NoResponseError, ResponseUnreadableError, CallTimeoutError) as error:
        return app.end(Report(None, exit_code=UNKNOWN), error)
    except CredentialsError as error:
        return app.end(Report(None, exit_code=REFUSED), error)
    except (RequestInvalidError, ConfigurationError, ImportError, ValueError) as error:
        return app.end(Report(None, exit_code=USAGE), error)
    except SESv2Error as error:
        return app.end(Report(None, exit_code=REFUSED), error)
    except BrokenPipeError:
        raise  # click ends quietly
    except OSError as error:
        return app.end(Report(None, exit_code=USAGE), error)
    except KeyboardInterrupt:
        return app.end(Report(None, exit_code=INTERRUPTED), InterruptedError("interrupted"))
    return app.end(report)
