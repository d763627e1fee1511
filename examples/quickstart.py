"""The main features of sesv2kit, on the local SES, or (`--aws`) the read-only ones on your account.

uv run examples/quickstart.py
uv run examples/quickstart.py --aws --region eu-west-1
"""

import argparse
from collections import Counter
from itertools import islice

from sesv2kit import SESv2, errors
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import Backend, mock_sesv2

SENDER = "Shop <hello@shop.example>"


def read(ses: SESv2) -> None:
    """Print the state of the account, and what is on its suppression list."""
    account = ses.account.get_account()
    print(f"sending enabled: {account.sending_enabled}, production access: {account.production_access_enabled}")
    if quota := account.send_quota:
        print(f"sent in 24 hours: {quota.sent_last24_hours:g} of {quota.max24_hour_send:g}")
    listed = ses.suppression.list_suppressed_destinations()  # an iterator over all pages
    print("suppressed, by reason:", dict(Counter(entry.reason for entry in listed)))
    for entry in islice(listed, 2):
        print(f"  {entry.email_address}  {entry.reason}  since {entry.last_update_time:%Y-%m-%d %H:%M} UTC")


def send(ses: SESv2, backend: Backend) -> None:
    """Send one email, and a template to three people."""
    sent = ses.sending.send(from_email_address=SENDER, to="ann@mail.example", subject="Hello", text="Hi Ann")
    print("sent:", sent.message_id)

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


def fail(ses: SESv2, backend: Backend) -> None:
    """Print an error that is found before a call, one of the service, and one of a lost response."""
    try:
        ses.tenants.get_tenant(tenant_name="a b")
    except errors.RequestInvalidError as error:
        print(error)
    try:
        ses.tenants.get_tenant(tenant_name="nobody")
    except errors.NotFoundError as error:
        print(error)
    backend.faults.add("timeout", "SendEmail")
    try:
        ses.sending.send(from_email_address=SENDER, to="eve@mail.example", subject="Hello", text="Hi")
    except errors.OutcomeUnknownError as error:  # boto3 would have sent it again
        print(error)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The main features of sesv2kit.")
    parser.add_argument("--aws", action="store_true", help="read from the account of the environment's credentials")
    parser.add_argument("--region", help="AWS region, with --aws")
    arguments = parser.parse_args()
    if arguments.aws:
        with SESv2(arguments.region) as client:
            read(client)
    else:
        with mock_sesv2() as local, SESv2("us-east-1") as client:
            local.verify_identity("shop.example")
            send(client, local)
            local.suppress((f"user{number}@mail.example" for number in range(2500)), "COMPLAINT")
            read(client)
            fail(client, local)
