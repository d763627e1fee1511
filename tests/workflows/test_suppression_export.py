"""A suppression list as a file: complete, each entry once, after whatever stopped the export before."""

import asyncio
import io
import json
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, SESv2
from sesv2kit._workflows import suppression_export
from sesv2kit._workflows.suppression_export import State, csv_rows, json_rows
from sesv2kit.errors import InvalidNextTokenError, NotFoundError, RequestInvalidError, SESv2Error
from sesv2kit.models.suppression import SuppressedDestinationSummary
from sesv2kit.testing import Backend, serve

ADDRESSES = [f"u{number:04}@x.example" for number in range(60)]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six pages, and a state that is saved after each second one."""
    monkeypatch.setattr(suppression_export, "PAGE_SIZE", 10)
    monkeypatch.setattr(suppression_export, "_EVERY", 2)


def fill(backend: Backend, *, order: int = 0) -> None:
    """Entries in the order of their addresses, in which the local SES lists them. Dates rise, fall, or are equal."""
    for address in ADDRESSES[:: order or 1]:
        backend.suppress([address], "BOUNCE")
        if order:
            backend.clock.advance(timedelta(minutes=1))


def stop_at(rows: int) -> Any:
    def stop(number: int) -> None:
        if number >= rows:
            raise ZeroDivisionError

    return stop


def expire(path: Path) -> None:
    """Replace the token by one that SES does not take."""
    saved = path.with_name(path.name + ".part.json")
    content = json.loads(saved.read_text())
    content["state"]["token"] = "expired"
    saved.write_text(json.dumps(content))


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_a_csv_file_is_in_the_form_of_import_jobs(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    fill(ses_backend)
    ses_backend.suppress(["z@x.example"], "COMPLAINT")
    result = sesv2.suppression.export(tmp_path / "list.csv")
    assert lines(tmp_path / "list.csv") == [*(f"{one},BOUNCE" for one in ADDRESSES), "z@x.example,COMPLAINT"]
    assert (result.rows, result.path, result.resumed) == (61, tmp_path / "list.csv", False)
    assert result.last_update_time is not None
    assert abs(result.last_update_time - ses_backend.clock.now()) < timedelta(milliseconds=1)
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]


def test_a_jsonl_file_of_one_reason(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    fill(ses_backend)
    ses_backend.suppress(['"z,"@x.example'], "COMPLAINT")
    sesv2.suppression.export(str(tmp_path / "list.jsonl"), format="jsonl", reasons=["COMPLAINT"])
    assert [json.loads(line) for line in lines(tmp_path / "list.jsonl")] == [
        {"emailAddress": '"z,"@x.example', "reason": "COMPLAINT"}
    ]


def test_unusual_addresses_are_quoted() -> None:
    assert csv_rows([('"a,b"@x', "BOUNCE"), ("c@x", None)]) == '"""a,b""@x",BOUNCE\nc@x\n'
    assert csv_rows([("a@x", "BOUNCE"), ("b@x", None)]) == "a@x,BOUNCE\nb@x\n"
    assert json_rows([("ä\n@x", None)]) == '{"emailAddress": "\\u00e4\\n@x"}\n'


def test_a_list_of_a_tenant_from_a_date_on(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    sesv2.tenants.create_tenant(tenant_name="acme")
    sesv2.suppression.add_many(["a@x.example"], reason="BOUNCE", tenant_name="acme").wait()
    ses_backend.clock.advance(timedelta(days=1))
    since = ses_backend.clock.now()
    sesv2.suppression.add_many(["b@x.example"], reason="BOUNCE", tenant_name="acme").wait()
    sesv2.suppression.export(tmp_path / "list", tenant_name="acme", start_date=since)
    assert lines(tmp_path / "list") == ["b@x.example,BOUNCE"]


def test_an_empty_list_is_an_empty_file(sesv2: SESv2, tmp_path: Path) -> None:
    result = sesv2.suppression.export(tmp_path / "list")
    assert (result.rows, result.last_update_time, (tmp_path / "list").read_bytes()) == (0, None, b"")


def test_an_open_file(sesv2: SESv2, ses_backend: Backend) -> None:
    fill(ses_backend)
    file = io.StringIO()
    result = sesv2.suppression.export(file)
    assert (result.rows, result.path) == (60, None)
    assert file.getvalue().splitlines() == [f"{one},BOUNCE" for one in ADDRESSES]


def test_progress_has_the_rows(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    fill(ses_backend)
    seen: list[int] = []
    sesv2.suppression.export(tmp_path / "list", progress=seen.append)
    assert seen == [10, 20, 30, 40, 50, 60]


@pytest.mark.parametrize("rows", range(10, 70, 10))
def test_an_export_that_stopped_is_continued(sesv2: SESv2, ses_backend: Backend, tmp_path: Path, rows: int) -> None:
    fill(ses_backend)
    with pytest.raises(ZeroDivisionError):
        sesv2.suppression.export(tmp_path / "list", progress=stop_at(rows))
    assert not (tmp_path / "list").exists()
    ses_backend.requests.clear()
    result = sesv2.suppression.export(tmp_path / "list")
    assert (result.resumed, result.rows) == (True, 60)
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]
    assert rows == 60 or len(ses_backend.requests) == 6 - rows // 10


def test_what_was_written_after_the_saved_state_is_not_written_twice(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path
) -> None:
    fill(ses_backend)
    with pytest.raises(ZeroDivisionError):
        sesv2.suppression.export(tmp_path / "list", progress=stop_at(30))
    with (tmp_path / "list.part").open("a") as part:
        part.write("half a li")
    sesv2.suppression.export(tmp_path / "list")
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]


