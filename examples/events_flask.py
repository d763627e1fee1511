"""A webhook for SNS with Flask: it stores the events and responds, and another program handles them.

uv run --group frameworks examples/events_flask.py

SNS waits 15 seconds for a response. Storing takes milliseconds, however slow SES is.
"""

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, request
from support.local_sns import LocalSns

from sesv2kit import SESv2
from sesv2kit.errors import (
    CertificateUnavailableError,
    EventParseError,
    EventVerificationError,
    SubscriptionConfirmationError,
)
from sesv2kit.events import parse, sns
from sesv2kit.testing import mock_sesv2

TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"


@contextmanager
def inbox(path: Path) -> Generator[sqlite3.Connection]:
    """The events that were received. A table of your database does this, too."""
    database = sqlite3.connect(path)
    try:
        with database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS inbox (dedup_key TEXT PRIMARY KEY, event TEXT, handled INT DEFAULT 0)"
            )
            yield database
    finally:
        database.close()


def create_app(path: Path, trust: sns.Certificate | None = None) -> Flask:
    """The app. `trust` is for tests; None means SNS's own certificates."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 512 * 1024  # a message of SNS has at most 256 kB

    @app.post("/ses-events")
    def webhook() -> tuple[str, int]:  # pyright: ignore[reportUnusedFunction]  # Flask calls it
        try:
            message = sns.verify(request.get_data(), topic_arns=[TOPIC], trust=trust)
            if message.type == "SubscriptionConfirmation":
                sns.confirm_subscription(message)
                return "confirmed", 200
            events = parse(message)
        except (CertificateUnavailableError, SubscriptionConfirmationError):
            return "try again", 503  # SNS sends the message again
        except EventVerificationError:
            return "not from our topic", 403
        except EventParseError:
            return "no event", 400
        rows = [(one.dedup_key, json.dumps(one.to_wire(mode="json"))) for one in events]
        with inbox(path) as database:  # an event that is there already is ignored
            database.executemany("INSERT OR IGNORE INTO inbox (dedup_key, event) VALUES (?, ?)", rows)
        return "stored", 200

    return app


def work(path: Path, ses: SESv2) -> int:
    """Handle what is in the inbox, as a cron job or a worker does. What fails stays there for the next time.

    Returns:
        How many events were handled.
    """
    handled = 0
    with inbox(path) as database:
        for key, event in database.execute("SELECT dedup_key, event FROM inbox WHERE NOT handled").fetchall():
            # trusted: it was verified before it was stored
            if not ses.suppression.add_from_events(parse(event), trusted=True).failed:
                database.execute("UPDATE inbox SET handled = 1 WHERE dedup_key = ?", (key,))
                handled += 1
    return handled


def main(path: Path) -> None:
    """Confirm the subscription, and deliver a bounce twice, and once as somebody else."""
    with mock_sesv2() as backend, LocalSns(TOPIC) as topic, LocalSns(TOPIC) as forger:
        ses = SESv2("us-east-1")
        backend.verify_identity("shop.example")
        # Otherwise SES itself would suppress the address.
        ses.account.put_account_suppression_attributes(suppressed_reasons=[], validation_attributes=None)
        ses.sending.send(
            from_email_address="hello@shop.example", to="bounce@simulator.amazonses.com", subject="Hi", text="Hi"
        )
        bounce = backend.events[-1].record
        bodies = [topic.confirmation(), topic.notification(bounce), topic.notification(bounce)]
        http = create_app(path, topic.certificate).test_client()
        for body in [*bodies, forger.notification(bounce), b"Hello"]:
            response = http.post("/ses-events", data=body, content_type="text/plain")
            print(f"response: {response.status_code} {response.text}")
        print("confirmed:", topic.confirmed)
        print("handled:", work(path, ses))
        print("suppressed:", [one.email_address for one in ses.suppression.list_suppressed_destinations()])


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        main(Path(folder, "inbox.db"))
