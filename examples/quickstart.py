"""The main features of sesv2kit, on the local SES, or (`--aws`) the read-only ones on your account.

uv run examples/quickstart.py
uv run examples/quickstart.py --aws --region eu-west-1
"""

import argparse
from collections import Counter
from datetime import timedelta

from sesv2kit import SESv2, errors
from sesv2kit.models import EmailTemplateContent, TenantSuppressionAttributes
from sesv2kit.testing import Backend, mock_sesv2

SENDER = "Shop <hello@shop.example>"


def read(ses: SESv2) -> None:
    """Print the account, suppression lists and recommendations. Each list is an iterator over all pages."""
    account = ses.account.get_account()
    print(f"sending enabled: {account.sending_enabled}, production access: {account.production_access_enabled}")
    for name in [None, *(tenant.tenant_name for tenant in ses.tenants.list_tenants())]:
        listed = ses.suppression.list_suppressed_destinations(tenant_name=name)
        print(f"suppressed by {name or 'the account'}:", dict(Counter(entry.reason for entry in listed)))
    for found in ses.vdm.list_recommendations(filter={"STATUS": "OPEN"}):
        print(f"recommendation: {found.type} for {found.resource_arn}")


def send(ses: SESv2, backend: Backend) -> None:
    """Send one email, and a template to three people; then print what SES counted."""
    print(ses.sending.send(from_email_address=SENDER, to="ann@mail.example", subject="Hello", text="Hi Ann"))
    content = EmailTemplateContent(subject="Hi {{name}}", text="{{#each items}}- {{this}}\n{{/each}}")
    ses.templates.create_email_template(template_name="welcome", template_content=content)
    with ses.sending.send_bulk(
        ["bob@mail.example", "cid@mail.example", "bounce@simulator.amazonses.com"],
        from_email_address=SENDER,
        template_name="welcome",
        template_data={"name": "you", "items": ["tea", "milk"]},
    ) as run:
        print("bulk:", [result.outcome for result in run])
    print("outbox:", [email.subject for email in backend.outbox])
    day = backend.clock.now().date()
    print(ses.metrics.series(["SEND", "PERMANENT_BOUNCE"], start_date=day, end_date=day + timedelta(days=1)))


def fail(ses: SESv2, backend: Backend) -> None:
    """Print an error that is found before a call, one of the service, and one of a lost response."""
    backend.faults.add("timeout", "SendEmail")
    try:
        ses.tenants.get_tenant(tenant_name="a b")
    except errors.RequestInvalidError as error:
        print(error)
    try:
        ses.tenants.get_tenant(tenant_name="nobody")
    except errors.NotFoundError as error:
        print(error)
    try:
        ses.sending.send(from_email_address=SENDER, to="eve@mail.example", subject="Hello", text="Hi")
    except errors.OutcomeUnknownError as error:  # boto3 would have sent it again
        print(error)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The main features of sesv2kit.")
    parser.add_argument("--aws", action="store_true", help="read from the account of the environment's credentials")
    parser.add_argument("--region", help="AWS region, with --aws")
    if (arguments := parser.parse_args()).aws:
        read(SESv2(arguments.region))
    else:
        with mock_sesv2() as local, SESv2("us-east-1") as client:
            local.verify_identity("shop.example")
            local.enable_vdm()
            local.add_recommendation("DMARC", "arn:aws:ses:us-east-1:123456789012:identity/shop.example")
            own = TenantSuppressionAttributes(suppressed_reasons=["BOUNCE"], suppression_scope="TENANT")
            client.tenants.create_tenant(tenant_name="acme", suppression_attributes=own)
            local.suppress((f"user{number}@mail.example" for number in range(2500)), "BOUNCE", tenant_name="acme")
            send(client, local)
            read(client)
            fail(client, local)
