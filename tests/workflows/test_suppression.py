"""Suppression lists by hand: finding, adding and removing many, and lists as wanted; of the account and of tenants."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, SESv2
from sesv2kit.errors import BadRequestError, NotFoundError, RequestInvalidError
from sesv2kit.suppressing import Addition, SuppressionChange
from sesv2kit.testing import Backend
from tests.faults.server import Server, answer

MIXED, LOWER = "Ann.Lee@mail.example", "ann.lee@mail.example"


@pytest.fixture(params=[None, "acme"], ids=["account", "tenant"])
def tenant_name(request: pytest.FixtureRequest, sesv2: SESv2, ses_backend: Backend) -> str | None:
    """Which list: the account's, or a tenant's."""
    if request.param:
        sesv2.tenants.create_tenant(tenant_name=request.param)
    name: str | None = request.param
    return name


def listed(ses: SESv2, tenant_name: str | None = None) -> dict[str, str]:
    return {
        one.email_address: one.reason for one in ses.suppression.list_suppressed_destinations(tenant_name=tenant_name)
    }


# Finding.


def test_an_address_is_found_as_it_is_spelt(sesv2: SESv2, tenant_name: str | None) -> None:
    sesv2.suppression.put_suppressed_destination(email_address=MIXED, reason="BOUNCE", tenant_name=tenant_name)
    found = sesv2.suppression.find(MIXED, tenant_name=tenant_name)
    assert found is not None
    assert (found.email_address, found.reason, found.tenant_name) == (MIXED, "BOUNCE", tenant_name)


def test_an_address_is_found_in_lower_case(sesv2: SESv2, ses_backend: Backend, tenant_name: str | None) -> None:
    sesv2.suppression.put_suppressed_destination(email_address=LOWER, reason="BOUNCE", tenant_name=tenant_name)
    ses_backend.requests.clear()
    found = sesv2.suppression.find("Ann.Lee@MAIL.example", tenant_name=tenant_name)
    assert found is not None
    assert found.email_address == LOWER
    assert ses_backend.requests == ["GetSuppressedDestination"] * 3


def test_another_spelling_is_found_by_a_scan_only(sesv2: SESv2, tenant_name: str | None) -> None:
    sesv2.suppression.put_suppressed_destination(email_address=MIXED, reason="COMPLAINT", tenant_name=tenant_name)
    assert sesv2.suppression.find("ANN.LEE@mail.example", tenant_name=tenant_name) is None
    found = sesv2.suppression.find("ANN.LEE@mail.example", tenant_name=tenant_name, scan=True)
    assert found is not None
    assert (found.email_address, found.reason, found.tenant_name) == (MIXED, "COMPLAINT", tenant_name)


def test_what_is_not_listed_is_none(sesv2: SESv2, tenant_name: str | None) -> None:
    assert sesv2.suppression.find(MIXED, tenant_name=tenant_name) is None
    assert sesv2.suppression.find(MIXED, tenant_name=tenant_name, scan=True) is None


@pytest.mark.parametrize("scan", [False, True])
def test_a_tenant_that_does_not_exist_is_not_an_address_that_is_not_listed(sesv2: SESv2, scan: bool) -> None:
    with pytest.raises(NotFoundError, match="gone"):
        sesv2.suppression.find(MIXED, tenant_name="gone", scan=scan)


def test_an_invalid_address_is_refused_before_anything_is_sent(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(RequestInvalidError):
        sesv2.suppression.find("")
    assert ses_backend.requests == []


# Many.


def test_many_are_added_in_every_form(sesv2: SESv2, tenant_name: str | None) -> None:
    items: list[Any] = ["a@x.example", ("b@x.example", "COMPLAINT"), ["c@x.example", "BOUNCE"], ["d@x.example"]]
    of_events = Addition("e@x.example", "COMPLAINT", None)
    run = sesv2.suppression.add_many([*items, of_events], reason="BOUNCE", tenant_name=tenant_name)
    assert [one.outcome for one in run] == ["accepted"] * 5
    assert listed(sesv2, tenant_name) == {
        "a@x.example": "BOUNCE",
        "b@x.example": "COMPLAINT",
        "c@x.example": "BOUNCE",
        "d@x.example": "BOUNCE",
        "e@x.example": "COMPLAINT",
    }
    assert tenant_name is None or listed(sesv2) == {}


def test_one_list_is_copied_to_another(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.suppress([f"u{number}@x.example" for number in range(50)], "COMPLAINT")
    sesv2.tenants.create_tenant(tenant_name="acme")
    run = sesv2.suppression.add_many(sesv2.suppression.list_suppressed_destinations(), tenant_name="acme")
    assert run.wait().accepted == 50
    assert listed(sesv2, "acme") == listed(sesv2)


def test_an_invalid_item_is_refused_and_the_others_are_added(sesv2: SESv2, ses_backend: Backend) -> None:
    items: list[Any] = ["a@x.example", "", ("b@x.example", "SPAM"), 7, ("c@x.example",), ("d", "e", "f"), "g@x.example"]
    results = list(sesv2.suppression.add_many(items, reason="BOUNCE"))
    assert [one.outcome for one in results] == ["accepted", *["refused"] * 3, "accepted", "refused", "accepted"]
    assert all(isinstance(one.error, RequestInvalidError) for one in results if one.outcome == "refused")
    assert len(ses_backend.requests) == 3


def test_an_address_without_any_reason_is_refused(sesv2: SESv2) -> None:
    (result,) = sesv2.suppression.add_many(["a@x.example"])
    assert result.outcome == "refused"
    assert "reason" in str(result.error)


def test_many_are_removed_and_what_was_not_there_is_told(sesv2: SESv2, tenant_name: str | None) -> None:
    sesv2.suppression.add_many(["a@x.example", "b@x.example"], reason="BOUNCE", tenant_name=tenant_name).wait()
    run = sesv2.suppression.remove_many(["a@x.example", "z@x.example", "b@x.example"], tenant_name=tenant_name)
    assert [one.outcome for one in run] == ["accepted", "not_found", "accepted"]
    assert listed(sesv2, tenant_name) == {}


def test_a_tenant_that_does_not_exist_ends_the_run(sesv2: SESv2, ses_backend: Backend) -> None:
    addresses = [f"u{number}@x.example" for number in range(1000)]
    for run in (
        sesv2.suppression.add_many(addresses, reason="BOUNCE", tenant_name="gone"),
        sesv2.suppression.remove_many(addresses, tenant_name="gone"),
    ):
        summary = run.wait()
        assert (summary.accepted, summary.not_found, summary.stopped) == (0, 0, "error")
        assert isinstance(summary.error, NotFoundError)
    assert len(ses_backend.requests) < 30


@pytest.mark.parametrize(
    "arguments",
    [{"reason": "SPAM"}, {"tenant_name": "a b"}, {"max_concurrency": 0}, {"max_concurrency": True}],
)
def test_bad_arguments_are_refused_before_anything_is_read(sesv2: SESv2, arguments: dict[str, Any]) -> None:
    source = iter(["a@x.example"])
    with pytest.raises(RequestInvalidError, match=next(iter(arguments))):
        sesv2.suppression.add_many(source, **arguments)
    assert next(source) == "a@x.example"


def test_throttled_requests_are_sent_again(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.faults.add("api_rate", "PutSuppressedDestination", times=3)
    addresses = [f"u{number:02}@x.example" for number in range(20)]
    summary = sesv2.suppression.add_many(addresses, reason="BOUNCE", max_concurrency=1).wait()
    assert (summary.accepted, list(listed(sesv2))) == (20, addresses)


def test_a_throttle_that_lasts_leaves_items_not_tried(ses_backend: Backend) -> None:
    ses_backend.faults.add("api_rate", "PutSuppressedDestination", times=None)
    with SESv2("us-east-1") as ses:
        (result,) = ses.suppression.add_many(["a@x.example"], reason="BOUNCE")
    assert result.outcome == "not_tried"


def test_a_lost_response_of_a_removal_is_no_address_that_was_not_there(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.suppress(["a@x.example"], "BOUNCE")
    ses_backend.faults.add("internal_error", "DeleteSuppressedDestination", carried_out=True)
    assert [one.outcome for one in sesv2.suppression.remove_many(["a@x.example"])] == ["accepted"]
    assert listed(sesv2) == {}


def test_responses_that_stay_lost_are_unknown(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.faults.add("internal_error", "PutSuppressedDestination", times=None, carried_out=True)
    assert [one.outcome for one in sesv2.suppression.add_many(["a@x.example"], reason="BOUNCE")] == ["unknown"]


@pytest.mark.parametrize(("tenant_name", "advice"), [(None, "import_many"), ("acme", "no way to remove them")])
def test_an_address_with_a_slash_that_ses_refuses_says_what_to_do(
    tenant_name: str | None, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = answer({"message": "Invalid email address"}, 400, {"x-amzn-errortype": "BadRequestException"})
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with Server(lambda seen: refusal) as server, SESv2("us-east-1", endpoint_url=server.url) as ses:
        (result,) = ses.suppression.remove_many(["a/b@x.example"], tenant_name=tenant_name)
        assert isinstance(result.error, BadRequestError)
        assert result.outcome == "refused"
        assert advice in "".join(result.error.__notes__)
        with pytest.raises(BadRequestError) as refused:
            ses.suppression.find("a/b@x.example", tenant_name=tenant_name)
        assert "scan=True" in "".join(refused.value.__notes__)


def test_the_asynchronous_client(async_sesv2: AsyncSESv2, ses_backend: Backend) -> None:
    async def addresses() -> AsyncIterator[str]:
        for number in range(20):
            yield f"U{number}@x.example"

    async def main() -> None:
        lists = async_sesv2.suppression
        added = await lists.add_many(addresses(), reason="BOUNCE").wait()
        found = await lists.find("u3@x.example", scan=True)
        removed = [one.outcome async for one in lists.remove_many(["U1@x.example", "u1@x.example"])]
        assert (added.accepted, found and found.email_address) == (20, "U3@x.example")
        assert removed == ["accepted", "not_found"]
        plan = await lists.plan_changes([("new@x.example", "COMPLAINT")], remove=True)
        result = await plan.apply()
        assert (len(plan.changes), len(result.accepted)) == (20, 20)
        assert [one.email_address async for one in lists.list_suppressed_destinations()] == ["new@x.example"]

    asyncio.run(main())


# A list as wanted.


def planned(ses: SESv2, desired: Any, tenant_name: str | None = None, **choices: Any) -> list[str]:
    plan = ses.suppression.plan_changes(desired, tenant_name=tenant_name, **choices)
    return [f"{one.action} {one.email_address} {one.reason}" for one in plan.changes]


@pytest.fixture
def filled(sesv2: SESv2, tenant_name: str | None) -> SESv2:
    items = [("bounce@x.example", "BOUNCE"), ("complaint@x.example", "COMPLAINT"), ("Kept@x.example", "BOUNCE")]
    sesv2.suppression.add_many(items, tenant_name=tenant_name).wait()
    return sesv2


def test_what_is_missing_is_added_and_nothing_is_removed_unasked(filled: SESv2, tenant_name: str | None) -> None:
    assert planned(filled, ["Kept@X.example", "new@x.example"], tenant_name, reason="BOUNCE") == [
        "add new@x.example BOUNCE"
    ]


def test_a_complaint_is_removed_only_if_named(filled: SESv2, tenant_name: str | None) -> None:
    kept = [("Kept@x.example", "BOUNCE")]
    assert planned(filled, kept, tenant_name, remove=True) == ["remove bounce@x.example BOUNCE"]
    assert planned(filled, kept, tenant_name, remove=["COMPLAINT"]) == ["remove complaint@x.example COMPLAINT"]


def test_a_complaint_becomes_a_bounce_only_if_named(filled: SESv2, tenant_name: str | None) -> None:
    other = [("bounce@x.example", "COMPLAINT"), ("complaint@x.example", "BOUNCE"), ("Kept@x.example", "BOUNCE")]
    assert planned(filled, other, tenant_name) == ["update bounce@x.example COMPLAINT"]
    assert planned(filled, other, tenant_name, remove=["COMPLAINT"]) == [
        "update bounce@x.example COMPLAINT",
        "update complaint@x.example BOUNCE",
    ]


def test_a_plan_is_printed_applied_and_then_empty(filled: SESv2, ses_backend: Backend, tenant_name: str | None) -> None:
    desired = [("new@x.example", "BOUNCE"), ("Kept@x.example", "COMPLAINT"), ("complaint@x.example", "COMPLAINT")]
    ses_backend.requests.clear()
    plan = filled.suppression.plan_changes(desired, remove=True, tenant_name=tenant_name)
    assert ses_backend.requests == ["ListSuppressedDestinations"]
    assert str(plan).splitlines() == [
        "add     BOUNCE     new@x.example",
        "update  BOUNCE -> COMPLAINT  Kept@x.example",
        "remove  BOUNCE     bounce@x.example",
    ]
    result = plan.apply()
    result.raise_for_failures()
    assert result.accepted == plan.changes
    assert sorted(listed(filled, tenant_name).items()) == sorted(desired)
    assert filled.suppression.plan_changes(desired, remove=True, tenant_name=tenant_name).is_empty


def test_a_complaint_counts_more_than_a_bounce_of_the_same_address(sesv2: SESv2) -> None:
    twice = [("a@x.example", "BOUNCE"), ("a@X.example", "COMPLAINT"), ("a@x.example", "BOUNCE")]
    assert planned(sesv2, twice) == ["add a@X.example COMPLAINT"]


def test_a_plan_that_was_begun_leaves_what_is_left(sesv2: SESv2, ses_backend: Backend) -> None:
    desired = [(f"u{number}@x.example", "BOUNCE") for number in range(10)]
    ses_backend.faults.add("internal_error", "PutSuppressedDestination", times=4)
    first = sesv2.suppression.plan_changes(desired, max_concurrency=1).apply()
    rest = sesv2.suppression.plan_changes(desired)
    assert len(first.results) == 10
    assert len(rest.changes) == len(first.failed)
    rest.apply().raise_for_failures()
    assert len(listed(sesv2)) == 10


def test_a_removal_of_what_is_gone_meanwhile_is_done(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.suppress(["a@x.example"], "BOUNCE")
    plan = sesv2.suppression.plan_changes([], remove=True)
    sesv2.suppression.delete_suppressed_destination(email_address="a@x.example")
    plan.apply().raise_for_failures()


@pytest.mark.parametrize(
    ("desired", "choices", "wrong"),
    [
        (["a@x.example"], {}, "reason"),
        ([""], {"reason": "BOUNCE"}, "email_address"),
        ([7], {"reason": "BOUNCE"}, "desired"),
        ([], {"remove": "BOUNCE"}, "remove"),
        ([], {"remove": ["SPAM"]}, "remove"),
        ([], {"max_concurrency": 101}, "max_concurrency"),
    ],
)
def test_a_plan_with_bad_input_sends_nothing(
    sesv2: SESv2, ses_backend: Backend, desired: list[Any], choices: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(RequestInvalidError, match=wrong):
        sesv2.suppression.plan_changes(desired, **choices)
    assert ses_backend.requests == []


def test_a_change_hides_its_address_from_logs() -> None:
    assert "a@x" not in repr(SuppressionChange("add", "a@x.example", "BOUNCE"))


# Killed, and started again.

KILLED = """
import sys
from sesv2kit import SESv2
ses = SESv2("us-east-1", endpoint_url=sys.argv[1])
addresses = (f"u{number:04}@x.example" for number in range(300))
for result in ses.suppression.add_many(addresses, reason="BOUNCE"):
    print(result.index, result.outcome, flush=True)
"""


@pytest.fixture
def ses_url() -> Iterator[str]:
    """A local SES over HTTP, which outlives its client."""
    from sesv2kit.testing import serve

    with serve() as server:
        yield server.endpoint_url


@pytest.mark.slow
def test_a_run_that_was_killed_is_started_again(ses_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    command = [sys.executable, "-c", KILLED, ses_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        for line in first.stdout:
            if line.startswith("40 "):
                first.send_signal(signal.SIGKILL)
                break
        assert first.wait() == -signal.SIGKILL
    with SESv2("us-east-1", endpoint_url=ses_url) as ses:
        assert 40 < len(listed(ses)) < 300
        again = subprocess.run(command, capture_output=True, text=True, check=True)
        assert again.stdout.splitlines() == [f"{number} accepted" for number in range(300)]
        assert list(listed(ses)) == [f"u{number:04}@x.example" for number in range(300)]
