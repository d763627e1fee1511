"""A bulk send to more recipients than the account's rate: what each entry says, and what follows."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AttemptReport, ClientConfig, SESv2
from sesv2kit.models import BulkEmailContent, BulkEmailEntry, EmailTemplateContent, SendBulkEmailResponse, Template
from sesv2kit.testing import mock_sesv2
from tests.conformance import baseline
from tests.tools import aws

STATUSES = {
    "SUCCESS": "accepted",
    "MESSAGE_REJECTED": "final",
    "MAIL_FROM_DOMAIN_NOT_VERIFIED": "final",
    "CONFIGURATION_SET_NOT_FOUND": "final",
    "CONFIGURATION_SET_DOES_NOT_EXIST": "final",
    "TEMPLATE_NOT_FOUND": "final",
    "ACCOUNT_SUSPENDED": "final",
    "ACCOUNT_THROTTLED": "retryable",
    "ACCOUNT_DAILY_QUOTA_EXCEEDED": "retryable",
    "INVALID_SENDING_POOL_NAME": "final",
    "ACCOUNT_SENDING_PAUSED": "final",
    "CONFIGURATION_SET_SENDING_PAUSED": "final",
    "INVALID_PARAMETER": "final",
    "TRANSIENT_FAILURE": "retryable",
    "FAILED": "",
    "NOVEL": "",
}


@pytest.mark.parametrize("status", STATUSES)
def test_what_each_status_means(status: str) -> None:
    body = f'{{"BulkEmailEntryResults": [{{"Status": "{status}"}}]}}'
    (result,) = SendBulkEmailResponse.model_validate_json(body).bulk_email_entry_results
    meanings = {"accepted": result.accepted, "retryable": result.retryable, "final": result.final}
    assert "".join(name for name, holds in meanings.items() if holds) == STATUSES[status]


def test_the_page_says_of_each_status_what_the_code_does() -> None:
    page = (Path(__file__).parents[2] / "docs/pacing.md").read_text()
    rows = re.findall(r"^\| (?:`\.(\w+)`|none of them) \| (.*?) \|", page, re.MULTILINE)
    told = {status: meaning for meaning, cell in rows for status in re.findall(r"`([A-Z_]+)`", cell)}
    not_shown = {"CONFIGURATION_SET_DOES_NOT_EXIST", "NOVEL"}
    assert told == {status: meaning for status, meaning in STATUSES.items() if status not in not_shown}


def test_every_status_of_aws_has_a_meaning() -> None:
    listed = baseline.recorded().models[aws.SESV2]["shapes"]["BulkEmailStatus"]["enum"]
    assert set(listed) <= STATUSES.keys()


def entries(count: int) -> list[BulkEmailEntry]:
    return [BulkEmailEntry(destination=f"a{number}@mail.example") for number in range(count)]


def test_a_bulk_beyond_the_rate_is_told_and_slows_what_follows(caplog: pytest.LogCaptureFixture) -> None:
    reports: list[AttemptReport] = []
    config = ClientConfig(on_attempt=reports.append)
    with mock_sesv2() as backend, SESv2("us-east-1", config=config) as ses:
        backend.verify_identity("shop.example")
        backend.enforce_rates = backend.enforce_quotas = True
        backend.account.max_send_rate = 14
        ses.templates.create_email_template(
            template_name="news", template_content=EmailTemplateContent(subject="News", text="Hello")
        )
        send: dict[str, Any] = {
            "from_email_address": "hello@shop.example",
            "default_content": BulkEmailContent(template=Template(template_name="news", template_data={})),
        }
        with caplog.at_level(logging.WARNING, "sesv2kit"):
            first = ses.sending.send_bulk_email(**send, bulk_email_entries=entries(50))
        results = first.bulk_email_entry_results
        assert (sum(one.accepted for one in results), sum(one.retryable for one in results)) == (14, 36)
        assert reports[-1].throttled == 36
        assert "SendBulkEmail: 36 entries were throttled" in caplog.text
        assert "us-east-1/recipients was throttled: slowed to 6.86" in caplog.text
        again = [entry for entry, result in zip(entries(50), results, strict=True) if result.retryable][:14]
        second = ses.sending.send_bulk_email(**send, bulk_email_entries=again)
        assert all(one.accepted for one in second.bulk_email_entry_results)
        assert second.metadata.waited > 3
