"""examples/newsletter_celery: a fleet whose workers and broker are killed, and whose tasks are delivered twice."""

import resource
import runpy
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.meta.source import PROJECT
from tests.unit.support import environment
from tests.workflows.fleet import Fleet, fleet

__all__ = ["environment"]

needs_kombu = pytest.mark.skipif(redis.VERSION < (6, 1), reason="Celery needs redis-py 6.1 or later for a Redis broker")
FILES = sorted((PROJECT / "examples" / "newsletter_celery").glob("*.py"))


def mailed(fleet: Fleet) -> Counter[str]:
    """Who got how many emails, as SES has counted them."""
    return Counter(address for mail in fleet.backend.outbox for address in mail.to)


@needs_kombu
def test_every_task_twice_and_everybody_gets_one_email(tmp_path: Path) -> None:
    with fleet(tmp_path, send_rate=1000, processes=1, part_size=50, lease=60) as one:
        people = one.people(range(120))
        one.produce()
        one.produce()  # nothing has ended yet, so that each part is queued a second time
        worker = one.worker("only", "--pool=solo")
        succeeded = one.parts_succeed()
        assert [next(succeeded) for _ in range(6)] == [1, 2, 3, 4, 5, 6]
        assert one.report() == "{'accepted': 120, 'unfinished parts': 0}\n"
        assert mailed(one) == dict.fromkeys(people, 1)
        one.kill_machine(worker)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 80