def test_a_disk_that_is_full_loses_nothing(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(ses_backend)
    write = suppression_export.PartFile.write

    def full(part: suppression_export.PartFile, text: str) -> None:
        if part.state.rows == 40:
            write(part, text[:7])
            raise OSError("No space left on device")
        write(part, text)

    with monkeypatch.context() as patch:
        patch.setattr(suppression_export.PartFile, "write", full)
        with pytest.raises(OSError, match="No space"):
            sesv2.suppression.export(tmp_path / "list")
    assert sesv2.suppression.export(tmp_path / "list").resumed
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]


def test_a_part_that_is_shorter_than_its_state_says_is_begun_anew(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path
) -> None:
    fill(ses_backend)
    with pytest.raises(ZeroDivisionError):
        sesv2.suppression.export(tmp_path / "list", progress=stop_at(30))
    (tmp_path / "list.part").write_text("")
    assert not sesv2.suppression.export(tmp_path / "list").resumed
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]


@pytest.mark.parametrize("order", [1, -1], ids=["ascending", "descending"])
def test_an_expired_token_goes_on_from_the_last_date(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path, order: int, caplog: pytest.LogCaptureFixture
) -> None:
    fill(ses_backend, order=order)
    with pytest.raises(ZeroDivisionError):
        sesv2.suppression.export(tmp_path / "list", progress=stop_at(30))
    expire(tmp_path / "list")
    result = sesv2.suppression.export(tmp_path / "list")
    assert (result.rows, result.continued, result.begun_again) == (60, 1, 0)
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]
    assert "expired" in caplog.text


def test_a_token_that_expires_again_after_that(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    fill(ses_backend, order=1)
    for rows in (20, 40, 50):
        with pytest.raises(ZeroDivisionError):
            sesv2.suppression.export(tmp_path / "list", progress=stop_at(rows))
        expire(tmp_path / "list")
    assert sesv2.suppression.export(tmp_path / "list").rows == 60
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]


def test_an_expired_token_of_a_list_in_another_order_begins_again(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (*range(0, 60, 2), *range(1, 60, 2)):
        ses_backend.suppress([ADDRESSES[number]], "BOUNCE")
        ses_backend.clock.advance(timedelta(minutes=1))
    with pytest.raises(ZeroDivisionError):
        sesv2.suppression.export(tmp_path / "list", progress=stop_at(30))
    expire(tmp_path / "list")
    result = sesv2.suppression.export(tmp_path / "list")
    assert (result.rows, result.continued, result.begun_again) == (60, 0, 1)
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]
    assert "starts again" in caplog.text


def page(*dates: float) -> Sequence[SuppressedDestinationSummary]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        SuppressedDestinationSummary(
            email_address=f"{date}@x.example", reason="BOUNCE", last_update_time=moment + timedelta(seconds=date)
        )
        for date in dates
    ]


def test_entries_near_the_last_date_are_not_written_twice() -> None:
    state = State()
    state.take(page(0, 5, 5.5, 6))
    assert state.again()
    assert [address for address, _ in state.take(page(5, 5.5, 6, 6.25, 9))] == ["6.25@x.example", "9@x.example"]


@pytest.mark.parametrize(
    ("pages", "order"),
    [
        ([(1, 1), (1,)], "either"),
        ([(1, 2), (2, 3)], "ascending"),
        ([(3, 2), (2, 1)], "descending"),
        ([(1, 2), (1, 3)], "none"),
        ([(1, 2), (3, 2)], "none"),
        ([(1, 2), (3, 2), (4,)], "none"),
    ],
)
def test_the_order_of_dates(pages: list[tuple[float, ...]], order: str) -> None:
    state = State()
    for dates in pages:
        state.take(page(*dates))
    assert state.order == order


