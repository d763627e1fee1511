"""`sesv2kit tenants`: tenants set up, looked at and taken down."""

import click

from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import group
from sesv2kit._cli.output import DONE, FINDINGS, Report

tenants: click.Group = group("tenants", "Set up tenants and take them down.")
"""The group of these commands."""

_YES = click.option("--yes", is_flag=True, help="Do not ask.")


@command(tenants, "ensure")
@click.option(
    "--resource", "resources", multiple=True, metavar="NAME", help="Such as identity/shop.example (repeatable)."
)
@_YES
@click.argument("name")
def ensure(app: App, name: str, resources: tuple[str, ...], yes: bool) -> Report:
    """Create the tenant NAME with its resources, or add what is missing, after asking."""
    with app.client() as client:
        return app.plan(client.tenants.plan_ensure(tenant_name=name, resources=resources), apply=True, yes=yes)


@command(tenants, "preflight")
@click.option("--from", "sender", required=True, metavar="ADDRESS", help="Sender of the emails.")
@click.option("--configuration-set", metavar="NAME", help="Configuration set that the sends name.")
@click.option("--template", metavar="NAME", help="Stored template that the sends name.")
@click.argument("name")
def preflight(app: App, name: str, sender: str, configuration_set: str | None, template: str | None) -> Report:
    """Say why SES would refuse an email of the tenant NAME. Exit code 1: it would."""
    with app.client() as client:
        found = client.tenants.preflight(
            tenant_name=name,
            from_email_address=sender,
            configuration_set_name=configuration_set,
            template_name=template,
        )
    return Report(found, str(found), DONE if found.is_ok else FINDINGS)


@command(tenants, "offboard")
@click.option("--delete", "delete", multiple=True, metavar="NAME", help="Also delete this, as identity/shop.example.")
@_YES
@click.argument("name")
def offboard(app: App, name: str, delete: tuple[str, ...], yes: bool) -> Report:
    """Delete the tenant NAME and its associations, after asking."""
    with app.client() as client:
        return app.plan(client.tenants.plan_offboard(tenant_name=name, delete_resources=delete), apply=True, yes=yes)
