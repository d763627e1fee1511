"""The commands `sesv2kit domain`: DNS records of identities."""

import json

import click

from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import group
from sesv2kit._cli.output import DONE, FINDINGS, UNKNOWN, Report

domain: click.Group = group("domain", "Set up the DNS of a domain.")
"""The group of these commands."""

_FORMATS = ["table", "zone", "route53"]


@command(domain, "records")
@click.option(
    "--format", "format_", type=click.Choice(["table", "zone", "route53"]), default="table", show_default=True
)
@click.argument("name")
def records(app: App, name: str, format_: str) -> Report:
    """Print the DNS records that the domain NAME needs, as a table, a zone file or a Route 53 change batch."""
    with app.client() as client:
        found = client.identities.dns_records(email_identity=name)
    if format_ == "zone":
        return Report(found, found.to_zone_file())
    return Report(found, json.dumps(found.to_route53(), indent=2) if format_ == "route53" else str(found))


@command(domain, "check")
@click.argument("name")
def check(app: App, name: str) -> Report:
    """Look up the records in DNS. Exit code 1: at least one is missing or wrong."""
    with app.client() as client:
        found = client.identities.check_dns(email_identity=name)
    return Report(found, str(found), DONE if found.is_ok else FINDINGS)


@command(domain, "wait")
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=3600.0, show_default=True, help="Maximum seconds to wait."
)
@click.argument("name")
def wait(app: App, name: str, timeout: float) -> Report:
    """Wait until SES has verified the domain NAME. Exit code 1: verification failed; 4: timeout."""
    from sesv2kit.errors import WaitFailedError, WaitTimeoutError

    with app.client() as client:
        try:
            found = client.identities.wait_until_verified(email_identity=name, timeout=timeout)
        except WaitFailedError as error:
            return Report(error.response, str(error), FINDINGS)
        except WaitTimeoutError as error:
            return Report(error.response, str(error), UNKNOWN)
    return Report(found, f"{name} is verified")
