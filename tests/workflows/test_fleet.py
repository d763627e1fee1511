"""examples/newsletter_celery: a fleet whose workers and broker are killed, and whose tasks are delivered twice."""

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.meta.source import PROJECT
from tests.pacing.proof import most_in_a_second
from tests.unit.support import environment
from tests.workflows.fleet import Fleet, fleet

__all__ = ["environment"]

needs_kombu = pytest.mark.skipif(redis.VERSION < (6, 1), reason="Celery needs redis-py 6.1 or later for a Redis broker")
FILES = sorted((PROJECT / "examples" / "newsletter_celery").glob("*.py"))


def mailed(fleet: Fleet) -> Counter[str]:
    """Who got how many emails, as SES has counted them."""
    return Counter(address for mail in fleet.backend.outbox for address in mail.to)


@pytest.mark.slow
@needs_kombu
def test_every_task_twice_and_everybody_gets_one_email(tmp_path: Path) -> None:
    with fleet(tmp_path, send_rate=1000, processes=1, part_size=50, lease=60) as one:
        people = one.people(range(120))
        one.produce(times=2)  # nothing has ended yet, so that each part is queued a second time
        worker = one.worker("only", "--pool=solo")
        succeeded = one.parts_succeed()
        assert [next(succeeded) for _ in range(6)] == [1, 2, 3, 4, 5, 6]
        assert one.report() == "{'accepted': 120, 'unfinished parts': 0}\n"
        assert mailed(one) == dict.fromkeys(people, 1)
        one.kill_machine(worker)


RATE = 500.0
PEOPLE = 20_000


def moments(fleet: Fleet) -> list[float]:
    """When SES accepted each email, by its own clock."""
    return sorted(mail.timestamp.timestamp() for mail in fleet.backend.outbox)


def used(emails: Sequence[float]) -> float:
    """The part of the rate that was used between two calls of some, the first one of which is not counted."""
    return (len(emails) - 50) / (emails[-1] - emails[0]) / RATE


@needs_kombu
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")
def test_workers_and_broker_are_killed_and_tasks_come_twice_yet_everybody_gets_one_email(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"part_size": 250, "run_for": 5, "call_timeout": 4, "lease": 3}
    with fleet(tmp_path, send_rate=RATE, processes=4, **settings) as two:
        people = two.people(range(PEOPLE))
        first, second = (two.worker(name, "--concurrency=2") for name in ("first", "second"))
        producer = two.producer()
        succeeded = two.parts_succeed()
        wait_for(succeeded, 20)
        undisturbed = moments(two)
        two.kill_a_process(first, second)
        wait_for(succeeded, 30)
        two.kill_machine(second)
        third = two.worker("third", "--concurrency=2")
        wait_for(succeeded, 40)
        two.restart_broker()
        wait_for(succeeded, 50)
        assert producer.wait() == 0
        again = two.producer()  # what has not ended is queued a second time
        wait_for(succeeded, 60)
        two.kill_a_process(first, third)
        while two.unfinished():
            next(succeeded)
        assert again.wait() == 0

        # Everybody is accounted for, and nobody got two. What killed workers had on the wire, if anything, is unknown.
        emails = moments(two)
        counts = ast.literal_eval(two.report().splitlines()[-1])
        assert counts["accepted"] + counts.get("unknown", 0) == PEOPLE
        got = mailed(two)
        assert max(got.values()) == 1
        assert counts["accepted"] <= len(got) <= PEOPLE

        # SES's own record tells what became of them, and the same run sends what was not sent.
        journal, sent = two.journal(), {mail.tags["sesv2kit-key"] for mail in two.backend.outbox}
        for record in journal.iterate(state="claimed"):
            journal.resolve(record.id, "sent" if record.id in sent else "not_sent")
        journal.close()
        two.produce()
        while two.unfinished() or two.failed():
            next(succeeded)
        assert two.report().splitlines()[-1] == str({"accepted": PEOPLE, "unfinished parts": 0})
        assert mailed(two) == dict.fromkeys(people, 1)

        # The rate was kept and used. A call that a busy machine delays may reach SES long after its turn; there are
        # never more such calls than the fleet makes at once.
        at_once = 4 * 4 * 50
        for seconds in (1, 5, 10, 20):
            most = most_in_a_second([(at / seconds, 1.0) for at in emails])
            assert most <= RATE * seconds + at_once, f"{most} in {seconds} s"
        assert used(emails) <= 1
        assert used(undisturbed) >= 0.9


def wait_for(succeeded: Iterator[int], count: int) -> None:
    """Wait until so many tasks have succeeded."""
    for reached in succeeded:
        if reached >= count:
            return
    pytest.fail("the fleet hung, or all of its workers ended")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 80
