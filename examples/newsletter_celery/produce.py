"""Cut any number of recipients into parts, and queue them: `python -m newsletter_celery.produce RUN_ID PEOPLE.csv`.

Started again, it queues the parts in which not everybody has the email yet, and of those the journal lets nobody get it
twice. The rows may come in another order then, and there may be more of them.
"""

import csv
import hashlib
import json
import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from newsletter_celery import store
from newsletter_celery.app import app
from newsletter_celery.settings import SETTINGS
from newsletter_celery.tasks import Row, send_part

MOST_QUEUED = 1000
"""Parts that wait in the broker at most: its memory does not depend on the number of recipients."""


def produce(run_id: str, rows: Iterable[Row]) -> int:
    """Queue what is not done, as fast as the workers send it. Returns the number of queued parts."""
    left, count = iter(rows), 0
    while part := list(islice(left, SETTINGS.part_size)):
        # A part is named by what is in it. Its number would be another part's if the rows came in another order.
        name = hashlib.sha256(json.dumps(part).encode()).hexdigest()[:32]
        if store.begin(run_id, name).is_done:
            continue
        if count % 100 == 0:
            wait_for_room()
        send_part.apply_async((run_id, name, part), task_id=f"{run_id}.{name}")
        count += 1
    return count


def wait_for_room() -> None:
    """Wait until the broker has fewer parts than MOST_QUEUED."""
    while True:
        with app.connection_for_write() as connection:
            channel: Any = connection.default_channel  # its type lacks the methods that all of them have
            queued = channel.queue_declare(app.conf.task_default_queue).message_count
        if queued < MOST_QUEUED:
            return
        time.sleep(1)


if __name__ == "__main__":
    with Path(sys.argv[2]).open(newline="") as file:
        print(f"{produce(sys.argv[1], csv.DictReader(file))} parts are queued")
