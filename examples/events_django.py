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
from support.webhooks import TOPIC, deliver, show

from sesv2kit import ClientConfig, SESv2
from sesv2kit.errors import CertificateUnavailableError, EventParseError, EventVerificationError, SESv2Error
from sesv2kit.events import parse, sns
from sesv2kit.testing import mock_sesv2

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
    except EventParseError:
        return HttpResponse(status=400)
    except EventVerificationError as error:
        return HttpResponse(status=503 if isinstance(error, CertificateUnavailableError) else 403)
    except SESv2Error:
        return HttpResponse(status=503)
    return HttpResponse(status=200)


urlpatterns = [path("ses-events", webhook)]


def main() -> None:
    with connection.schema_editor() as editor:  # a migration does this
        editor.create_model(HandledEvent)
    with mock_sesv2() as backend:

        def post(body: bytes) -> int:
            request = RequestFactory().post("/ses-events", body, content_type="text/plain")
            return webhook(request, trust=backend.sns_certificate).status_code

        deliver(backend, post)
        show(backend)


if __name__ == "__main__":
    main()
