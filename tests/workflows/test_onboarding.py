"""A customer of a platform, from its first DNS record to its last email, as users of the library write it."""

import ast
import asyncio
import runpy
from datetime import timedelta
from io import StringIO
from pathlib import Path
from tokenize import COMMENT, DEDENT, ENDMARKER, INDENT, NEWLINE, NL, generate_tokens

import pytest

from sesv2kit import AsyncSESv2, SESv2
from sesv2kit.errors import MessageRejectedError, NotFoundError, WaitTimeoutError
from sesv2kit.models import EventBridgeDestination, EventDestinationDefinition
from sesv2kit.testing import Backend

EXAMPLE = Path(__file__).parents[2] / "examples" / "onboarding.py"

RESOURCES = ["identity/acme.example", "configuration-set/acme"]
BUS = EventBridgeDestination(event_bus_arn="arn:aws:events:us-east-1:123456789012:event-bus/default")
EVENTS = EventDestinationDefinition(
    enabled=True, matching_event_types=["BOUNCE", "COMPLAINT"], event_bridge_destination=BUS
)


def send(ses: SESv2) -> str | None:
    return ses.sending.send(
        from_email_address="Acme <hello@acme.example>",
        to="ann@mail.example",
        subject="Welcome",
        text="Hello Ann",
        tenant_name="acme",
    ).message_id


async def send_async(ses: AsyncSESv2) -> str | None:
    result = await ses.sending.send(
        from_email_address="Acme <hello@acme.example>",
        to="ann@mail.example",
        subject="Welcome",
        text="Hello Ann",
        tenant_name="acme",
    )
    return result.message_id


def test_a_tenant_is_set_up_and_mailed_for_and_taken_down(sesv2: SESv2, ses_backend: Backend) -> None:
    ses = sesv2
    ses.configuration_sets.create_configuration_set(configuration_set_name="acme")
    ses.configuration_sets.ensure_event_destination(
        configuration_set_name="acme", event_destination_name="events", event_destination=EVENTS
    )
    identity = ses.identities.ensure(
        email_identity="acme.example", mail_from_domain="bounce.acme.example", configuration_set_name="acme"
    )
    assert [record.type for record in identity.dns_records.records] == ["CNAME"] * 3 + ["MX", "TXT", "TXT"]

    ses.tenants.ensure(tenant_name="acme", resources=RESOURCES)
    preflight = ses.tenants.preflight(tenant_name="acme", from_email_address="Acme <hello@acme.example>")
    assert [problem.kind for problem in preflight.problems] == ["identity_not_verified"]
    with pytest.raises(MessageRejectedError):
        send(ses)

    ses_backend.verify_identity("acme.example", after=timedelta(minutes=20))
    ses_backend.set_mail_from_status("acme.example", "SUCCESS", after=timedelta(minutes=40))
    with pytest.raises(WaitTimeoutError, match=r"MAIL FROM is PENDING"):
        ses.identities.wait_until_verified(email_identity="acme.example", timeout=30 * 60)
    ses.identities.wait_until_verified(email_identity="acme.example", timeout=30 * 60)

    assert ses.tenants.preflight(tenant_name="acme", from_email_address="Acme <hello@acme.example>").is_ok
    message_id = send(ses)
    (mail,) = ses_backend.outbox
    assert (mail.message_id, mail.tenant_name, mail.configuration_set_name) == (message_id, "acme", "acme")
    assert mail.delivered_to == ("ann@mail.example",)
    assert not [finding for finding in ses.account.health().findings if finding.severity == "critical"]

    ses.tenants.offboard(tenant_name="acme", delete_resources=RESOURCES)
    with pytest.raises(NotFoundError):
        send(ses)
    for left in (
        ses.tenants.list_tenants(),
        ses.identities.list_email_identities(),
        ses.configuration_sets.list_configuration_sets(),
    ):
        assert not list(left)


def test_a_tenant_is_set_up_and_mailed_for_and_taken_down_with_await(
    async_sesv2: AsyncSESv2, ses_backend: Backend
) -> None:
    async def story(ses: AsyncSESv2) -> None:
        await ses.configuration_sets.create_configuration_set(configuration_set_name="acme")
        await ses.configuration_sets.ensure_event_destination(
            configuration_set_name="acme", event_destination_name="events", event_destination=EVENTS
        )
        identity = await ses.identities.ensure(
            email_identity="acme.example", mail_from_domain="bounce.acme.example", configuration_set_name="acme"
        )
        assert [record.type for record in identity.dns_records.records] == ["CNAME"] * 3 + ["MX", "TXT", "TXT"]

        await ses.tenants.ensure(tenant_name="acme", resources=RESOURCES)
        preflight = await ses.tenants.preflight(tenant_name="acme", from_email_address="Acme <hello@acme.example>")
        assert [problem.kind for problem in preflight.problems] == ["identity_not_verified"]
        with pytest.raises(MessageRejectedError):
            await send_async(ses)

        ses_backend.verify_identity("acme.example", after=timedelta(minutes=20))
        ses_backend.set_mail_from_status("acme.example", "SUCCESS", after=timedelta(minutes=40))
        with pytest.raises(WaitTimeoutError, match=r"MAIL FROM is PENDING"):
            await ses.identities.wait_until_verified(email_identity="acme.example", timeout=30 * 60)
        await ses.identities.wait_until_verified(email_identity="acme.example", timeout=30 * 60)

        preflight = await ses.tenants.preflight(tenant_name="acme", from_email_address="Acme <hello@acme.example>")
        assert preflight.is_ok
        message_id = await send_async(ses)
        (mail,) = ses_backend.outbox
        assert (mail.message_id, mail.tenant_name, mail.configuration_set_name) == (message_id, "acme", "acme")
        assert mail.delivered_to == ("ann@mail.example",)
        report = await ses.account.health()
        assert not [finding for finding in report.findings if finding.severity == "critical"]

        await ses.tenants.offboard(tenant_name="acme", delete_resources=RESOURCES)
        with pytest.raises(NotFoundError):
            await send_async(ses)
        assert not [tenant async for tenant in ses.tenants.list_tenants()]
        assert not [identity async for identity in ses.identities.list_email_identities()]
        assert not [name async for name in ses.configuration_sets.list_configuration_sets()]

    asyncio.run(story(async_sesv2))


def code_lines(source: str) -> int:
    """How many lines have code: those of docstrings, comments and nothing else have none."""
    documented = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    docstrings = [
        node.body[0] for node in ast.walk(ast.parse(source)) if isinstance(node, documented) and ast.get_docstring(node)
    ]
    skipped = {COMMENT, NL, NEWLINE, INDENT, DEDENT, ENDMARKER}
    tokens = [token for token in generate_tokens(StringIO(source).readline) if token.type not in skipped]
    lines = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    return len(lines.difference(*(range(one.lineno, (one.end_lineno or one.lineno) + 1) for one in docstrings)))


def test_the_example_is_short_and_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_lines(EXAMPLE.read_text()) <= 40
    runpy.run_path(str(EXAMPLE), run_name="__main__")
    told = capsys.readouterr().out
    for line in ("feedback-smtp.us-east-1.amazonses.com", "create tenant acme", "no problems", "1 sent in 24 hours"):
        assert line in told
