"""The commands `sesv2kit templates`: previews of stored templates, and templates in a folder."""

import click

from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import group
from sesv2kit._cli.output import DONE, FINDINGS, Report

templates: click.Group = group("templates", "Preview and change stored email templates.")
"""The group of these commands."""


@command(templates, "preview")
@click.option("--data", default="{}", show_default=True, metavar="JSON", help="Template data.")
@click.argument("name")
def preview(app: App, name: str, data: str) -> Report:
    """Show what SES renders from the template NAME. Exit code 1: it cannot be rendered with this data."""
    with app.client() as client:
        found = client.templates.preview(template_name=name, template_data=data)
        missing = client.templates.missing(template_name=name, template_data=data)
    for one in missing:
        app.note(f"missing: {one}")
    failed = found.error is not None or missing
    return Report({"preview": found, "missing": missing}, str(found), FINDINGS if failed else DONE)


@command(templates, "plan")
@click.option("--delete", is_flag=True, help="Also delete templates that are not in FOLDER.")
@click.option("--apply", "apply_", is_flag=True, help="Make the changes, after confirmation.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
def plan(app: App, folder: str, delete: bool, apply_: bool, yes: bool) -> Report:
    """Compare the stored templates with FOLDER, as docs/templates.md describes. Exit code 1: they differ."""
    with app.client() as client:
        return app.plan(client.templates.plan_changes(folder=folder, delete=delete), apply=apply_, yes=yes)
