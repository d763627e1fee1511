"""The contact list, its topics and its contacts."""

from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend
from sesv2kit.testing.protocol.assumptions import CONTACT_ADDRESS_BEFORE_LIST

from .conftest import make_client
from .helpers import pages, refusal

LIST = "readers"


def topic(name: str, default: str = "OPT_OUT") -> dict[str, str]:
    return {"TopicName": name, "DisplayName": name.title(), "DefaultSubscriptionStatus": default}


def choice(name: str, status: str) -> dict[str, str]:
    return {"TopicName": name, "SubscriptionStatus": status}


@pytest.fixture
def contacts(ses: Any) -> Any:
    """A client whose account has a list with the topics news, opted out by default, and offers, opted in."""
    ses.create_contact_list(ContactListName=LIST, Topics=[topic("news"), topic("offers", "OPT_IN")])
    return ses


def get(ses: Any, address: str = "ann@x.com") -> Any:
    return ses.get_contact(ContactListName=LIST, EmailAddress=address)


def listed(ses: Any, **members: Any) -> list[str]:
    found = (page["Contacts"] for page in pages(ses.list_contacts, ContactListName=LIST, **members))
    return [contact["EmailAddress"] for page in found for contact in page]


class TestLists:
    def test_create_and_get(self, backend: Backend, ses: Any) -> None:
        topics = [{**topic("news"), "Description": "Weekly."}]
        tags = [{"Key": "k", "Value": "v"}]
        ses.create_contact_list(ContactListName=LIST, Topics=topics, Description="All of them.", Tags=tags)
        found = ses.get_contact_list(ContactListName=LIST)
        assert (found["ContactListName"], found["Description"]) == (LIST, "All of them.")
        assert (found["Topics"], found["Tags"]) == (topics, tags)
        assert abs(found["CreatedTimestamp"] - backend.clock.now()) < timedelta(milliseconds=1)
        assert found["LastUpdatedTimestamp"] == found["CreatedTimestamp"]

    def test_what_was_not_given_is_empty_or_absent(self, ses: Any) -> None:
        ses.create_contact_list(ContactListName=LIST)
        found = ses.get_contact_list(ContactListName=LIST)
        assert (found["Topics"], found["Tags"]) == ([], [])
        assert "Description" not in found

    @pytest.mark.parametrize("name", [LIST, "another"])
    def test_an_account_has_one_list(self, contacts: Any, name: str) -> None:
        assert refusal(contacts.create_contact_list, ContactListName=name) == (
            400,
            "LimitExceededException",
            "A maximum of 1 Lists allowed per account.",
        )

    def test_another_region_has_its_own(self, contacts: Any) -> None:
        elsewhere = make_client("eu-west-1")
        elsewhere.create_contact_list(ContactListName="others")
        names = [client.list_contact_lists()["ContactLists"][0]["ContactListName"] for client in (contacts, elsewhere)]
        assert names == [LIST, "others"]

    @pytest.mark.parametrize("operation", ["get_contact_list", "delete_contact_list", "update_contact_list"])
    def test_an_unknown_list(self, ses: Any, operation: str) -> None:
        assert refusal(getattr(ses, operation), ContactListName="ghost") == (
            404,
            "NotFoundException",
            "List with name: ghost doesn't exist.",
        )

    @pytest.mark.parametrize(
        ("topics", "words"),
        [
            ([topic("a"), topic("a")], "only once"),
            ([topic(f"t{number}") for number in range(21)], "at most 20 topics, not 21"),
            ([topic("a b")], "Invalid topic name <a b>"),
            ([topic("a", "MAYBE")], "'topics.1.member.defaultSubscriptionStatus' failed"),
            ([{"TopicName": "a"}], "2 validation errors detected"),
        ],
    )
    def test_invalid_topics(self, ses: Any, topics: Any, words: str) -> None:
        status, code, message = refusal(ses.create_contact_list, ContactListName=LIST, Topics=topics)
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        assert ses.list_contact_lists()["ContactLists"] == []
        ses.create_contact_list(ContactListName=LIST)
        assert refusal(ses.update_contact_list, ContactListName=LIST, Topics=topics) == (status, code, message)

    def test_twenty_topics_are_allowed(self, ses: Any) -> None:
        ses.create_contact_list(ContactListName=LIST, Topics=[topic(f"t{number}") for number in range(20)])

    def test_an_invalid_name_and_invalid_tags(self, ses: Any) -> None:
        assert "Invalid contact list name <a b>" in refusal(ses.create_contact_list, ContactListName="a b")[2]
        tags = [{"Key": "aws:k", "Value": ""}]
        assert "reserved prefix" in refusal(ses.create_contact_list, ContactListName=LIST, Tags=tags)[2]

    def test_the_list_is_listed(self, contacts: Any) -> None:
        (found,) = contacts.list_contact_lists(PageSize=1)["ContactLists"]
        assert set(found) == {"ContactListName", "LastUpdatedTimestamp"}
        assert refusal(contacts.list_contact_lists, PageSize=1001)[:2] == (400, "BadRequestException")

    def test_an_update_replaces_topics_and_description(self, backend: Backend, contacts: Any) -> None:
        preferences = [choice("news", "OPT_IN"), choice("offers", "OPT_OUT")]
        contacts.create_contact(ContactListName=LIST, EmailAddress="ann@x.com", TopicPreferences=preferences)
        backend.clock.advance(60)
        contacts.update_contact_list(ContactListName=LIST, Topics=[topic("offers"), topic("jobs")], Description="D")
        found = contacts.get_contact_list(ContactListName=LIST)
        assert [each["TopicName"] for each in found["Topics"]] == ["offers", "jobs"]
        assert found["Description"] == "D"
        assert found["LastUpdatedTimestamp"] - found["CreatedTimestamp"] == timedelta(seconds=60)
        assert get(contacts)["TopicPreferences"] == [choice("offers", "OPT_OUT")]
        assert get(contacts)["TopicDefaultPreferences"] == [choice("jobs", "OPT_OUT")]
        contacts.update_contact_list(ContactListName=LIST)
        assert contacts.get_contact_list(ContactListName=LIST)["Topics"] == []
        assert "Description" not in contacts.get_contact_list(ContactListName=LIST)

    def test_deleting_takes_the_contacts(self, contacts: Any) -> None:
        contacts.create_contact(ContactListName=LIST, EmailAddress="ann@x.com")
        contacts.delete_contact_list(ContactListName=LIST)
        assert contacts.list_contact_lists()["ContactLists"] == []
        contacts.create_contact_list(ContactListName=LIST)
        assert listed(contacts) == []


