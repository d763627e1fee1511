"""A customer of a platform: its domain and its tenant are set up, and the first email is sent for it.

uv run examples/onboarding.py
"""

from contextlib import suppress
from datetime import timedelta

from sesv2kit import SESv2
from sesv2kit.errors import AlreadyExistsError
from sesv2kit.models import EventBridgeDestination, EventDestinationDefinition
from sesv2kit.testing import mock_sesv2

BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
EVENTS = EventDestinationDefinition(
    enabled=True,
    matching_event_types=["SEND", "DELIVERY", "BOUNCE", "COMPLAINT"],
    event_bridge_destination=EventBridgeDestination(event_bus_arn=BUS),
)


def onboard(ses: SESv2, name: str, domain: str) -> None:
    """Set up all that a customer needs to send. If this ends half-way, call it again."""
    with suppress(AlreadyExistsError):
        ses.configuration_sets.create_configuration_set(configuration_set_name=name)
    ses.configuration_sets.ensure_event_destination(
        configuration_set_name=name, event_destination_name="events", event_destination=EVENTS
    )
    identity = ses.identities.ensure(
        email_identity=domain, mail_from_domain=f"bounce.{domain}", configuration_set_name=name
    )
    print(identity.dns_records)  # the customer publishes them
    ses.identities.wait_until_verified(email_identity=domain, timeout=24 * 3600)
    print(ses.tenants.ensure(tenant_name=name, resources=[f"identity/{domain}", f"configuration-set/{name}"]))
    print(ses.tenants.preflight(tenant_name=name, from_email_address=f"hello@{domain}"))


def main() -> None:
    """Set up a customer on the local SES, send for it, and look whether the account is well."""
    with mock_sesv2() as backend, SESv2("us-east-1") as ses:
        backend.verify_identity("acme.example", after=timedelta(minutes=20))
        backend.set_mail_from_status("acme.example", "SUCCESS", after=timedelta(minutes=30))
        onboard(ses, "acme", "acme.example")
        ses.sending.send(
            from_email_address="hello@acme.example",
            to="ann@mail.example",
            subject="Welcome",
            text="Hello Ann",
            tenant_name="acme",
        )
        print(ses.account.health())


if __name__ == "__main__":
    main()
