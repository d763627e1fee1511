"""What a worker does with a part: send it, and record what became of it."""

import time
from collections import Counter
from functools import cache
from typing import Any

import redis
from celery import Task

from newsletter_celery import store
from newsletter_celery.app import app
from newsletter_celery.settings import SETTINGS
from sesv2kit import BulkEntry, ClientConfig, DynamoDBJournal, RedisJournal, RedisLimiter, RetryPolicy, SESv2

Row = dict[str, str]


@cache
def ses() -> SESv2:
    """The client of this process. All processes of the fleet share its journal and its rate."""
    if SETTINGS.journal_table:
        journal: Any = DynamoDBJournal(SETTINGS.journal_table, lease=SETTINGS.lease)
    else:
        journal = RedisJournal(SETTINGS.store_url, lease=SETTINGS.lease)
    # A batch rather waits for a slow Redis than paces its processes one by one, which a URL does after 0.25 s.
    limiter = RedisLimiter(store.connect(SETTINGS.limiter_url, timeout=2), share=1 / SETTINGS.processes)
    config = ClientConfig(
        journal=journal,
        limiter=limiter,
        send_rate=SETTINGS.send_rate,
        retry=RetryPolicy(timeout=SETTINGS.call_timeout),
    )
    return SESv2("us-east-1", config=config)


def entry(row: Row) -> BulkEntry:
    """The email for a row. Its key is the customer, whatever part or file the row is in."""
    return BulkEntry(row["email"], template_data={"name": row["name"]}, key=row["id"])


@app.task(bind=True, max_retries=None, default_retry_delay=SETTINGS.retry_after, autoretry_for=(redis.RedisError,))
def send_part(task: "Task[Any, Any]", run_id: str, part: str, rows: list[Row]) -> None:
    """Send a part. It may be called any number of times, also at once: each of its emails goes out once at most."""
    end = time.monotonic() + SETTINGS.run_for
    run = ses().sending.send_bulk(
        rows,
        entry=entry,
        from_email_address="news@shop.example",
        template_name="news",
        configuration_set_name="newsletters",
        run_id=run_id,
        stop_when=lambda summary: time.monotonic() > end,
    )
    counts: Counter[str] = Counter()
    failed: list[tuple[str, str, str]] = []
    later = False
    for result in run:
        counts[result.outcome] += 1
        later |= result.retryable
        if result.outcome != "accepted":
            failed.append((result.entry["id"], result.outcome, result.status or type(result.error).__name__))
    if later or run.summary.read < len(rows):
        raise task.retry()  # what was accepted is not sent again
    store.finish(run_id, part, counts, failed)
