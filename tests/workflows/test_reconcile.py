"""Keys that events prove to be sent, and keys of one person that are erased."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import BulkEntry, BulkMessage, ClientConfig, RetryPolicy, SESv2, SqliteJournal, events
from sesv2kit.bulk import Reconciliation, recipients_key
from sesv2kit.errors import OutcomeUnknownError, RequestInvalidError, UntrustedEventError
from sesv2kit.events import BaseEvent
from sesv2kit.journal import Claim, KeyId, Settlement
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import Backend
from tests.aio import blocking
from tests.journal.stores import Awaited
from tests.unit.support import environment

__all__ = ["environment"]

FROM = "news@shop.example"


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "journal.db")


@pytest.fixture(params=[SESv2, blocking.client], ids=["sync", "async"])
def make(request: pytest.FixtureRequest, ses_backend: Backend) -> Callable[..., Any]:
    """Makes clients of the local SES."""
    ses_backend.verify_identity("shop.example")

    def made(**settings: Any) -> Any:
        return request.param(
            "us-east-1", config=ClientConfig(send_rate=1000.0, retry=RetryPolicy(max_attempts=1), **settings)
        )

    made().templates.create_email_template(
        template_name="news", template_content=EmailTemplateContent(subject="Hi", text="Hello")
    )
    return made


def event(id: str, kind: str = "Send", message_id: str | None = "id-1") -> BaseEvent:
    mail: dict[str, Any] = {"tags": {"sesv2kit-key": [id], "kind": ["news"]}}
    if message_id is not None:
        mail["messageId"] = message_id
    [found] = events.parse({"eventType": kind, "mail": mail})
    return found


def bulk(ses: Any, journal: Any, **settings: Any) -> Any:
    return ses.sending.send_bulk(
        [f"user{number}@mail.example" for number in range(3)],
        from_email_address=FROM,
        template_name="news",
        run_id="june",
        journal=journal,
        **settings,
    )


def test_a_run_gives_back_what_events_prove(make: Any, ses_backend: Backend, journal: SqliteJournal) -> None:
    ses = make()
    ses_backend.faults.add("timeout", "SendBulkEmail")
    assert bulk(ses, journal).wait().unknown == 3
    ids = [journal.scope.id_of(recipients_key("june", f"user{number}@mail.example")) for number in range(2)]
    told = [event(ids[0]), event(ids[0], "Delivery"), event(ids[1], "Rendering Failure", "id-2")]
    other = [*events.parse({"eventType": "Send", "mail": {}}), event("A" * 43)]
    run = bulk(ses, journal)
    assert run.reconcile([*told, *other], trusted=True) == Reconciliation(2, 0, 0, 1)
    assert run.reconcile(told, trusted=True) == Reconciliation(0, 2, 0, 0)
    results = sorted(run, key=lambda one: one.index)
    assert [(one.outcome, one.message_id) for one in results[:2]] == [("accepted", "id-1"), ("accepted", "id-2")]
    assert results[2].outcome in ("unknown", "not_tried")
    assert len(ses_backend.outbox) == 3


@pytest.mark.parametrize("how", ["of the client", "given", "awaited"])
def test_the_key_of_a_single_send(make: Any, ses_backend: Backend, journal: SqliteJournal, how: str) -> None:
    ses = make(journal=journal) if how == "of the client" else make()
    awaited: Any = Awaited(journal)
    if how == "awaited" and isinstance(ses, SESv2):
        with pytest.raises(RequestInvalidError, match="pass it to AsyncSESv2"):
            ses.sending.reconcile([], journal=awaited)
        return
    used: Any = awaited if how == "awaited" else journal
    given: dict[str, Any] = {} if how == "of the client" else {"journal": used}
    email: dict[str, Any] = {"from_email_address": FROM, "to": "a@mail.example", "subject": "S", "text": "x"}
    ses_backend.faults.add("timeout", "SendEmail")
    with pytest.raises(OutcomeUnknownError):
        ses.sending.send(**email, idempotency_key="order 1", **given)
    told = [event(journal.scope.id_of("order 1"))]
    assert ses.sending.reconcile(iter(told), trusted=True, **given) == Reconciliation(1, 0, 0, 0)
    again = ses.sending.send(**email, idempotency_key="order 1", **given)
    assert (again.message_id, again.replayed) == ("id-1", True)


def test_an_event_without_an_id_settles_too(make: Any, journal: SqliteJournal) -> None:
    claim = Claim(journal.scope.id_of("order 1"), "owner", "SendEmail", "digest")
    journal.claim([claim])
    assert make().sending.reconcile([event(claim.id, message_id=None)], journal=journal, trusted=True).settled == 1
    record = journal.get("order 1")
    assert record is not None
    assert (record.state, record.outcome) == ("accepted", "")


def test_what_was_released_and_what_was_refused(make: Any, journal: SqliteJournal) -> None:
    claims = [Claim(journal.scope.id_of(key), "owner", "SendEmail", "digest") for key in ("released", "refused")]
    journal.claim(claims)
    journal.release(claims[:1])
    journal.settle([Settlement(claims[1].id, "owner", "refused", "{}")])
    found = make().sending.reconcile([event(one.id) for one in claims], journal=journal, trusted=True)
    assert found == Reconciliation(1, 0, 1, 0)
    assert [record.state for record in map(journal.get, ("released", "refused")) if record] == ["accepted", "refused"]


def test_if_one_event_is_not_verified_nothing_is_settled(make: Any, journal: SqliteJournal) -> None:
    claim = Claim(journal.scope.id_of("order 1"), "owner", "SendEmail", "digest")
    journal.claim([claim])
    ses = make()
    for reconcile in (bulk(ses, journal).reconcile, lambda told: ses.sending.reconcile(told, journal=journal)):
        with pytest.raises(UntrustedEventError):
            reconcile([event(claim.id)])
    assert [record.state for record in journal.iterate()] == ["claimed"]


def test_without_a_journal_it_is_refused(make: Any) -> None:
    with pytest.raises(RequestInvalidError, match="journal"):
        make().sending.reconcile([])
    with pytest.raises(RequestInvalidError, match="journal"):
        make().sending.send_bulk([], from_email_address=FROM, template_name="news").reconcile([])


# To forget a person.


@pytest.mark.parametrize("kind", ["template", "content"])
def test_the_key_of_a_person_in_a_run_is_found_and_erased(make: Any, journal: SqliteJournal, kind: str) -> None:
    ses = make()
    settings: dict[str, Any] = {"from_email_address": FROM, "run_id": "june", "journal": journal}
    if kind == "template":
        those = [BulkEntry(["Ann <ann@MAIL.example>", "cat@mail.example"]), BulkEntry("bob@mail.example")]
        ses.sending.send_bulk(those, template_name="news", **settings).wait()
    else:
        one = BulkMessage("Ann <ann@MAIL.example>", "S", "x", bcc="cat@mail.example")
        ses.sending.send_each([one, BulkMessage("bob@mail.example", "S", "x")], **settings).wait()
    assert len([*journal.iterate()]) == 2
    key = recipients_key("june", "cat@mail.example", "ann@mail.example")
    assert journal.erase(key)
    assert not journal.erase(key)
    assert [record.id for record in journal.iterate()] == [
        journal.scope.id_of(recipients_key("june", "bob@mail.example"))
    ]
    assert journal.erase(KeyId(journal.scope.id_of(recipients_key("june", "bob@mail.example"))))