class TestContacts:
    def test_create_and_get(self, backend: Backend, contacts: Any) -> None:
        contacts.create_contact(
            ContactListName=LIST,
            EmailAddress="ann@x.com",
            TopicPreferences=[choice("news", "OPT_IN")],
            UnsubscribeAll=True,
            AttributesData='{"name": "Ann"}',
        )
        found = get(contacts)
        assert (found["ContactListName"], found["EmailAddress"]) == (LIST, "ann@x.com")
        assert found["TopicPreferences"] == [choice("news", "OPT_IN")]
        assert found["TopicDefaultPreferences"] == [choice("offers", "OPT_IN")]
        assert (found["UnsubscribeAll"], found["AttributesData"]) == (True, '{"name": "Ann"}')
        assert abs(found["CreatedTimestamp"] - backend.clock.now()) < timedelta(milliseconds=1)
        assert found["LastUpdatedTimestamp"] == found["CreatedTimestamp"]

    def test_defaults(self, contacts: Any) -> None:
        contacts.create_contact(ContactListName=LIST, EmailAddress="ann@x.com")
        found = get(contacts)
        assert (found["UnsubscribeAll"], found["TopicPreferences"]) == (False, [])
        assert found["TopicDefaultPreferences"] == [choice("news", "OPT_OUT"), choice("offers", "OPT_IN")]
        assert "AttributesData" not in found

    def test_a_duplicate(self, contacts: Any) -> None:
        contacts.create_contact(ContactListName=LIST, EmailAddress="ann@x.com", AttributesData="{}")
        assert refusal(contacts.create_contact, ContactListName=LIST, EmailAddress="ann@x.com") == (
            400,
            "AlreadyExistsException",
            "ann@x.com already exists in List.",
        )
        assert get(contacts)["AttributesData"] == "{}"

    @pytest.mark.parametrize("operation", ["get_contact", "delete_contact", "update_contact"])
    def test_an_unknown_contact(self, contacts: Any, operation: str) -> None:
        call = getattr(contacts, operation)
        assert refusal(call, ContactListName=LIST, EmailAddress="ghost@x.com") == (
            404,
            "NotFoundException",
            "ghost@x.com doesn't exist in List.",
        )

    @pytest.mark.parametrize(
        "operation", ["create_contact", "get_contact", "delete_contact", "update_contact", "list_contacts"]
    )
    def test_an_unknown_list(self, contacts: Any, operation: str) -> None:
        members = {} if operation == "list_contacts" else {"EmailAddress": "ann@x.com"}
        assert refusal(getattr(contacts, operation), ContactListName="ghost", **members) == (
            404,
            "NotFoundException",
            "List with name: ghost doesn't exist.",
        )

    @pytest.mark.parametrize(
        ("preferences", "words"),
        [
            ([choice("cars", "OPT_IN")], "List: readers doesn't contain Topic: cars"),
            ([choice("news", "OPT_IN"), choice("news", "OPT_OUT")], "only one preference"),
            ([choice("news", "MAYBE")], "'topicPreferences.1.member.subscriptionStatus' failed"),
            ([{"SubscriptionStatus": "OPT_IN"}], "'topicPreferences.1.member.topicName' failed"),
        ],
    )
    def test_invalid_preferences(self, contacts: Any, preferences: Any, words: str) -> None:
        contacts.create_contact(ContactListName=LIST, EmailAddress="ann@x.com")
        for call, address in ((contacts.create_contact, "bob@x.com"), (contacts.update_contact, "ann@x.com")):
            status, code, message = refusal(
                call, ContactListName=LIST, EmailAddress=address, TopicPreferences=preferences
            )
            assert (status, code) == (400, "BadRequestException")
            assert words in message
        assert listed(contacts) == ["ann@x.com"]

    @pytest.mark.parametrize("address", ["ann", "Ann <ann@x.com>", "ann@é.com", ""])
    def test_an_invalid_address(self, contacts: Any, address: str) -> None:
        text = f"EmailAddress <{address}> is invalid" if address else "EmailAddress can't be blank."
        for name in (LIST, "ghost"):
            found = refusal(contacts.create_contact, ContactListName=name, EmailAddress=address)
            assert found == (400, "BadRequestException", text)

    @pytest.mark.parametrize("operation", ["get_contact", "delete_contact", "update_contact"])
    def test_an_invalid_address_is_found_before_the_list_is_looked_up(
        self, backend: Backend, contacts: Any, operation: str
    ) -> None:
        call = getattr(contacts, operation)
        text = f"EmailAddress <ann> is invalid {CONTACT_ADDRESS_BEFORE_LIST.note}"
        assert refusal(call, ContactListName="ghost", EmailAddress="ann") == (400, "BadRequestException", text)
        backend.assume = {"contact_address_before_list": False}
        for name in (LIST, "ghost"):
            assert refusal(call, ContactListName=name, EmailAddress="ann")[:2] == (404, "NotFoundException")

    def test_an_update_merges_choices_and_replaces_the_rest(self, backend: Backend, contacts: Any) -> None:
        contacts.create_contact(
            ContactListName=LIST,
            EmailAddress="ann@x.com",
            TopicPreferences=[choice("news", "OPT_IN")],
            UnsubscribeAll=True,
            AttributesData="{}",
        )
        backend.clock.advance(60)
        contacts.update_contact(
            ContactListName=LIST, EmailAddress="ann@x.com", TopicPreferences=[choice("offers", "OPT_OUT")]
        )
        found = get(contacts)
        assert found["TopicPreferences"] == [choice("news", "OPT_IN"), choice("offers", "OPT_OUT")]
        assert found["UnsubscribeAll"] is False
        assert "AttributesData" not in found
        assert found["LastUpdatedTimestamp"] - found["CreatedTimestamp"] == timedelta(seconds=60)
        contacts.update_contact(
            ContactListName=LIST, EmailAddress="ann@x.com", TopicPreferences=[choice("news", "OPT_OUT")]
        )
        assert get(contacts)["TopicPreferences"] == [choice("news", "OPT_OUT"), choice("offers", "OPT_OUT")]

    def test_deleting(self, contacts: Any) -> None:
        contacts.create_contact(ContactListName=LIST, EmailAddress="ann+tag@x.com")
        contacts.delete_contact(ContactListName=LIST, EmailAddress="ann+tag@x.com")
        assert listed(contacts) == []