def test_what_is_remembered_is_bounded() -> None:
    state = State()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(5):
        state.take(
            [
                SuppressedDestinationSummary(
                    email_address=f"{number}-{one}@x.example", reason="BOUNCE", last_update_time=moment
                )
                for one in range(1000)
            ]
        )
    assert (state.order, state.recent) == ("none", {})


def test_a_page_that_fails_can_be_fetched_again_later(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    fill(ses_backend)
    ses_backend.faults.add("api_rate", "ListSuppressedDestinations", times=2)
    sesv2.suppression.export(tmp_path / "throttled")
    assert len(lines(tmp_path / "throttled")) == 60
    fault = ses_backend.faults.add("internal_error", "ListSuppressedDestinations", times=None)
    with pytest.raises(SESv2Error):
        sesv2.suppression.export(tmp_path / "list")
    fault.times = fault.fired
    assert sesv2.suppression.export(tmp_path / "list").rows == 60


def test_an_unfinished_export_with_other_arguments_is_left_alone(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path
) -> None:
    fill(ses_backend)
    with pytest.raises(ZeroDivisionError):
        sesv2.suppression.export(tmp_path / "list", progress=stop_at(30))
    with pytest.raises(RequestInvalidError, match=r"list\.part\.json"):
        sesv2.suppression.export(tmp_path / "list", reasons=["BOUNCE"])
    assert sesv2.suppression.export(tmp_path / "list").resumed


@pytest.mark.parametrize("arguments", [{"format": "xml"}, {"reasons": ["SPAM"]}, {"start_date": datetime(2026, 1, 1)}])
def test_bad_arguments_touch_nothing(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path, arguments: dict[str, Any]
) -> None:
    with pytest.raises(RequestInvalidError, match=next(iter(arguments))):
        sesv2.suppression.export(tmp_path / "list", **arguments)
    assert (list(tmp_path.iterdir()), ses_backend.requests) == ([], [])


def test_a_tenant_that_does_not_exist(sesv2: SESv2, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        sesv2.suppression.export(tmp_path / "list", tenant_name="gone")
    assert not (tmp_path / "list").exists()


def test_an_open_file_is_not_begun_again(sesv2: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ses_backend)
    monkeypatch.setattr(State, "again", lambda state: False)

    class Expiring(io.StringIO):
        def write(self, text: str) -> int:
            monkeypatch.setattr("sesv2kit.testing.paging.Pager._signature", lambda *_: b"another")
            return super().write(text)

    with pytest.raises(InvalidNextTokenError):
        sesv2.suppression.export(Expiring())


def test_the_asynchronous_client(async_sesv2: AsyncSESv2, ses_backend: Backend, tmp_path: Path) -> None:
    fill(ses_backend)

    async def main() -> None:
        with pytest.raises(ZeroDivisionError):
            await async_sesv2.suppression.export(tmp_path / "list", progress=stop_at(30))
        result = await async_sesv2.suppression.export(tmp_path / "list")
        assert (result.rows, result.resumed) == (60, True)

    asyncio.run(main())
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in ADDRESSES]


@pytest.mark.slow
def test_memory_does_not_depend_on_the_length_of_the_list(
    sesv2: SESv2, ses_backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression_export, "PAGE_SIZE", 1000)

    def peak(number: int) -> int:
        ses_backend.reset()
        ses_backend.suppress([f"u{one:06}@x.example" for one in range(number)], "BOUNCE")
        tracemalloc.start()
        sesv2.suppression.export(tmp_path / "list")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(50)
    assert peak(16_000) < 1.2 * peak(4_000)


KILLED = """
import sys
from sesv2kit import SESv2
from sesv2kit._workflows import suppression_export
suppression_export.PAGE_SIZE = 10
suppression_export._EVERY = 2
ses = SESv2("us-east-1", endpoint_url=sys.argv[1])
print("rows", ses.suppression.export(sys.argv[2], progress=lambda rows: print(rows, flush=True)).rows)
"""


@pytest.mark.slow
def test_an_export_that_was_killed_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    addresses = [f"u{number:04}@x.example" for number in range(500)]
    with serve() as server:
        server.backend.suppress(addresses, "BOUNCE")
        command = [sys.executable, "-c", KILLED, server.endpoint_url, str(tmp_path / "list")]
        for rows in ("100", "250"):
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
                assert run.stdout is not None
                for line in run.stdout:
                    if line.strip() == rows:
                        run.send_signal(signal.SIGKILL)
                        break
                assert run.wait() == -signal.SIGKILL
        last = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert int(last[0]) > 200
    assert last[-1] == "rows 500"
    assert lines(tmp_path / "list") == [f"{one},BOUNCE" for one in addresses]
