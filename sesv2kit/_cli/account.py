"""Commands for the account: `status`, `health`, `send-test`."""

import click

from sesv2kit._cli import status as words
from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import cli
from sesv2kit._cli.output import DONE, FINDINGS, Report, pairs

_SIMULATOR = "success@simulator.amazonses.com"


@command(cli)
def status(app: App) -> Report:
    """Show whether the account may send, and how much."""
    with app.client() as client:
        account = client.account.get_account()
        region = client.region_name
    return Report({"region": region, "account": account}, pairs(words.lines(region, account)))


@command(cli)
@click.option("--identity", "identities", multiple=True, metavar="NAME", help="Only this identity (repeatable).")
def health(app: App, identities: tuple[str, ...]) -> Report:
    """List problems of the account. Exit code 1: at least one is a warning or critical."""
    with app.client() as client:
        found = client.account.health(identities=[*identities] or None)
    return Report(found, str(found), DONE if found.is_healthy else FINDINGS)


@command(cli, "send-test")
@click.argument("to", default=_SIMULATOR)
@click.option(
    "--from", "sender", required=True, metavar="ADDRESS", help="Address of the sender, whose identity is verified."
)
@click.option("--subject", default="Test of Amazon SES", show_default=True, help="Subject of the email.")
@click.option("--configuration-set", metavar="NAME", help="Configuration set to send with.")
@click.option("--tenant", metavar="NAME", help="Tenant to send for.")
def send_test(
    app: App, to: str, sender: str, subject: str, configuration_set: str | None, tenant: str | None
) -> Report:
    """Send one email to the address TO, by default to SES's mailbox simulator."""
    with app.client() as client:
        sent = client.sending.send(
            from_email_address=sender,
            to=to,
            subject=subject,
            text="This email was sent by `sesv2kit send-test`.",
            configuration_set_name=configuration_set,
            tenant_name=tenant,
        )
    data = {"message_id": sent.message_id, "recipients": sent.recipients}
    return Report(data, f"accepted, message id {sent.message_id}")
