"""A webhook for SNS with Flask: it stores the events and responds, and another program handles them.

uv run --group frameworks examples/events_flask.py
SNS waits 15 seconds for a response. Storing takes milliseconds, however slow SES is.
"""

import json
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, request
from support.webhooks import TOPIC, deliver, show

from sesv2kit import SESv2, errors
from sesv2kit.events import parse, sns
from sesv2kit.testing import mock_sesv2


@contextmanager
def inbox(path: Path) -> Generator[sqlite3.Connection]:
    """The events that were received. A table of your database does this, too."""
    with closing(sqlite3.connect(path)) as database, database:
        columns = "dedup_key TEXT PRIMARY KEY, event TEXT, handled INT DEFAULT 0"
        database.execute(f"CREATE TABLE IF NOT EXISTS inbox ({columns})")
        yield database


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
            rows = [(event.dedup_key, json.dumps(event.to_wire(mode="json"))) for event in parse(message)]
        except (errors.CertificateUnavailableError, errors.SubscriptionConfirmationError):
            return "try again", 503  # SNS sends the message again
        except errors.EventVerificationError:
            return "not from our topic", 403
        except errors.EventParseError:
            return "no event", 400
        with inbox(path) as database:  # an event that is there already is ignored
            database.executemany("INSERT OR IGNORE INTO inbox (dedup_key, event) VALUES (?, ?)", rows)
        return "stored", 200

    return app


def work(path: Path, ses: SESv2) -> int:
    """Handle what is in the inbox, as a cron job or a worker does, and count it. What fails stays for the next time."""
    done = 0
    with inbox(path) as database:
        for key, event in database.execute("SELECT dedup_key, event FROM inbox WHERE NOT handled").fetchall():
            # trusted: it was verified before it was stored
            if not ses.suppression.add_from_events(parse(event), trusted=True).failed:
                database.execute("UPDATE inbox SET handled = 1 WHERE dedup_key = ?", (key,))
                done += 1
    return done


def main(path: Path) -> None:
    with mock_sesv2() as backend:
        http = create_app(path, backend.sns_certificate).test_client()
        deliver(backend, lambda body: http.post("/ses-events", data=body).status_code)
        print("handled:", work(path, SESv2("us-east-1")))
        show(backend)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        main(Path(folder, "inbox.db"))
