"""The outbox over HTTP: its pages, its filters, and deleting mail. The list of the inbox has the same filters."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from sesv2kit.testing import Backend
from sesv2kit.testing.engine import Engine, Request
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.operations import configuration_sets, tenants
from sesv2kit.testing.server import mails, outbox
from sesv2kit.testing.server.control import respond
from sesv2kit.testing.server.inbox import listing
from sesv2kit.testing.state import State

from .inbox_pages import ACCOUNT, REGION, Page, backend, check_page, engine, get, post, send

__all__ = ["engine"]


def ask(engine: Engine, method: str = "GET", path: str = "/_outbox", **query: Any) -> tuple[int, Any]:
    reply = respond(engine, Request(method, path, urlencode(query)))
    return reply.status, json.loads(reply.body)


def subjects(engine: Engine, **query: Any) -> list[str]:
    status, found = ask(engine, **query)
    assert (status, found["total"]) == (200, len(found["mails"]))
    return [mail["subject"] for mail in found["mails"]]


def listed(engine: Engine, **query: Any) -> list[str]:
    """The subjects in the list of the inbox."""
    page = check_page(get(engine, query=urlencode(query)))
    return [each for each in ("plain", "Grüße an alle", "tagged", "tenant's") if each in page.text]


@pytest.fixture
def sent(engine: Engine) -> Engine:
    """Mails of all kinds that filters tell apart."""
    state = engine.state(ACCOUNT, REGION)
    tenants.create_tenant(state, {"TenantName": "acme"})
    for name in ("news", "tenants"):
        configuration_sets.create_configuration_set(state, {"ConfigurationSetName": name})
    for resource in ("identity/example.com", "configuration-set/tenants"):
        association = {"TenantName": "acme", "ResourceArn": state.arn(resource)}
        tenants.create_tenant_resource_association(state, association)
    send(engine, "plain")
    bo = "=?utf-8?q?B=C3=B6?= <bo@y.example>"
    send(
        engine,
        "Grüße an alle",
        Destination={"BccAddresses": [bo]},
        Body={"Html": {"Data": "<a href='https://shop.example/t0k3n'>Shop</a>"}},
    )
    send(engine, "tagged", EmailTags=[{"Name": "kind", "Value": "order"}], ConfigurationSetName="news")
    anne = "=?utf-8?q?=C3=84nne?= <shop@example.com>"
    send(engine, "tenant's", TenantName="acme", ConfigurationSetName="tenants", FromEmailAddress=anne)
    return engine


FILTERS: list[tuple[dict[str, str], list[str]]] = [
    ({"to": "BO@X.com"}, ["plain", "tagged", "tenant's"]),
    ({"to": "bö"}, ["Grüße an alle"]),
    ({"to": "=?utf-8?q?B"}, ["Grüße an alle"]),
    ({"to": "bo@y.example"}, ["Grüße an alle"]),
    ({"from_address": "änne"}, ["tenant's"]),
    ({"subject": "GRÜSSE"}, ["Grüße an alle"]),
    ({"tag": "kind"}, ["tagged"]),
    ({"tag": "kind=order"}, ["tagged"]),
    ({"tag": "kind=other"}, []),
    ({"tag": "ind"}, []),
    ({"tenant_name": "acme"}, ["tenant's"]),
    ({"tenant_name": "acm"}, []),
    ({"configuration_set_name": "news"}, ["tagged"]),
    ({"search": "hi bo"}, ["plain", "tagged", "tenant's"]),
    ({"search": "T0K3N"}, ["Grüße an alle"]),
    ({"search": "hi tagged ann"}, ["tagged"]),
    ({"search": "hi absent"}, []),
    ({"to": "bo", "tag": "kind"}, ["tagged"]),
    ({"account": "111111111111"}, []),
    ({"region": REGION, "subject": "pl"}, ["plain"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters(sent: Engine, query: dict[str, str], expected: list[str]) -> None:
    assert subjects(sent, **query) == expected
    assert listed(sent, **query) == expected


def test_a_message_id_is_found_as_a_whole(sent: Engine) -> None:
    """A part of one is not: each has all digits."""
    message_id = backend(sent).outbox[0].message_id
    assert subjects(sent, search=message_id) == ["plain"]
    assert subjects(sent, search=message_id[:8]) == []


def test_the_list_tells_how_many_of_all_match(sent: Engine) -> None:
    assert "1 of 4 mails" in check_page(get(sent, query="tag=kind")).text
    assert "4 mails" in check_page(get(sent)).text
    assert "No mail matches" in check_page(get(sent, query="tag=absent")).text


def test_the_form_shows_what_was_asked_for(sent: Engine) -> None:
    page = check_page(get(sent, query=urlencode({"search": '"<x>', "tag": "kind=order"})))
    assert {each["name"]: each["value"] for each in page.all("input") if each["value"]} == {
        "search": '"<x>',
        "tag": "kind=order",
    }


@pytest.mark.parametrize("query", ["tag=kind&page=2", "page=99999"])
def test_a_page_after_the_last(sent: Engine, query: str) -> None:
    assert "Newer" in check_page(get(sent, query=query)).text


def test_pages_of_a_filter(engine: Engine) -> None:
    for number in range(120):
        send(engine, f"mail {number}", EmailTags=[{"Name": "half", "Value": str(number % 2)}])
    page = check_page(get(engine, query="tag=half%3D1"))
    assert page.links[-1] == "/_inbox?tag=half%3D1&page=2"
    second = check_page(get(engine, query="tag=half%3D1&page=2"))
    assert [f"mail {number}" in second.text for number in (19, 18, 1, 21)] == [True, False, True, False]


def test_pages_of_the_outbox(engine: Engine) -> None:
    for number in range(7):
        send(engine, f"{number}")
    seen, start = list[str](), 0
    while start is not None:
        found = ask(engine, start=start, limit=3)[1]
        assert found["total"] == 7
        seen += [mail["subject"] for mail in found["mails"]]
        start = found["next"]
    assert seen == [str(number) for number in range(7)]
    assert ask(engine, start=7)[1] == {"mails": [], "total": 7, "next": None}
    assert ask(engine, limit=0)[1] == {"mails": [], "total": 7, "next": None}


def test_accounts_and_regions_are_in_one_order(engine: Engine) -> None:
    places = [(ACCOUNT, REGION), ("111122223333", REGION), (ACCOUNT, "eu-west-1")]
    for number in range(9):
        account, region = places[number * 2 % 3]
        Backend(engine, account, region).verify_identity("example.com")
        backend(engine).clock.advance(1)
        send(engine, f"number {number}", account=account, region=region)
    assert subjects(engine) == [f"number {number}" for number in range(9)]
    assert [mail["subject"] for mail in ask(engine, start=4, limit=3)[1]["mails"]] == [f"number {n}" for n in (4, 5, 6)]
    text = check_page(get(engine)).text
    assert sorted(range(9), key=lambda number: text.index(f"number {number}")) == list(range(9))[::-1]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": 1001}, "limit must be a number from 0 to 1000, not 1001."),
        ({"start": -1}, "start must be a number from 0 to 1000000000, not -1."),
        ({"page": 1}, "The query may hold account and configuration_set_name and from_address"),
    ],
)
def test_wrong_queries(engine: Engine, query: dict[str, Any], message: str) -> None:
    status, error = ask(engine, **query)
    assert status == 400
    assert error["message"].startswith(message)


# Deleting.


def contents(engine: Engine) -> dict[str, Any]:
    state = engine.state(ACCOUNT, REGION)
    return {
        "outbox": [mail.subject for mail in state.outbox],
        "sent": [mail.subject for mail in state.sent.values()],
        "events": [event.mail.subject for event in state.records if event.type == "DELIVERY"],
    }


def test_deleting_keeps_everything_else(sent: Engine) -> None:
    held = backend(sent).outbox
    sending = sent.state(ACCOUNT, REGION).sending.last_24_hours(sent.clock.now())
    assert ask(sent, "DELETE") == (200, {"deleted": 4})
    assert contents(sent) == {"outbox": [], "sent": [], "events": []}
    assert backend(sent).outbox is held
    state = sent.state(ACCOUNT, REGION)
    assert (list(state.identities), list(state.configuration_sets)) == (["example.com"], ["news", "tenants"])
    assert [each.name for each in state.tenants.values()] == ["acme"]
    assert state.sending.last_24_hours(sent.clock.now()) == sending == 4
    send(sent, "later")
    assert subjects(sent) == ["later"]


def test_deleting_what_matches(sent: Engine) -> None:
    message_id = next(iter(sent.state(ACCOUNT, REGION).sent))
    backend(sent).add_event(message_id, "OPEN")
    assert ask(sent, "DELETE", to="bo@x.com") == (200, {"deleted": 3})
    only = ["Grüße an alle"]
    assert contents(sent) == {"outbox": only, "sent": only, "events": only}
    assert sent.state(ACCOUNT, REGION).insights_events == {}
    assert ask(sent, "DELETE", start="1")[0] == 400  # a page is no reason to delete less


def test_deleting_one(sent: Engine) -> None:
    message_id = backend(sent).outbox[0].message_id
    assert ask(sent, "DELETE", f"/_outbox/{message_id}") == (200, {"deleted": 1})
    assert subjects(sent) == ["Grüße an alle", "tagged", "tenant's"]
    assert ask(sent, "DELETE", f"/_outbox/{message_id}")[0] == 404
    assert ask(sent, "GET", f"/_outbox/{message_id}")[0] == 404


def test_the_inbox_deletes_what_it_shows(sent: Engine) -> None:
    (form,) = [each for each in check_page(get(sent, query="tag=kind")).all("form") if each.get("method") == "post"]
    assert form["action"] == "/_inbox?tag=kind"
    reply = post(sent, query="tag=kind", action="delete")
    assert (reply.status, reply.headers["Location"]) == (303, "/_inbox")
    assert "tagged" not in subjects(sent)
    assert post(sent, action="other").status == 400
    assert len(subjects(sent)) == 3
    post(sent, action="delete")
    assert subjects(sent) == []


# Ten thousand mails.

MANY = 10_000


@pytest.fixture
def crowded(engine: Engine) -> Engine:
    """Two regions with ten thousand mails together, and a third that is empty."""
    send(engine, "Hello")
    (mail,) = backend(engine).outbox
    for number in range(MANY - 1):
        backend(engine, region=("eu-west-1", REGION)[number % 2]).outbox.append(mail)
    return engine


class Work:
    """Counts what is done with mails: how many are looked at, and how many are written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen = self.matched = self.written = 0
        in_order, matches, mail_json, row = mails.in_order, mails.Filter.matches, outbox.mail_json, listing.row

        def count_order(states: list[State], newest_first: bool) -> Any:
            for place in in_order(states, newest_first):
                self.seen += 1
                yield place

        def count_matches(wanted: mails.Filter, mail: SentMail) -> bool:
            self.matched += 1
            return matches(wanted, mail)

        def count_json(state: State, mail: SentMail) -> Any:
            self.written += 1
            return mail_json(state, mail)

        def count_rows(state: State, mail: SentMail, with_place: bool) -> str:
            self.written += 1
            return row(state, mail, with_place)

        monkeypatch.setattr(mails, "in_order", count_order)
        monkeypatch.setattr(mails.Filter, "matches", count_matches)
        monkeypatch.setattr(outbox, "mail_json", count_json)
        monkeypatch.setattr(listing, "row", count_rows)


