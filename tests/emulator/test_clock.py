"""The virtual clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sesv2kit._core import clock as sesv2kit_clock
from sesv2kit.testing import Backend, VirtualClock


def test_it_starts_at_the_real_time_in_utc_and_stands_still() -> None:
    before = datetime.now(UTC)
    clock = VirtualClock()
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.now() == clock.now()


def test_it_can_start_anywhere() -> None:
    start = datetime(2030, 1, 1, tzinfo=UTC)
    clock = VirtualClock(start)
    clock.sleep(1.5)
    assert clock.now() == start + timedelta(seconds=1.5)
    assert clock.monotonic() == 1.5


def test_sleeping_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    clock = VirtualClock()
    clock.sleep(3600)
    assert slept == []
    assert clock.monotonic() == 3600


def test_it_advances_by_seconds_or_a_timedelta_and_never_goes_back() -> None:
    clock = VirtualClock()
    clock.advance(5)
    clock.advance(timedelta(minutes=1))
    assert clock.monotonic() == 65
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(-1)
    clock.sleep(-10)
    assert clock.monotonic() == 65


def test_many_threads_may_sleep_and_none_wakes_early() -> None:
    clock = VirtualClock()

    def nap(_: int) -> bool:
        start = clock.monotonic()
        clock.sleep(1)
        return clock.monotonic() >= start + 1

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(nap, range(2000)))
    assert 1 <= clock.monotonic() <= 2000


def test_inside_the_mock_it_is_the_clock_of_every_client(backend: Backend) -> None:
    assert sesv2kit_clock.current() is backend.clock


def test_all_timestamps_come_from_it(backend: Backend, ses: Any) -> None:
    backend.clock.advance(timedelta(days=365))
    created = ses.create_tenant(TenantName="acme")["CreatedTimestamp"]
    assert abs(created - backend.clock.now()) < timedelta(milliseconds=1)
