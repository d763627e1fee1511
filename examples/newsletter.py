"""A newsletter to the rows of a CSV file, which can be stopped and started again: nobody gets it twice.

uv run examples/newsletter.py
"""

import csv
import signal
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from sesv2kit import BulkEntry, BulkSummary, SESv2, SqliteJournal
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import mock_sesv2


def send_newsletter(rows: Iterable[dict[str, str]], journal: SqliteJournal) -> BulkSummary:
    """Send to everybody who was not sent to yet, and print who could not be reached."""
    run = SESv2("us-east-1").sending.send_bulk(
        rows,
        entry=lambda row: BulkEntry(row["email"], template_data={"name": row["name"]}, key=row["id"]),
        from_email_address="news@shop.example",
        template_name="news",
        configuration_set_name="newsletters",
        run_id="2026-06",
        journal=journal,
        stop_when=lambda summary: summary.refused > 100,
    )
    signal.signal(signal.SIGTERM, lambda _, __: run.cancel())  # as systemd, Docker and Kubernetes stop a program
    with run:
        for result in run:
            if result.outcome != "accepted":
                print(result.entry["email"], result.outcome, result.status or result.error)
    return run.summary


def main() -> None:
    """Send a newsletter twice, on the local SES."""
    with TemporaryDirectory() as folder, mock_sesv2() as backend, SqliteJournal(Path(folder, "sent.db")) as journal:
        backend.verify_identity("shop.example")
        ses = SESv2("us-east-1")
        ses.configuration_sets.create_configuration_set(configuration_set_name="newsletters")
        content = EmailTemplateContent(subject="News for {{name}}", text="Hello {{name}}")
        ses.templates.create_email_template(template_name="news", template_content=content)
        path = Path(folder, "people.csv")
        path.write_text("id,name,email\n" + "".join(f"{n},User {n},user{n}@mail.example\n" for n in range(200)))
        for _ in range(2):
            with path.open(newline="") as file:
                print(send_newsletter(csv.DictReader(file), journal))
        print(f"{len(backend.outbox)} emails")


if __name__ == "__main__":
    main()