class TestListing:
    @pytest.fixture(autouse=True)
    def _people(self, contacts: Any) -> None:
        people: dict[str, Any] = {
            "in@x.com": {"TopicPreferences": [choice("news", "OPT_IN"), choice("offers", "OPT_IN")]},
            "none@x.com": {},
            "out@x.com": {"TopicPreferences": [choice("news", "OPT_OUT"), choice("offers", "OPT_OUT")]},
            "gone@x.com": {"TopicPreferences": [choice("news", "OPT_IN")], "UnsubscribeAll": True},
        }
        for address, members in people.items():
            contacts.create_contact(ContactListName=LIST, EmailAddress=address, **members)

    def test_it_is_sorted_and_without_attributes(self, ses: Any) -> None:
        assert listed(ses) == listed(ses, PageSize=1) == ["gone@x.com", "in@x.com", "none@x.com", "out@x.com"]
        assert set(ses.list_contacts(ContactListName=LIST)["Contacts"][0]) == {
            "EmailAddress",
            "TopicPreferences",
            "TopicDefaultPreferences",
            "UnsubscribeAll",
            "LastUpdatedTimestamp",
        }

    @pytest.mark.parametrize(
        ("status", "topic_filter", "expected"),
        [
            ("OPT_IN", None, "in none out"),
            ("OPT_OUT", None, "gone"),
            ("OPT_IN", {"TopicName": "news"}, "in"),
            ("OPT_OUT", {"TopicName": "news"}, "gone out"),
            ("OPT_IN", {"TopicName": "offers"}, "in"),
            ("OPT_IN", {"TopicName": "offers", "UseDefaultIfPreferenceUnavailable": True}, "in none"),
            ("OPT_OUT", {"TopicName": "news", "UseDefaultIfPreferenceUnavailable": True}, "gone none out"),
            (None, {"TopicName": "news"}, "gone in none out"),
        ],
    )
    def test_filters(self, ses: Any, status: Any, topic_filter: Any, expected: str) -> None:
        filters = {"FilteredStatus": status, "TopicFilter": topic_filter}
        given = {name: value for name, value in filters.items() if value}
        found = listed(ses, Filter=given)
        assert found == listed(ses, Filter=given, PageSize=1) == [f"{name}@x.com" for name in expected.split()]

    def test_a_page_may_be_empty_though_more_follow(self, ses: Any) -> None:
        filters = {"FilteredStatus": "OPT_IN", "TopicFilter": {"TopicName": "news"}}
        sizes = [
            len(page["Contacts"]) for page in pages(ses.list_contacts, ContactListName=LIST, Filter=filters, PageSize=1)
        ]
        assert sizes == [0, 1, 0, 0]

    @pytest.mark.parametrize(
        "members",
        [
            {"Filter": {"FilteredStatus": "MAYBE"}},
            {"Filter": {"TopicFilter": {"TopicName": "cars"}}},
            {"PageSize": 0},
            {"PageSize": 1001},
            {"NextToken": "x"},
        ],
    )
    def test_invalid_requests(self, ses: Any, members: Any) -> None:
        assert refusal(ses.list_contacts, ContactListName=LIST, **members)[:2] == (400, "BadRequestException")

    def test_the_usual_page_has_fifty(self, ses: Any) -> None:
        for number in range(50):
            ses.create_contact(ContactListName=LIST, EmailAddress=f"{number}@x.com")
        assert [len(page["Contacts"]) for page in pages(ses.list_contacts, ContactListName=LIST)] == [50, 4]
