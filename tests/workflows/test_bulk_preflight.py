"""What a run finds out before it sends, and a rehearsal to the mailbox simulator."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import BulkEntry, BulkMessage, ClientConfig, SqliteJournal
from sesv2kit.errors import PreflightError, RequestInvalidError
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import Backend
from tests.aio import blocking
from tests.faults.server import Answer, Seen, Server, refusal
from tests.unit.support import client_of, each_client, environment

__all__ = ["each_client", "environment"]  # fixtures

FROM = "news@shop.example"
WRITES = {"SendEmail", "SendBulkEmail"}


@pytest.fixture(params=blocking.BOTH)
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Any:
    """A client of a local SES in which no findings."""
    ses_backend.verify_identity("shop.example")
    client = request.param("us-east-1", config=ClientConfig(send_rate=1000.0))
    client.templates.create_email_template(
        template_name="news", template_content=EmailTemplateContent(subject="Hi {{name}}", text="Hello {{name}}")
    )
    client.configuration_sets.create_configuration_set(configuration_set_name="set")
    client.configuration_sets.create_configuration_set_event_destination(
        configuration_set_name="set",
        event_destination_name="bus",
        event_destination=DESTINATION,
    )
    client.tenants.create_tenant(tenant_name="acme")
    return client


DESTINATION = {
    "Enabled": True,
    "MatchingEventTypes": ["RENDERING_FAILURE"],
    "EventBridgeDestination": {"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"},
}


def bulk(ses: Any, those: Any = (), **settings: Any) -> Any:
    chosen: dict[str, Any] = {
        "from_email_address": f"News <{FROM}>",
        "template_name": "news",
        "configuration_set_name": "set",
        **settings,
    }
    return ses.sending.send_bulk(those, **chosen)


def each(ses: Any, those: Any = (), **settings: Any) -> Any:
    return ses.sending.send_each(those, **{"from_email_address": FROM, "configuration_set_name": "set", **settings})


def people(count: int) -> Iterator[BulkEntry]:
    return (BulkEntry(f"user{number}@mail.example", {"name": str(number)}, key=str(number)) for number in range(count))


def messages(count: int) -> Iterator[BulkMessage]:
    return (
        BulkMessage(f"user{number}@mail.example", f"Order {number}", "x", key=str(number)) for number in range(count)
    )


def found(report: Any) -> list[tuple[str, str]]:
    return [(one.severity, one.argument) for one in report.findings]


# Preflight.


@pytest.mark.parametrize(("make", "entries"), [(bulk, people), (each, messages)], ids=["template", "content"])
def test_if_everything_is_in_order_nothing_is_found_and_every_entry_is_sent_afterwards(
    ses: Any, ses_backend: Backend, make: Any, entries: Any
) -> None:
    run = make(ses, [*entries(120)], tenant_name=None)  # a list can be read anew, which must not happen
    report = run.preflight(total=120)
    assert report.findings == ()
    assert str(report) == "no findings"
    assert (report.entries, report.quota_left) == (3, 50_000)
    report.raise_for_problems()
    assert not WRITES & {*ses_backend.requests}
    assert sorted(one.index for one in run) == [*range(120)]
    assert sorted(mail.to[0] for mail in ses_backend.outbox) == sorted(f"user{n}@mail.example" for n in range(120))


def without(method: str, **arguments: Any) -> Callable[[Any], Any]:
    domain, _, name = method.partition(".")
    return lambda ses: getattr(getattr(ses, domain), name)(**arguments)


IN_ORDER: Callable[[Any], Any] = lambda ses: None  # noqa: E731  # one of a list of functions


@pytest.mark.parametrize(
    ("change", "settings", "finding", "text"),
    [
        (IN_ORDER, {"from_email_address": "a@other.example"}, ("problem", "from_email_address"), "no identity"),
        (IN_ORDER, {"template_name": "none"}, ("problem", "template_name"), "does not exist"),
        (IN_ORDER, {"configuration_set_name": "none"}, ("problem", "configuration_set_name"), "does not exist"),
        (IN_ORDER, {"configuration_set_name": None}, ("warning", "configuration_set_name"), "no event"),
        (IN_ORDER, {"tenant_name": "none"}, ("problem", "tenant_name"), "does not exist"),
        (
            without("account.put_account_sending_attributes", sending_enabled=False),
            {},
            ("problem", "account"),
            "paused",
        ),
        (
            without(
                "configuration_sets.put_configuration_set_sending_options",
                configuration_set_name="set",
                sending_enabled=False,
            ),
            {},
            ("problem", "configuration_set_name"),
            "is paused",
        ),
        (
            without(
                "configuration_sets.delete_configuration_set_event_destination",
                configuration_set_name="set",
                event_destination_name="bus",
            ),
            {},
            ("warning", "configuration_set_name"),
            "RENDERING_FAILURE",
        ),
        (
            without(
                "configuration_sets.update_configuration_set_event_destination",
                configuration_set_name="set",
                event_destination_name="bus",
                event_destination={**DESTINATION, "Enabled": False},
            ),
            {},
            ("warning", "configuration_set_name"),
            "RENDERING_FAILURE",
        ),
    ],
    ids=[
        "sender",
        "template",
        "configuration set",
        "no configuration set",
        "tenant",
        "account paused",
        "configuration set paused",
        "no destination",
        "destination switched off",
    ],
)
def test_what_is_wrong_is_found(
    ses: Any, ses_backend: Backend, change: Any, settings: dict[str, Any], finding: tuple[str, str], text: str
) -> None:
    change(ses)
    report = bulk(ses, people(2), **settings).preflight()
    assert found(report) == [finding]
    assert text in str(report)
    assert not WRITES & {*ses_backend.requests}
    if finding[0] == "problem":
        with pytest.raises(PreflightError, match=text):
            report.raise_for_problems()
    else:
        report.raise_for_problems()


@pytest.mark.parametrize(
    ("template", "inline"),
    [
        (EmailTemplateContent(subject="Hi {{name}} {{city}}", text="x"), True),
        (EmailTemplateContent(subject="Hi {{name}} {{city}}", text="x"), False),
        (EmailTemplateContent(subject="x", text="{{#each names}}{{first}}{{/each}}{{#if a}}{{missing}}{{/if}}"), False),
    ],
    ids=["inline", "stored", "inside of a block"],
)
def test_entries_that_cannot_be_rendered_are_found(ses: Any, template: EmailTemplateContent, inline: bool) -> None:
    settings: dict[str, Any] = {"template_name": None, "template_content": template}
    if not inline:
        ses.templates.create_email_template(template_name="other", template_content=template)
        settings = {"template_name": "other"}
    good = {"name": "Ann", "city": "Rome", "names": [], "a": False}
    bad = {"name": "Bob", "names": [], "a": True}
    those = [BulkEntry("a@mail.example", good), BulkEntry("b@mail.example", bad)]
    report = bulk(ses, those, **settings).preflight()
    assert [(one.severity, one.argument, one.index) for one in report.findings] == [("problem", "template_data", 1)]
    [whole] = [bulk(ses, those, template_data={"city": "Oslo", "missing": "x"}, **settings).preflight()]
    assert whole.findings == ()  # the values for all entries count, too


def test_the_quota_is_compared(ses: Any, ses_backend: Backend) -> None:
    report = bulk(ses, people(1)).preflight(total=50_001)
    assert found(report) == [("problem", "account")]
    assert "50000 more recipients" in str(report)


def test_invalid_entries_are_found_and_are_results_of_the_run(ses: Any) -> None:
    run = bulk(ses, ["nobody", *people(1)])
    report = run.preflight()
    assert [(one.argument, one.index) for one in report.findings] == [("entries", 0)]
    assert sorted(one.outcome for one in run) == ["accepted", "refused"]


def test_only_as_many_entries_are_read_as_asked_for_and_each_once(ses: Any) -> None:
    read: list[int] = []

    def source() -> Iterator[BulkEntry]:
        for number, entry in enumerate(people(100)):
            read.append(number)
            yield entry

    run = bulk(ses, source())
    assert run.preflight(entries=5).entries == 5 == len(read)
    assert run.preflight(entries=2).entries == 5 == len(read)
    assert run.wait().accepted == 100
    with pytest.raises(RuntimeError, match="once"):
        run.preflight()


def test_if_reading_fails_it_is_found_and_raised_by_the_run(ses: Any) -> None:
    def source() -> Iterator[BulkEntry]:
        yield from people(1)
        raise OSError("the database is gone")

    run = bulk(ses, source())
    assert found(run.preflight()) == [("problem", "entries")]
    with pytest.raises(OSError, match="the database is gone"):
        run.wait()


def test_the_default_configuration_set_of_the_sender_is_looked_up(ses: Any) -> None:
    ses.identities.put_email_identity_configuration_set_attributes(
        email_identity="shop.example", configuration_set_name="set"
    )
    assert bulk(ses, people(1), configuration_set_name=None).preflight().findings == ()


def test_the_senders_and_templates_of_emails_are_looked_up(ses: Any) -> None:
    raw = EmailMessage()
    raw["From"], raw["To"] = "a@other.example", "b@mail.example"
    raw.set_content("x")
    those = [BulkMessage("a@mail.example", template_name="news"), raw, *messages(1)]
    assert found(each(ses, those).preflight()) == [("problem", "from_email_address"), ("problem", "template_data")]


@pytest.mark.usefixtures("each_client")
def test_what_may_not_be_looked_up_is_a_warning() -> None:
    def denied(seen: Seen) -> Answer:
        return refusal(403, "AccessDeniedException")

    with Server(denied) as server:
        report = bulk(client_of(server.url), people(1), tenant_name="acme").preflight()
    assert found(report) == [
        ("warning", name)
        for name in ("account", "from_email_address", "template_name", "configuration_set_name", "tenant_name")
    ]
    assert "AccessDenied" in str(report)


# Rehearsal.


@pytest.mark.parametrize(("make", "entries"), [(bulk, people), (each, messages)], ids=["template", "content"])
def test_a_rehearsal_goes_to_the_simulator_and_claims_no_key(
    ses: Any, ses_backend: Backend, tmp_path: Path, make: Any, entries: Any
) -> None:
    with SqliteJournal(tmp_path / "journal.db") as journal:
        kept: dict[str, Any] = {"run_id": "june", "journal": journal}
        rehearsed = list(make(ses, entries(6), rehearsal=("success", "bounce", "complaint"), **kept))
        assert [*journal.iterate()] == []
        assert sorted(mail.to[0] for mail in ses_backend.outbox) == sorted(
            f"{outcome}+{number}@simulator.amazonses.com"
            for number, outcome in enumerate(["success", "bounce", "complaint"] * 2)
        )
        ses_backend.outbox.clear()
        sent = list(make(ses, entries(6), **kept))
    assert {one.key for one in rehearsed} == {one.key for one in sent} == {*"012345"}
    assert {mail.to[0] for mail in ses_backend.outbox} == {f"user{n}@mail.example" for n in range(6)}


def test_a_rehearsal_replaces_every_kind_of_recipient(ses: Any, ses_backend: Backend) -> None:
    raw = EmailMessage()
    raw["From"], raw["To"], raw["Cc"], raw["Bcc"] = FROM, "a@mail.example", "b@mail.example", "c@mail.example"
    raw.set_content("x")
    everybody = {"to": "a@mail.example", "cc": "Bob <b@mail.example>", "bcc": "c@mail.example", "subject": "S"}
    results = list(each(ses, [raw, {**everybody, "text": "x"}], rehearsal="success"))
    assert [one.outcome for one in results] == ["accepted"] * 2, [one.error for one in results]
    for number in range(2):
        [mail] = [mail for mail in ses_backend.outbox if mail.message_id == results[number].message_id]
        recipients = {*mail.delivered_to}
        index = results[number].index
        assert recipients == {f"success+{index}{more}@simulator.amazonses.com" for more in ("", "-1", "-2")}


@pytest.mark.parametrize("wrong", ["fail", (), ["success", "fail"], "", 5])
def test_another_rehearsal_is_refused(ses: Any, wrong: Any) -> None:
    with pytest.raises(RequestInvalidError, match="rehearsal: must be one or several of success"):
        bulk(ses, rehearsal=wrong)
