"""The commands `sesv2kit tenants`: create, check and delete tenants."""

import click

from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import group
from sesv2kit._cli.output import DONE, FINDINGS, Report

tenants: click.Group = group("tenants", "Create, check and delete tenants.")
"""The group of these commands."""

_YES = click.option("--yes", is_flag=True, help="Do not ask for confirmation.")


@command(tenants, "ensure")
@click.option(
    "--resource",
    "resources",
    multiple=True,
    metavar="NAME",
    help="Resource of the tenant, such as identity/shop.example (repeatable).",
)
@_YES
@click.argument("name")
def ensure(app: App, name: str, resources: tuple[str, ...], yes: bool) -> Report:
    """Create the tenant NAME with its resources, or add what is missing, after confirmation."""
    with app.client() as client:
        return app.plan(client.tenants.plan_ensure(tenant_name=name, resources=resources), apply=True, yes=yes)


@command(tenants, "preflight")
@click.option("--from", "sender", required=True, metavar="ADDRESS", help="Address of the sender.")
@click.option("--configuration-set", metavar="NAME", help="Configuration set that the sends name.")
@click.option("--template", metavar="NAME", help="Stored template that the sends name.")
@click.argument("name")
def preflight(app: App, name: str, sender: str, configuration_set: str | None, template: str | None) -> Report:
    """Check whether SES would refuse an email of the tenant NAME. Exit code 1: it would."""
    with app.client() as client:
        found = client.tenants.preflight(
            tenant_name=name,
            from_email_address=sender,
            configuration_set_name=configuration_set,
            template_name=template,
        )
    return Report(found, str(found), DONE if found.is_ok else FINDINGS)


@command(tenants, "offboard")
@click.option(
    "--delete",
    "delete",
    multiple=True,
    metavar="NAME",
    help="Also delete this resource, such as identity/shop.example (repeatable).",
)
@_YES
@click.argument("name")
def offboard(app: App, name: str, delete: tuple[str, ...], yes: bool) -> Report:
    """Delete the tenant NAME and its associations, after confirmation."""
    with app.client() as client:
        return app.plan(client.tenants.plan_offboard(tenant_name=name, delete_resources=delete), apply=True, yes=yes)
