"""The main features of sesv2kit, on the local SES, or (`--aws`) the read-only ones on your account.

uv run examples/quickstart.py
uv run examples/quickstart.py --aws --region eu-west-1
"""

import argparse
from collections import Counter
from datetime import timedelta
from itertools import islice

from sesv2kit import ClientConfig, SESv2, errors
from sesv2kit.models import (
    BatchGetMetricDataQuery,
    BulkEmailContent,
    BulkEmailEntry,
    EmailContent,
    EmailTemplateContent,
    Metric,
    ReplacementEmailContent,
    ReplacementTemplate,
    Tag,
    Template,
    TenantSuppressionAttributes,
    VdmAttributes,
)
from sesv2kit.testing import Backend, mock_sesv2

DOMAIN = "shop.example"
SENDER = f"Shop <hello@{DOMAIN}>"


def show_account(ses: SESv2) -> None:
    """Print account status and quota."""
    account = ses.account.get_account()
    print(f"sending enabled: {account.sending_enabled}, production access: {account.production_access_enabled}")
    if account.send_quota is not None:
        quota = account.send_quota
        print(
            f"quota: {quota.sent_last24_hours:g} of {quota.max24_hour_send:g} in 24 hours, "
            f"{quota.max_send_rate:g} per second"
        )


def show_suppressions(ses: SESv2, tenant_name: str | None = None) -> None:
    """List a suppression list; the iterator fetches page after page."""
    listed = ses.suppression.list_suppressed_destinations(tenant_name=tenant_name)
    print("suppressed, by reason:", dict(Counter(entry.reason for entry in listed)))
    for entry in islice(listed, 3):
        print(f"  {entry.email_address}  {entry.reason}  since {entry.last_update_time:%Y-%m-%d %H:%M} UTC")


def show_recommendations(ses: SESv2) -> None:
    """List the open recommendations of high impact."""
    for found in ses.vdm.list_recommendations(filter={"STATUS": "OPEN", "IMPACT": "HIGH"}, limit=5):
        print(f"  {found.type}: {found.description} ({found.resource_arn})")


def prepare_tenant(ses: SESv2) -> None:
    """Create a tenant with its own suppression list, and 2,500 addresses on it."""
    own_list = TenantSuppressionAttributes(suppressed_reasons=["BOUNCE", "COMPLAINT"], suppression_scope="TENANT")
    tenant = ses.tenants.create_tenant(
        tenant_name="acme", tags=[Tag(key="plan", value="gold")], suppression_attributes=own_list
    )
    print(f"tenant {tenant.tenant_name}: {tenant.tenant_arn}, sending {tenant.sending_status}")
    for number in range(2500):
        ses.suppression.put_suppressed_destination(
            email_address=f"user{number:04}@mail.example",
            reason="COMPLAINT" if number % 5 == 0 else "BOUNCE",
            tenant_name="acme",
        )
    pages = ses.suppression.list_suppressed_destinations(tenant_name="acme").pages()
    print("pages of the list:", [len(page.suppressed_destination_summaries) for page in pages])


def send(ses: SESv2, backend: Backend) -> None:
    """Store a template, render it as a test, and send it to one recipient and to three in one call."""
    content = EmailTemplateContent(subject="Hi {{name}}", text="{{#each items}}- {{this}}\n{{/each}}")
    ses.templates.create_email_template(template_name="welcome", template_content=content)
    data = {"name": "Ann", "items": ["tea", "milk"]}
    rendered = ses.templates.test_render_email_template(template_name="welcome", template_data=data)
    print("rendered subject:", rendered.message["Subject"])

    welcome = Template(template_name="welcome", template_data=data)
    sent = ses.sending.send_email(
        from_email_address=SENDER, destination="ann@mail.example", content=EmailContent(template=welcome)
    )
    print("sent:", sent.message_id)
    bulk = ses.sending.send_bulk_email(
        from_email_address=SENDER,
        default_content=BulkEmailContent(template=welcome),
        bulk_email_entries=[
            BulkEmailEntry(
                destination=f"{name.lower()}@mail.example",
                replacement_email_content=ReplacementEmailContent(
                    replacement_template=ReplacementTemplate(replacement_template_data={"name": name})
                ),
            )
            for name in ("Bob", "Cid", "Dan")
        ],
    )
    print("bulk:", [result.status for result in bulk.bulk_email_entry_results])
    print("outbox:", [email.subject for email in backend.outbox])


def show_metrics(ses: SESv2, backend: Backend) -> None:
    """Print sends and deliveries of a week."""
    end = backend.clock.now() + timedelta(days=1)
    wanted: list[Metric] = ["SEND", "DELIVERY"]
    queries = [
        BatchGetMetricDataQuery(
            id=metric.lower(), namespace="VDM", metric=metric, start_date=end - timedelta(days=7), end_date=end
        )
        for metric in wanted
    ]
    for result in ses.metrics.batch_get_metric_data(queries=queries).results:
        for day, value in zip(result.timestamps, result.values, strict=True):
            print(f"  {day:%Y-%m-%d}  {result.id:<10}{value:>6}")


def show_errors(ses: SESv2) -> None:
    """Print an error that is found before a call, and an error of the service."""
    try:
        ses.suppression.put_suppressed_destination(
            email_address="",
            reason="SPAM",  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the mistake to show
            tenant_name="a b",
        )
    except errors.RequestInvalidError as error:
        print(error)
    try:
        ses.tenants.get_tenant(tenant_name="nobody")
    except errors.NotFoundError as error:
        print(error)


def title(words: str) -> None:
    """Print a heading."""
    print(f"\n== {words}")


def on_local_ses() -> None:
    """Run everything on the local SES."""
    with mock_sesv2() as backend, SESv2("us-east-1") as ses:
        backend.verify_identity(DOMAIN)
        backend.add_recommendation(
            resource_arn=f"arn:aws:ses:us-east-1:123456789012:identity/{DOMAIN}",
            type="DMARC",
            impact="HIGH",
            description="DMARC record was not found",
        )
        title("Account")
        show_account(ses)
        title("A tenant with its own suppression list")
        prepare_tenant(ses)
        show_suppressions(ses, "acme")
        title("A template, one email and a bulk send")
        send(ses, backend)
        title("Virtual Deliverability Manager")
        ses.vdm.put_account_vdm_attributes(vdm_attributes=VdmAttributes(vdm_enabled="ENABLED"))
        show_recommendations(ses)
        title("Metrics")
        show_metrics(ses, backend)
        title("Errors")
        show_errors(ses)


def on_aws(region: str | None) -> None:
    """Run the read-only part on the account of the environment's credentials."""
    with SESv2(region, config=ClientConfig()) as ses:
        title("Account")
        show_account(ses)
        title("Suppression list")
        show_suppressions(ses)
        title("Recommendations")
        show_recommendations(ses)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The main features of sesv2kit.")
    parser.add_argument(
        "--aws", action="store_true", help="read from the environment's AWS account instead of the local SES"
    )
    parser.add_argument("--region", help="AWS region, with --aws")
    arguments = parser.parse_args()
    if arguments.aws:
        try:
            on_aws(arguments.region)
        except errors.SESv2Error as error:
            raise SystemExit(f"error: {error}") from None
    else:
        on_local_ses()
