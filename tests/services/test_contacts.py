"""client.contacts: requests, responses, and arguments that are refused."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    NotFoundError,
    RequestInvalidError,
    ServiceError,
)
from sesv2kit.models.common import Tag
from sesv2kit.models.contacts import Contact, ContactList, ListContactsFilter, Topic, TopicFilter, TopicPreference
from tests.services.conftest import Stubbed, refused

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)

LIST = {"contact_list_name": "main"}
WIRE_LIST = {"ContactListName": "main"}
ANN = {**LIST, "email_address": "ann@example.com"}
WIRE_ANN = {**WIRE_LIST, "EmailAddress": "ann@example.com"}
UPDATED: dict[str, Any] = {**ANN, "topic_preferences": [], "unsubscribe_all": False, "attributes_data": None}

NEWS = TopicPreference(topic_name="news", subscription_status="OPT_IN")
OFFERS = TopicPreference(topic_name="offers", subscription_status="OPT_OUT")
WIRE_NEWS = {"TopicName": "news", "SubscriptionStatus": "OPT_IN"}
WIRE_OFFERS = {"TopicName": "offers", "SubscriptionStatus": "OPT_OUT"}

TOPIC = Topic(topic_name="news", display_name="News", description="Once a month", default_subscription_status="OPT_OUT")
WIRE_TOPIC = {
    "TopicName": "news",
    "DisplayName": "News",
    "Description": "Once a month",
    "DefaultSubscriptionStatus": "OPT_OUT",
}
FILTER = ListContactsFilter(
    filtered_status="OPT_IN",
    topic_filter=TopicFilter(topic_name="news", use_default_if_preference_unavailable=True),
)
WIRE_FILTER = {
    "FilteredStatus": "OPT_IN",
    "TopicFilter": {"TopicName": "news", "UseDefaultIfPreferenceUnavailable": True},
}


class Traits(BaseModel):
    city: str


@pytest.mark.parametrize(
    ("method", "arguments", "wire"),
    [
        (
            "create_contact",
            {**ANN, "topic_preferences": [NEWS, OFFERS], "unsubscribe_all": False, "attributes_data": '{"a": 1}'},
            {
                **WIRE_ANN,
                "TopicPreferences": [WIRE_NEWS, WIRE_OFFERS],
                "UnsubscribeAll": False,
                "AttributesData": '{"a": 1}',
            },
        ),
        ("create_contact", ANN, WIRE_ANN),
        (
            "create_contact_list",
            {**LIST, "topics": [TOPIC], "description": "Customers", "tags": [Tag(key="team", value="crm")]},
            {
                **WIRE_LIST,
                "Topics": [WIRE_TOPIC],
                "Description": "Customers",
                "Tags": [{"Key": "team", "Value": "crm"}],
            },
        ),
        ("create_contact_list", LIST, WIRE_LIST),
        ("delete_contact", ANN, WIRE_ANN),
        ("delete_contact_list", LIST, WIRE_LIST),
        (
            "update_contact",
            {**ANN, "topic_preferences": [], "unsubscribe_all": True, "attributes_data": {"b": [2]}},
            {**WIRE_ANN, "TopicPreferences": [], "UnsubscribeAll": True, "AttributesData": '{"b":[2]}'},
        ),
        ("update_contact", UPDATED, {**WIRE_ANN, "TopicPreferences": [], "UnsubscribeAll": False}),
        (
            "update_contact_list",
            {**LIST, "topics": [TOPIC], "description": ""},
            {**WIRE_LIST, "Topics": [WIRE_TOPIC], "Description": ""},
        ),
        ("update_contact_list", {**LIST, "topics": [], "description": None}, {**WIRE_LIST, "Topics": []}),
    ],
)
def test_a_change_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.contacts, method, arguments, wire)


@pytest.mark.parametrize("data", ['{"city":"Rome"}', {"city": "Rome"}, Traits(city="Rome")])
def test_attributes_come_in_any_form(stubbed: Stubbed, data: str | Mapping[str, Any] | BaseModel) -> None:
    params = {**WIRE_ANN, "AttributesData": '{"city":"Rome"}'}
    stubbed.expect("create_contact", params)
    stubbed.expect("update_contact", {**params, "TopicPreferences": [], "UnsubscribeAll": False})
    contacts = stubbed.client.contacts
    contacts.create_contact(contact_list_name="main", email_address="ann@example.com", attributes_data=data)
    updated: dict[str, Any] = {**UPDATED, "attributes_data": data}
    contacts.update_contact(**updated)


def test_get_contact(stubbed: Stubbed) -> None:
    answer = {
        **WIRE_ANN,
        "TopicPreferences": [WIRE_NEWS],
        "TopicDefaultPreferences": [WIRE_OFFERS],
        "UnsubscribeAll": False,
        "AttributesData": '{"city":"Rome"}',
        "CreatedTimestamp": NOON,
        "LastUpdatedTimestamp": LATER,
    }
    stubbed.expect("get_contact", WIRE_ANN, answer)
    found = stubbed.client.contacts.get_contact(contact_list_name="main", email_address="ann@example.com")
    assert (found.contact_list_name, found.email_address) == ("main", "ann@example.com")
    assert (found.topic_preferences, found.topic_default_preferences) == ([NEWS], [OFFERS])
    assert (found.unsubscribe_all, found.attributes_data) == (False, '{"city":"Rome"}')
    assert (found.created_timestamp, found.last_updated_timestamp) == (NOON, LATER)


def test_get_contact_list(stubbed: Stubbed) -> None:
    answer = {
        **WIRE_LIST,
        "Topics": [WIRE_TOPIC],
        "Description": "Customers",
        "CreatedTimestamp": NOON,
        "LastUpdatedTimestamp": LATER,
        "Tags": [{"Key": "team", "Value": "crm"}],
    }
    stubbed.expect("get_contact_list", WIRE_LIST, answer)
    found = stubbed.client.contacts.get_contact_list(contact_list_name="main")
    assert (found.contact_list_name, found.description) == ("main", "Customers")
    assert (found.topics, found.tags) == ([TOPIC], [Tag(key="team", value="crm")])
    assert (found.created_timestamp, found.last_updated_timestamp) == (NOON, LATER)


def test_answers_that_say_little(stubbed: Stubbed) -> None:
    stubbed.expect("get_contact", WIRE_ANN, {})
    stubbed.expect("get_contact_list", WIRE_LIST, {})
    contact = stubbed.client.contacts.get_contact(contact_list_name="main", email_address="ann@example.com")
    found = stubbed.client.contacts.get_contact_list(contact_list_name="main")
    assert (contact.topic_preferences, contact.topic_default_preferences, contact.attributes_data) == ([], [], None)
    assert (found.topics, found.tags, found.description) == ([], [], None)


def test_list_contact_lists(stubbed: Stubbed) -> None:
    first = {"ContactListName": "main", "LastUpdatedTimestamp": NOON}
    stubbed.expect(
        "list_contact_lists", {"PageSize": 1, "NextToken": "here"}, {"ContactLists": [first], "NextToken": "there"}
    )
    stubbed.expect("list_contact_lists", {"PageSize": 1, "NextToken": "there"}, {"ContactLists": [{}]})
    lists = stubbed.client.contacts.list_contact_lists(page_size=1, next_token="here")
    assert list(lists) == [ContactList(contact_list_name="main", last_updated_timestamp=NOON), ContactList()]


def test_list_contacts_goes_on_over_an_empty_page(stubbed: Stubbed) -> None:
    wanted = {**WIRE_LIST, "Filter": WIRE_FILTER, "PageSize": 2}
    ann = {
        "EmailAddress": "ann@example.com",
        "TopicPreferences": [WIRE_NEWS],
        "TopicDefaultPreferences": [WIRE_OFFERS],
        "UnsubscribeAll": False,
        "LastUpdatedTimestamp": LATER,
    }
    stubbed.expect("list_contacts", {**wanted, "NextToken": "t1"}, {"Contacts": [], "NextToken": "t2"})
    stubbed.expect("list_contacts", {**wanted, "NextToken": "t2"}, {"Contacts": [ann, {}]})
    contacts = stubbed.client.contacts.list_contacts(
        contact_list_name="main", filter=FILTER, page_size=2, next_token="t1"
    )
    assert list(contacts) == [
        Contact(
            email_address="ann@example.com",
            topic_preferences=[NEWS],
            topic_default_preferences=[OFFERS],
            unsubscribe_all=False,
            last_updated_timestamp=LATER,
        ),
        Contact(),
    ]


@pytest.mark.parametrize(
    ("method", "arguments", "wire", "member"),
    [("list_contact_lists", {}, {}, "ContactLists"), ("list_contacts", LIST, WIRE_LIST, "Contacts")],
)
def test_a_list_stops_at_its_limit_without_another_call(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any], member: str
) -> None:
    stubbed.expect(method, wire, {member: [{}, {}], "NextToken": "more"})
    assert len(list(getattr(stubbed.client.contacts, method)(**arguments, limit=1))) == 1


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("create_contact", ANN, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_contact", ANN, "NotFoundException", 404, NotFoundError),
        ("create_contact_list", LIST, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_contact_list", LIST, "LimitExceededException", 400, LimitExceededError),
        ("delete_contact", ANN, "NotFoundException", 404, NotFoundError),
        ("delete_contact_list", LIST, "NotFoundException", 404, NotFoundError),
        ("get_contact", ANN, "NotFoundException", 404, NotFoundError),
        ("get_contact_list", LIST, "NotFoundException", 404, NotFoundError),
        ("list_contact_lists", {}, "BadRequestException", 400, BadRequestError),
        ("list_contacts", LIST, "NotFoundException", 404, NotFoundError),
        ("update_contact", UPDATED, "NotFoundException", 404, NotFoundError),
        ("update_contact_list", {**LIST, "topics": [], "description": ""}, "NotFoundException", 404, NotFoundError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.contacts, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("create_contact", {**ANN, "contact_list_name": ""}, "contact_list_name"),
        ("create_contact", {**ANN, "email_address": ""}, "email_address"),
        (
            "create_contact",
            {**ANN, "topic_preferences": [{"topic_name": "news", "subscription_status": "MAYBE"}]},
            "topic_preferences.0.subscription_status",
        ),
        ("create_contact", {**ANN, "attributes_data": "vip"}, "attributes_data"),
        ("create_contact", {**ANN, "attributes_data": {"score": float("nan")}}, "attributes_data"),
        ("create_contact_list", {"contact_list_name": ""}, "contact_list_name"),
        ("create_contact_list", {**LIST, "topics": [TOPIC] * 21}, "topics"),
        ("create_contact_list", {**LIST, "topics": [{**WIRE_TOPIC, "Name": "n"}]}, "topics.0.Name"),
        ("create_contact_list", {**LIST, "tags": [{"key": "aws:x", "value": ""}]}, "tags.0.key"),
        ("create_contact_list", {**LIST, "tags": [{"key": str(n), "value": ""} for n in range(51)]}, "tags"),
        ("delete_contact", {**ANN, "email_address": ""}, "email_address"),
        ("delete_contact_list", {"contact_list_name": ""}, "contact_list_name"),
        ("get_contact", {**ANN, "email_address": ""}, "email_address"),
        ("get_contact_list", {"contact_list_name": ""}, "contact_list_name"),
        ("list_contact_lists", {"page_size": 0}, "page_size"),
        ("list_contacts", {"contact_list_name": ""}, "contact_list_name"),
        ("list_contacts", {**LIST, "filter": {"filtered_status": "ANY"}}, "filter.filtered_status"),
        ("list_contacts", {**LIST, "filter": {"topic": "news"}}, "filter.topic"),
        ("list_contacts", {**LIST, "page_size": 0}, "page_size"),
        ("update_contact", {**UPDATED, "email_address": ""}, "email_address"),
        ("update_contact", {**UPDATED, "attributes_data": "[]"}, "attributes_data"),
        ("update_contact_list", {**LIST, "topics": [TOPIC] * 21, "description": None}, "topics"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.contacts, method), **arguments) == [argument]


@pytest.mark.parametrize(
    ("method", "arguments", "limit"),
    [
        (
            "create_contact",
            {**ANN, "attributes_data": "vip"},
            "must be a JSON object of valid Unicode text, finite numbers, lists and objects",
        ),
        ("create_contact_list", {**LIST, "topics": [TOPIC] * 21}, "must be at most 20 topics"),
    ],
)
def test_a_refusal_names_limit_and_source(stubbed: Stubbed, method: str, arguments: dict[str, Any], limit: str) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        getattr(stubbed.client.contacts, method)(**arguments)
    (problem,) = caught.value.problems
    assert (problem.message, problem.source.rpartition("/")[2]) == (limit, "sending-email-list-management.html")


def test_20_topics_are_sent(stubbed: Stubbed) -> None:
    stubbed.expect("update_contact_list", {**WIRE_LIST, "Topics": [WIRE_TOPIC] * 20})
    stubbed.client.contacts.update_contact_list(contact_list_name="main", topics=[TOPIC] * 20, description=None)
