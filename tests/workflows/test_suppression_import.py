"""Addresses for import jobs: as files, and by jobs that are followed to their end."""

import asyncio
from pathlib import Path
from typing import Any

import boto3
import pytest

from sesv2kit import AsyncSESv2, SESv2
from sesv2kit._workflows import suppression_import
from sesv2kit.errors import ConfigurationError, RequestInvalidError, ServiceError
from sesv2kit.testing import Backend

ADDRESSES = [f"u{number:03}@x.example" for number in range(25)]
URL = "s3://lists/import"


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression_import, "MAX_ADDRESSES", 10)


@pytest.fixture
def s3(ses_backend: Backend) -> Any:
    client = boto3.client("s3", "us-east-1")
    client.create_bucket(Bucket="lists")
    return client


def listed(ses: SESv2) -> list[str]:
    return [one.email_address for one in ses.suppression.list_suppressed_destinations()]


def test_files_have_a_bounded_number_of_addresses(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    paths = sesv2.suppression.write_import_files(tmp_path / "new", iter(ADDRESSES), reason="BOUNCE")
    assert [path.name for path in paths] == [f"suppression-000{number}.csv" for number in (1, 2, 3)]
    rows = [path.read_text().splitlines() for path in paths]
    assert [len(some) for some in rows] == [10, 10, 5]
    assert [row for some in rows for row in some] == [f"{address},BOUNCE" for address in ADDRESSES]
    assert sorted((tmp_path / "new").iterdir()) == list(paths)
    assert ses_backend.requests == []


def test_files_of_a_removal_have_no_reasons(sesv2: SESv2, tmp_path: Path) -> None:
    (path,) = sesv2.suppression.write_import_files(
        tmp_path, [("a/b@x.example", "BOUNCE"), "c@x.example"], action="DELETE"
    )
    assert path.read_text() == "a/b@x.example\nc@x.example\n"


def test_files_of_an_earlier_call_are_left_alone(sesv2: SESv2, tmp_path: Path) -> None:
    sesv2.suppression.write_import_files(tmp_path, ADDRESSES, reason="BOUNCE")
    with pytest.raises(RequestInvalidError, match="folder"):
        sesv2.suppression.write_import_files(tmp_path, ["a@x.example"], reason="BOUNCE")


@pytest.mark.parametrize(
    ("addresses", "choices", "wrong"),
    [
        (["a@x.example"], {}, "reason"),
        ([""], {"reason": "BOUNCE"}, "email_address"),
        ([], {"reason": "SPAM"}, "reason"),
        ([], {"action": "POST"}, "action"),
    ],
)
def test_bad_input_writes_nothing(
    sesv2: SESv2,
    s3: Any,
    ses_backend: Backend,
    tmp_path: Path,
    addresses: list[str],
    choices: dict[str, Any],
    wrong: str,
) -> None:
    with pytest.raises(RequestInvalidError, match=wrong):
        sesv2.suppression.write_import_files(tmp_path, addresses, **choices)
    with pytest.raises(RequestInvalidError, match=wrong):
        sesv2.suppression.import_many(addresses, s3_url=URL, s3_client=s3, **choices)
    assert (list(tmp_path.iterdir()), ses_backend.requests) == ([], [])
    assert "Contents" not in s3.list_objects_v2(Bucket="lists")


@pytest.mark.parametrize("url", ["lists", "https://lists.s3.amazonaws.com", "s3://", "s3://A_B/c"])
def test_a_place_that_is_none(sesv2: SESv2, s3: Any, url: str) -> None:
    with pytest.raises(RequestInvalidError, match="s3_url"):
        sesv2.suppression.import_many(ADDRESSES, s3_url=url, s3_client=s3, reason="BOUNCE")


def test_a_client_of_another_service(sesv2: SESv2) -> None:
    sns = boto3.client("sns", "us-east-1")
    with pytest.raises(ConfigurationError, match="s3_client= must be a boto3 client for s3, not a client for sns"):
        sesv2.suppression.import_many(ADDRESSES, s3_url=URL, s3_client=sns, reason="BOUNCE")


def test_jobs_are_followed_to_their_end_on_our_clock(sesv2: SESv2, s3: Any, ses_backend: Backend) -> None:
    seen: list[str] = []
    before = ses_backend.clock.monotonic()
    results = sesv2.suppression.import_many(
        iter(ADDRESSES), s3_url=URL, s3_client=s3, reason="BOUNCE", progress=lambda one: seen.append(one.outcome)
    )
    assert [(one.outcome, one.addresses, one.failed_records_count) for one in results] == [
        ("accepted", 10, 0),
        ("accepted", 10, 0),
        ("accepted", 5, 0),
    ]
    assert seen == ["accepted"] * 3
    assert ses_backend.clock.monotonic() - before >= 30
    assert listed(sesv2) == ADDRESSES
    assert {one.s3_url for one in results} == {
        f"s3://lists/{one['Key']}" for one in s3.list_objects_v2(Bucket="lists")["Contents"]
    }


def test_an_address_with_a_slash_is_removed(sesv2: SESv2, s3: Any, ses_backend: Backend) -> None:
    ses_backend.suppress(["a/b@x.example", "c@x.example"], "BOUNCE")
    (result,) = sesv2.suppression.import_many(["a/b@x.example"], s3_url="s3://lists", s3_client=s3, action="DELETE")
    assert (result.outcome, listed(sesv2)) == ("accepted", ["c@x.example"])


def test_addresses_that_a_job_could_not_import_are_told(sesv2: SESv2, s3: Any) -> None:
    (result,) = sesv2.suppression.import_many(["z@x.example"], s3_url=URL, s3_client=s3, action="DELETE")
    assert (result.outcome, result.failed_records_count) == ("accepted", 1)
    assert result.failed_records_s3_url is not None


def test_a_run_that_is_started_again_does_no_harm(sesv2: SESv2, s3: Any) -> None:
    for _ in range(2):
        results = sesv2.suppression.import_many(ADDRESSES, s3_url=URL, s3_client=s3, reason="BOUNCE")
        assert [one.outcome for one in results] == ["accepted"] * 3
    assert listed(sesv2) == ADDRESSES
    assert len(s3.list_objects_v2(Bucket="lists")["Contents"]) == 3


def test_a_job_whose_start_was_not_answered_is_found(sesv2: SESv2, s3: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("internal_error", "CreateImportJob", carried_out=True)
    (result,) = sesv2.suppression.import_many(ADDRESSES[:5], s3_url=URL, s3_client=s3, reason="BOUNCE")
    assert result.outcome == "accepted"
    assert len(list(sesv2.jobs.list_import_jobs())) == 1


def test_a_job_that_was_not_started_is_started_again(sesv2: SESv2, s3: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("internal_error", "CreateImportJob")
    (result,) = sesv2.suppression.import_many(ADDRESSES[:5], s3_url=URL, s3_client=s3, reason="BOUNCE")
    assert (result.outcome, listed(sesv2)) == ("accepted", ADDRESSES[:5])


def test_a_job_that_does_not_end_in_time_is_unknown(sesv2: SESv2, s3: Any) -> None:
    (result,) = sesv2.suppression.import_many(ADDRESSES[:5], s3_url=URL, s3_client=s3, reason="BOUNCE", timeout=7)
    assert (result.outcome, result.error) == ("unknown", None)
    assert result.job_id is not None


def test_a_sandbox_refuses_and_no_further_job_is_started(sesv2: SESv2, s3: Any, ses_backend: Backend) -> None:
    ses_backend.account.production_access = False
    (result,) = sesv2.suppression.import_many(ADDRESSES, s3_url=URL, s3_client=s3, reason="BOUNCE")
    assert result.outcome == "refused"
    assert isinstance(result.error, ServiceError)
    assert ses_backend.requests.count("CreateImportJob") == 1


def test_a_bucket_that_does_not_exist(sesv2: SESv2, s3: Any, ses_backend: Backend) -> None:
    (result,) = sesv2.suppression.import_many(ADDRESSES, s3_url="s3://gone/x", s3_client=s3, reason="BOUNCE")
    assert result.outcome == "refused"
    assert isinstance(result.error, ServiceError)
    assert result.error.code == "NoSuchBucket"
    assert ses_backend.requests == []


def test_a_later_invalid_address_loses_no_result(sesv2: SESv2, s3: Any) -> None:
    results = sesv2.suppression.import_many([*ADDRESSES[:10], ""], s3_url=URL, s3_client=s3, reason="BOUNCE")
    assert [one.outcome for one in results] == ["accepted", "refused"]
    assert isinstance(results[1].error, RequestInvalidError)


def test_the_asynchronous_client(async_sesv2: AsyncSESv2, s3: Any, tmp_path: Path) -> None:
    async def main() -> None:
        paths = await async_sesv2.suppression.write_import_files(tmp_path, ADDRESSES, reason="BOUNCE")
        results = await async_sesv2.suppression.import_many(ADDRESSES, s3_url=URL, s3_client=s3, reason="BOUNCE")
        assert (len(paths), [one.outcome for one in results]) == (3, ["accepted"] * 3)

    asyncio.run(main())
