"""Contacts: changes that keep what they do not name, imports and exports."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest
from pydantic import BaseModel

from sesv2kit import ContactEntry, ContactPatch
from sesv2kit._workflows.contacts import exporting, importing
from sesv2kit._workflows.waiting import LAG
from sesv2kit.errors import (
    AccessDeniedError,
    BadRequestError,
    ConfigurationError,
    NotFoundError,
    OutcomeUnknownError,
    RequestInvalidError,
    ResponseUnreadableError,
    WaitFailedError,
    WaitTimeoutError,
)
from sesv2kit.models import Topic, TopicPreference
from sesv2kit.testing import Backend
from tests.aio import blocking
from tests.every import every
from tests.faults.server import Server, answer

ANN = "ann@mail.example"
WHO = {"contact_list_name": "people", "email_address": ANN}
URL = "s3://box/people.jsonl"


def topic(name: str) -> Topic:
    return Topic(topic_name=name, display_name=name.title(), default_subscription_status="OPT_OUT")


@pytest.fixture(params=blocking.BOTH)
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Iterator[Any]:
    with request.param("us-east-1") as client:
        client.contacts.create_contact_list(contact_list_name="people", topics=[topic("news"), topic("offers")])
        client.contacts.create_contact(
            **WHO,
            topic_preferences=[TopicPreference(topic_name="news", subscription_status="OPT_IN")],
            attributes_data={"name": "Ann", "plan": "gold", "size": {"shoe": 38}},
        )
        ses_backend.requests.clear()
        yield client


@pytest.fixture
def s3(ses_backend: Backend) -> Any:
    client = boto3.client("s3", "us-east-1")
    client.create_bucket(Bucket="box")
    return client


def ann(ses: Any) -> tuple[dict[str, str], bool, Any]:
    found = ses.contacts.get_contact(**WHO)
    topics = {one.topic_name: one.subscription_status for one in found.topic_preferences}
    return topics, found.unsubscribe_all, found.attributes_data and json.loads(found.attributes_data)


def written(backend: Backend) -> list[str]:
    return [one for one in backend.requests if not one.startswith(("Get", "List"))]


BEFORE = ({"news": "OPT_IN"}, False, {"name": "Ann", "plan": "gold", "size": {"shoe": 38}})


# Changes to one contact.


def test_a_patch_keeps_what_it_is_not_told(ses: Any) -> None:
    attributes = {"plan": "silver", "since": date(2026, 1, 2), "name": None}
    patch = ses.contacts.patch(**WHO, attributes=attributes)
    assert patch == ContactPatch(False, ("attributes.plan", "attributes.since", "attributes.name"), True)
    expected = {"plan": "silver", "size": {"shoe": 38}, "since": "2026-01-02"}
    assert ann(ses) == ({"news": "OPT_IN"}, False, expected)
    assert ses.contacts.patch(**WHO, topics={"offers": "OPT_IN"}).differences == ("topics.offers",)
    assert ann(ses) == ({"news": "OPT_IN", "offers": "OPT_IN"}, False, expected)
    assert ses.contacts.patch(**WHO, unsubscribe_all=True).differences == ("unsubscribe_all",)
    assert ses.contacts.patch(**WHO, attributes={"plan": "gold"}).differences == ("attributes.plan",)
    assert ann(ses) == ({"news": "OPT_IN", "offers": "OPT_IN"}, True, {**expected, "plan": "gold"})


def test_a_patch_says_what_it_changed() -> None:
    assert str(ContactPatch(False, ("attributes.plan", "unsubscribe_all"), True)) == (
        "changed: attributes.plan, unsubscribe_all"
    )
    assert str(ContactPatch(True, ("topics.news",), False)) == "added: topics.news (SES does not show it yet)"
    assert str(ContactPatch(True, (), True)) == "added"
    assert str(ContactPatch(False, (), True)) == "nothing to change"


def test_what_is_as_wanted_is_not_written(ses: Any, ses_backend: Backend) -> None:
    wanted = {"topics": {"news": "OPT_IN"}, "unsubscribe_all": False, "attributes": {"plan": "gold", "gone": None}}
    assert ses.contacts.patch(**WHO, **wanted) == ContactPatch(False, (), True)
    assert ses.contacts.patch(**WHO) == ContactPatch(False, (), True)
    assert written(ses_backend) == []
    assert ann(ses) == BEFORE


def test_attributes_that_are_not_named_are_sent_as_they_were(ses: Any) -> None:
    text = '{"price": 1.10000000000000000001,  "name":"\\u00e4"}'
    ses.contacts.update_contact(**WHO, topic_preferences=[], unsubscribe_all=False, attributes_data=text)
    ses.contacts.patch(**WHO, unsubscribe_all=True)
    assert ses.contacts.get_contact(**WHO).attributes_data == text


def test_unsubscribing_keeps_the_rest(ses: Any) -> None:
    assert ses.contacts.unsubscribe(**WHO, topic_name="news").differences == ("topics.news",)
    assert ann(ses) == ({"news": "OPT_OUT"}, False, BEFORE[2])
    assert ses.contacts.unsubscribe(**WHO).differences == ("unsubscribe_all",)
    assert ann(ses) == ({"news": "OPT_OUT"}, True, BEFORE[2])
    assert ses.contacts.unsubscribe(**WHO).differences == ()


def test_somebody_who_is_not_on_the_list_is_unsubscribed_too(ses: Any) -> None:
    ses.contacts.delete_contact(**WHO)
    assert ses.contacts.unsubscribe(**WHO) == ContactPatch(True, ("unsubscribe_all",), True)
    assert ann(ses) == ({}, True, None)


def test_a_patch_adds_a_contact_only_if_asked(ses: Any) -> None:
    ses.contacts.delete_contact(**WHO)
    with pytest.raises(NotFoundError):
        ses.contacts.patch(**WHO, attributes={"plan": "gold"})
    created = ses.contacts.patch(**WHO, attributes={"plan": "gold"}, topics={"news": "OPT_IN"}, create=True)
    assert created == ContactPatch(True, ("topics.news", "attributes.plan"), True)
    assert ann(ses) == ({"news": "OPT_IN"}, False, {"plan": "gold"})


def test_there_is_no_such_list_or_topic(ses: Any, ses_backend: Backend) -> None:
    with pytest.raises(NotFoundError):
        ses.contacts.unsubscribe(contact_list_name="others", email_address=ANN)
    with pytest.raises(BadRequestError):
        ses.contacts.patch(**WHO, topics={"sports": "OPT_IN"})
    assert ann(ses) == BEFORE


def test_attributes_that_are_no_object_are_not_replaced_by_accident(ses: Any, ses_backend: Backend) -> None:
    for_accounts = ses_backend._state.contact_lists["people"]  # pyright: ignore[reportPrivateUsage]  # SES's requests refuse such text today
    for_accounts.contacts[ANN].attributes = "gold"
    with pytest.raises(RequestInvalidError, match="no JSON object") as refused:
        ses.contacts.patch(**WHO, attributes={"plan": "silver"})
    assert "gold" not in str(refused.value)
    assert written(ses_backend) == []


@pytest.mark.parametrize("text", ["gold", "[1]", '{"a": NaN}', ""])
def test_who_has_attributes_of_an_unknown_form_can_unsubscribe(ses: Any, ses_backend: Backend, text: str) -> None:
    stored = ses_backend._state.contact_lists["people"].contacts[ANN]  # pyright: ignore[reportPrivateUsage]  # sesv2kit refuses such text
    stored.attributes = text
    assert ses.contacts.unsubscribe(**WHO).differences == ("unsubscribe_all",)
    assert ses.contacts.unsubscribe(**WHO, topic_name="news").differences == ("topics.news",)
    found = ses.contacts.get_contact(**WHO)
    assert (found.unsubscribe_all, found.attributes_data) == (True, text)


@pytest.mark.parametrize("kind", ["timeout", "disconnect", "truncated", "api_rate", "unavailable"])
def test_a_patch_holds_when_responses_are_lost_or_refused(ses: Any, ses_backend: Backend, kind: Any) -> None:
    for operation in ("GetContact", "UpdateContact", "CreateContact"):
        ses_backend.faults.add(kind, operation)
    assert ses.contacts.patch(**WHO, topics={"offers": "OPT_IN"}).confirmed
    assert ann(ses) == ({"news": "OPT_IN", "offers": "OPT_IN"}, *BEFORE[1:])
    other = {**WHO, "email_address": "bob@mail.example"}
    assert ses.contacts.unsubscribe(**other).confirmed
    assert ses.contacts.get_contact(**other).unsubscribe_all is True
    assert all(fault.fired for fault in ses_backend.faults)


def test_a_change_that_is_shown_late_is_not_undone_by_the_next(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("lag", "UpdateContact", seconds=10)
    assert ses.contacts.unsubscribe(**WHO).confirmed
    ses.contacts.patch(**WHO, attributes={"plan": "silver"})
    assert ann(ses) == ({"news": "OPT_IN"}, True, {**BEFORE[2], "plan": "silver"})


def test_a_new_contact_that_is_shown_late(ses: Any, ses_backend: Backend) -> None:
    other = {**WHO, "email_address": "bob@mail.example"}
    ses_backend.faults.add("lag", "CreateContact", seconds=10)
    ses.contacts.create_contact(**other, attributes_data={"name": "Bob"})
    assert ses.contacts.unsubscribe(**other) == ContactPatch(False, ("unsubscribe_all",), True)
    found = ses.contacts.get_contact(**other)
    assert (found.unsubscribe_all, found.attributes_data) == (True, '{"name":"Bob"}')


def test_a_change_that_somebody_else_undoes_is_told(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("lag", "UpdateContact", seconds=LAG * 2)
    before = ses_backend.clock.monotonic()
    assert not ses.contacts.unsubscribe(**WHO).confirmed
    assert LAG <= ses_backend.clock.monotonic() - before < 2 * LAG


@pytest.mark.parametrize("make", blocking.BOTH)
def test_every_member_is_written_back(make: Any) -> None:
    """AWS documents that preferences that are left out are removed; the local SES keeps them, as probes saw."""
    before: dict[str, Any] = {
        "TopicPreferences": [{"TopicName": "news", "SubscriptionStatus": "OPT_IN"}],
        "UnsubscribeAll": True,
        "AttributesData": '{"name": "Ann"}',
    }
    after = {
        **before,
        "TopicPreferences": [*before["TopicPreferences"], {"TopicName": "offers", "SubscriptionStatus": "OPT_OUT"}],
    }
    session = boto3.Session(aws_access_key_id="key", aws_secret_access_key="secret")
    script = [answer(before), answer(), answer(after)]
    with Server(script) as server, make("us-east-1", endpoint_url=server.url, session=session) as client:
        assert client.contacts.unsubscribe(**WHO, topic_name="offers").confirmed
        assert server.seen[1].json == after


@pytest.mark.parametrize(
    "body",
    [
        {"UnsubscribeAll": "perhaps", "TopicPreferences": []},
        {"UnsubscribeAll": False, "TopicPreferences": [{"TopicName": "news"}]},
        {"UnsubscribeAll": False, "TopicPreferences": [], "AttributesData": 5},
    ],
)
@pytest.mark.parametrize("make", blocking.BOTH)
def test_a_contact_that_cannot_be_read_is_not_written_back(make: Any, body: Any) -> None:
    session = boto3.Session(aws_access_key_id="key", aws_secret_access_key="secret")
    with Server([answer(body)]) as server, make("us-east-1", endpoint_url=server.url, session=session) as client:
        with pytest.raises(ResponseUnreadableError, match="writing it back would lose it"):
            client.contacts.patch(**WHO, topics={"offers": "OPT_IN"})
        assert [one.method for one in server.seen] == ["GET"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"email_address": "ann"}, "email_address"),
    ({"contact_list_name": ""}, "contact_list_name"),
    ({"topics": {"news": "in"}}, "topics"),
    ({"topics": {"news": None}}, "topics"),
    ({"topics": ["news"]}, "topics"),
    ({"attributes": '{"plan": "gold"}'}, "attributes"),
    ({"attributes": {"plan": float("nan")}}, "attributes"),
    ({"attributes": {"plan": object()}}, "attributes"),
    ({"attributes": {1: "gold"}}, "attributes"),
    ({"attributes": {1: None}}, "attributes"),
    ({"unsubscribe_all": "perhaps"}, "unsubscribe_all"),
    ({"create": "no"}, "create"),
]


def test_wrong_arguments_of_a_patch_send_nothing(ses: Any, ses_backend: Backend) -> None:
    def check(case: tuple[dict[str, Any], str]) -> None:
        arguments, argument = case
        with pytest.raises(RequestInvalidError) as refused:
            ses.contacts.patch(**{**WHO, **arguments})
        assert [one.argument for one in refused.value.problems] == [argument]
        assert refused.value.operation == "patch"
        assert "gold" not in str(refused.value)

    every(((case[1], case) for case in WRONG), check)
    assert ses_backend.requests == []


def test_wrong_arguments_of_unsubscribing_are_named_as_they_were_given(ses: Any, ses_backend: Backend) -> None:
    def check(topic_name: Any) -> None:
        with pytest.raises(RequestInvalidError) as refused:
            ses.contacts.unsubscribe(**WHO, topic_name=topic_name)
        assert [one.argument for one in refused.value.problems] == ["topic_name"]
        assert refused.value.operation == "unsubscribe"

    every(((repr(name), name) for name in ("", ["news"], 5, {"news": "OPT_OUT"})), check)
    assert ses_backend.requests == []


# Imports.


class Person(BaseModel):
    email_address: str
    attributes: dict[str, Any]


def imported(ses: Any, s3: Any, entries: Any, **rest: Any) -> Any:
    return ses.contacts.import_many(contact_list_name="people", contacts=entries, s3_url=URL, s3_client=s3, **rest)


def addresses(ses: Any) -> list[str]:
    return [one.email_address for one in ses.contacts.list_contacts(contact_list_name="people")]


def test_contacts_of_every_form_are_imported(ses: Any, s3: Any) -> None:
    entries = [
        "bob@mail.example",
        ContactEntry("cem@mail.example", topics={"news": "OPT_IN"}, unsubscribe_all=True),
        {"email_address": "dee@mail.example", "attributes": {"name": "Dée\u2028"}},
        Person(email_address="eve@mail.example", attributes={"name": "Eve"}),
    ]
    result = imported(ses, s3, iter(entries))
    assert (result.read, result.submitted, result.imported, result.failed) == (4, 4, 4, 0)
    assert (result.skipped, result.invalid, result.failed_urls, len(result.job_ids)) == (0, (), (), 1)
    assert addresses(ses) == [ANN, *(f"{name}@mail.example" for name in ("bob", "cem", "dee", "eve"))]
    cem = ses.contacts.get_contact(contact_list_name="people", email_address="cem@mail.example")
    assert (cem.unsubscribe_all, cem.topic_preferences[0].subscription_status) == (True, "OPT_IN")
    dee = ses.contacts.get_contact(contact_list_name="people", email_address="dee@mail.example")
    assert json.loads(dee.attributes_data) == {"name": "Dée\u2028"}


def test_contacts_that_are_there_stay_as_they_are(ses: Any, s3: Any) -> None:
    ses.contacts.unsubscribe(**WHO)
    result = imported(ses, s3, [ANN.title(), "bob@mail.example", "BOB@mail.example"])
    assert (result.read, result.submitted, result.skipped) == (3, 1, 2)
    assert ann(ses) == (BEFORE[0], True, BEFORE[2])
    again = imported(ses, s3, [ANN, "bob@mail.example"])
    assert (again.submitted, again.skipped, again.job_ids) == (0, 2, ())


def test_contacts_that_are_there_are_replaced_if_asked(ses: Any, s3: Any, ses_backend: Backend) -> None:
    result = imported(ses, s3, [ContactEntry(ANN, attributes={"name": "Anna"})], existing="replace")
    assert (result.imported, result.skipped) == (1, 0)
    assert ann(ses) == ({}, False, {"name": "Anna"})


def test_entries_that_are_not_valid_are_named_and_the_others_are_imported(ses: Any, s3: Any) -> None:
    entries = [
        "bob",
        "cem@mail.example",
        {"email": "dee@x.example"},
        ContactEntry("e@x.example", {"x": "OPT_IN"}),
        5,
    ]
    result = imported(ses, s3, entries)
    assert [one.index for one in result.invalid] == [0, 2, 3, 4]
    assert (result.read, result.submitted) == (5, 1)
    assert str(result) == "1 of 5 entries imported, 4 not valid"
    assert "x.example" not in "".join(str(one.error) for one in result.invalid)
    assert addresses(ses) == [ANN, "cem@mail.example"]


def test_more_contacts_than_a_file_takes(
    ses: Any, s3: Any, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "FILE_SIZE", 3)
    result = imported(ses, s3, (f"user{number}@mail.example" for number in range(7)))
    assert (result.imported, len(result.job_ids)) == (7, 3)
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="box")["Contents"]] == [
        "people.jsonl",
        "people.jsonl.2",
        "people.jsonl.3",
    ]
    assert len(addresses(ses)) == 8


def test_an_import_survives_throttles_and_lag(ses: Any, s3: Any, ses_backend: Backend) -> None:
    for operation in ("GetContactList", "ListContacts", "CreateImportJob", "GetImportJob"):
        ses_backend.faults.add("api_rate", operation)
    ses_backend.faults.add("lag", "CreateImportJob", seconds=5)
    assert imported(ses, s3, ["bob@mail.example"]).imported == 1
    assert all(fault.fired for fault in ses_backend.faults)


def test_an_import_whose_response_was_lost_is_called_again(ses: Any, s3: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("timeout", "CreateImportJob")
    with pytest.raises(OutcomeUnknownError):
        imported(ses, s3, ["bob@mail.example"])
    assert ses_backend.requests.count("CreateImportJob") == 1
    imported(ses, s3, ["bob@mail.example"])
    assert addresses(ses) == [ANN, "bob@mail.example"]


def test_an_import_that_fails_or_takes_too_long(ses: Any, s3: Any, ses_backend: Backend) -> None:
    with pytest.raises(WaitTimeoutError):
        imported(ses, s3, ["bob@mail.example"], timeout=0)
    s3.put_object = lambda **_: None  # SES finds no file
    s3.delete_object(Bucket="box", Key="people.jsonl")
    with pytest.raises(WaitFailedError):
        imported(ses, s3, ["cem@mail.example"])


def test_an_import_into_no_list_writes_no_file(ses: Any, s3: Any) -> None:
    with pytest.raises(NotFoundError):
        ses.contacts.import_many(contact_list_name="others", contacts=["b@x.example"], s3_url=URL, s3_client=s3)
    assert "Contents" not in s3.list_objects_v2(Bucket="box")


def test_s3_refuses_the_file(ses: Any, s3: Any, ses_backend: Backend) -> None:
    def refuse(**_: Any) -> Any:
        from botocore.exceptions import ClientError

        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutObject")

    s3.put_object = refuse
    with pytest.raises(AccessDeniedError, match="s3:PutObject"):
        imported(ses, s3, ["bob@mail.example"])
    assert "CreateImportJob" not in ses_backend.requests


def test_what_the_iterable_raises_is_raised(ses: Any, s3: Any, ses_backend: Backend) -> None:
    def broken() -> Iterator[str]:
        yield "bob@mail.example"
        raise KeyError("row")

    with pytest.raises(KeyError):
        imported(ses, s3, broken())
    assert "CreateImportJob" not in ses_backend.requests


WRONG_IMPORTS: list[tuple[dict[str, Any], str]] = [
    ({"s3_url": "https://box/people"}, "s3_url"),
    ({"contact_list_name": ""}, "contact_list_name"),
    ({"contacts": "bob@mail.example"}, "contacts"),
    ({"contacts": None}, "contacts"),
    ({"contacts": b"bob@mail.example"}, "contacts"),
    ({"contacts": {"bob@mail.example": {"topics": {"news": "OPT_OUT"}}}}, "contacts"),
    ({"contacts": {"email_address": "bob@mail.example"}}, "contacts"),
    ({"contacts": Person(email_address="bob@mail.example", attributes={})}, "contacts"),
    ({"existing": "keep"}, "existing"),
    ({"timeout": -1}, "timeout"),
]


def test_wrong_arguments_of_an_import_send_nothing(ses: Any, ses_backend: Backend, s3: Any) -> None:
    def check(case: tuple[dict[str, Any], str]) -> None:
        arguments, argument = case
        given = {"contact_list_name": "people", "contacts": [], "s3_url": URL, "s3_client": s3, **arguments}
        with pytest.raises(RequestInvalidError) as refused:
            ses.contacts.import_many(**given)
        assert [one.argument for one in refused.value.problems] == [argument]
        assert "pattern" not in str(refused.value)

    every(((case[1], case) for case in WRONG_IMPORTS), check)
    assert ses_backend.requests == []


@pytest.mark.parametrize("other", ["s3", boto3.client("sqs", "us-east-1")], ids=["text", "sqs"])
def test_a_client_for_another_service(ses: Any, ses_backend: Backend, other: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"must be a boto3 client for s3, not a (str|client for sqs)"):
        imported(ses, other, [])
    assert ses_backend.requests == []


# Exports.


def test_what_is_exported_can_be_imported(ses: Any, s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PAGE_SIZE", 4)
    imported(ses, s3, [ContactEntry(f"user{number}@mail.example", {"news": "OPT_OUT"}) for number in range(9)])
    ses.contacts.unsubscribe(**WHO)
    file = io.StringIO()
    assert ses.contacts.export(contact_list_name="people", file=file) == 10
    rows = [json.loads(line) for line in file.getvalue().split("\n")[:-1]]
    assert rows[0] == {
        "emailAddress": ANN,
        "topicPreferences": [{"topicName": "news", "subscriptionStatus": "OPT_IN"}],
        "unsubscribeAll": True,
        "attributesData": ses.contacts.get_contact(**WHO).attributes_data,
    }
    before = ann(ses)
    ses.contacts.delete_contact(**WHO)
    s3.put_object(Bucket="box", Key="people.jsonl", Body=file.getvalue().encode())
    job = ses.jobs.create_import_job(
        import_destination={
            "contact_list_destination": {"contact_list_name": "people", "contact_list_import_action": "PUT"}
        },
        import_data_source={"s3_url": URL, "data_format": "JSON"},
    )
    assert ses.jobs.wait_until_complete(import_job_id=job.job_id, timeout=None).failed_records_count in (0, None)
    assert ann(ses) == before


def test_an_export_without_attributes_asks_for_no_single_contact(ses: Any, ses_backend: Backend) -> None:
    file = io.StringIO()
    assert ses.contacts.export(contact_list_name="people", file=file, attributes=False) == 1
    assert "attributesData" not in file.getvalue()
    assert ses_backend.requests == ["ListContacts"]


def test_a_contact_that_is_deleted_meanwhile_is_left_out(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("lag", "DeleteContact", seconds=1)
    ses.contacts.create_contact(contact_list_name="people", email_address="bob@mail.example")
    ses.contacts.delete_contact(contact_list_name="people", email_address="bob@mail.example")
    ses_backend.faults.add("slow", "ListContacts", seconds=2)
    file = io.StringIO()
    assert ses.contacts.export(contact_list_name="people", file=file) == 1


def test_an_export_needs_a_file(ses: Any, ses_backend: Backend, tmp_path: Path) -> None:
    closed = io.StringIO()
    closed.close()
    read_only = tmp_path / "people.jsonl"
    read_only.touch()

    def check(file: Any) -> None:
        with pytest.raises(RequestInvalidError, match="must be a text file"):
            ses.contacts.export(contact_list_name="people", file=file)

    with read_only.open() as opened:
        wrong = {"path": "people.jsonl", "None": None, "bytes": io.BytesIO(), "closed": closed, "read only": opened}
        every(wrong.items(), check)
    assert ses_backend.requests == []