def test_a_page_costs_the_same_however_many_mails_there_are(
    engine: Engine, crowded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3,000 mails took 6.6 seconds: each was written for a page that showed all of them."""
    work = Work(monkeypatch)
    first = respond(crowded, Request("GET", "/_outbox"))
    assert (work.seen, work.matched, work.written) == (100, 0, 100)
    assert json.loads(first.body)["total"] == MANY
    assert len(first.body) < 150_000
    work = Work(monkeypatch)
    page = get(crowded)
    assert (work.seen, work.matched, work.written) == (50, 0, 50)
    assert "10,000 mails" in Page(page).text
    assert len(page.body) < 60_000


def test_a_filter_writes_only_its_page(crowded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(monkeypatch)
    found = json.loads(respond(crowded, Request("GET", "/_outbox", "subject=hello&limit=20")).body)
    assert (found["total"], len(found["mails"])) == (MANY, 20)
    assert (work.seen, work.matched, work.written) == (MANY, MANY, 20)


def test_looking_for_changes_looks_at_no_mail(crowded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(monkeypatch)
    before = get(crowded, "/revision").body
    assert (work.seen, work.matched, work.written, len(before)) == (0, 0, 0, 16)
    assert get(crowded, "/revision").body == before


def test_every_change_is_seen(engine: Engine) -> None:
    """The pages look for changes every second: what is not seen here is not shown until the page is loaded again."""
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:events"
    message_id = send(engine)
    (other,) = [replace(mail, message_id="other") for mail in backend(engine).outbox]

    def exchange() -> None:
        """As many mails as before."""
        backend(engine).outbox[:] = [other]

    changes: list[Callable[[], object]] = [
        lambda: backend(engine).add_event(message_id, "OPEN"),
        lambda: backend(engine).subscribe(topic, lambda headers, body: 200),  # which is asked to confirm
        exchange,
        lambda: ask(engine, "DELETE"),
    ]
    seen = [get(engine, "/revision").body]
    for change in changes:
        change()
        seen.append(get(engine, "/revision").body)
    assert len(set(seen)) == len(seen) == 5
