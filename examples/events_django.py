"""A webhook for SNS with Django: the work and the note that it was done are one transaction.

uv run --group frameworks examples/events_django.py

SNS waits 15 seconds for a response. Where one event can name many addresses, store it first, as events_flask.py does.
"""

import django
from django.conf import settings
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from support.local_sns import LocalSns

from sesv2kit import ClientConfig, SESv2
from sesv2kit.errors import (
    CertificateUnavailableError,
    EventParseError,
    EventVerificationError,
    SESv2Error,
)
from sesv2kit.events import parse, sns
from sesv2kit.testing import mock_sesv2

TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"

# What a project has in its settings.
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()


class HandledEvent(models.Model):
    """An event that was handled."""

    dedup_key: "models.CharField[str, str]" = models.CharField(max_length=64, primary_key=True)

    class Meta:
        app_label = "mail"


# A request to SES that has begun ends after 2 + 3 seconds, and none begins after 5 seconds: 10 in all.
ses = SESv2("us-east-1", config=ClientConfig(connect_timeout=2, read_timeout=3)).options(timeout=5)


@csrf_exempt  # a signature proves who sends it
@require_POST
def webhook(request: HttpRequest, trust: sns.Certificate | None = None) -> HttpResponse:
    """After a 5xx, SNS sends the message again. `trust` is for tests; None means SNS's own certificates."""
    try:
        message = sns.verify(request.body, topic_arns=[TOPIC], trust=trust)
        if message.type == "SubscriptionConfirmation":
            sns.confirm_subscription(message)
        for event in parse(message):
            with transaction.atomic():  # if the work fails, the event is not noted
                _, is_new = HandledEvent.objects.get_or_create(dedup_key=event.dedup_key)
                if is_new:
                    ses.suppression.add_from_events([event]).raise_for_failures()
    except CertificateUnavailableError:
        return HttpResponse(status=503)
    except EventVerificationError:
        return HttpResponse(status=403)
    except EventParseError:
        return HttpResponse(status=400)
    except SESv2Error:
        return HttpResponse(status=503)
    return HttpResponse(status=200)


urlpatterns = [path("ses-events", webhook)]


def main() -> None:
    """Confirm the subscription, and deliver a bounce twice, and once as somebody else."""
    with connection.schema_editor() as editor:  # a migration does this
        editor.create_model(HandledEvent)
    with mock_sesv2() as backend, LocalSns(TOPIC) as topic, LocalSns(TOPIC) as forger:
        backend.verify_identity("shop.example")
        # Otherwise SES itself would suppress the address.
        ses.account.put_account_suppression_attributes(suppressed_reasons=[], validation_attributes=None)
        ses.sending.send(
            from_email_address="hello@shop.example", to="bounce@simulator.amazonses.com", subject="Hi", text="Hi"
        )
        bounce = backend.events[-1].record
        bodies = [topic.confirmation(), topic.notification(bounce), topic.notification(bounce)]
        for body in [*bodies, forger.notification(bounce), b"Hello"]:
            request = RequestFactory().post("/ses-events", body, content_type="text/plain")
            print("response:", webhook(request, trust=topic.certificate).status_code)
        print("confirmed:", topic.confirmed)
        print("requests to SES:", backend.requests.count("PutSuppressedDestination"))
        print("suppressed:", [one.email_address for one in ses.suppression.list_suppressed_destinations()])


if __name__ == "__main__":
    main()
