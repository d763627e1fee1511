"""The code of docs/migrating.md runs, with boto3 and with sesv2kit, and its tests pass."""

import boto3
import botocore.exceptions
import pytest

from sesv2kit import SESv2, errors
from sesv2kit.testing import mock_sesv2
from tests.docs.pages import check_page, rows
from tests.unit.support import environment

__all__ = ["environment"]


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    names = check_page("migrating", capsys)
    names["test_identity_with_moto"]()
    with mock_sesv2() as backend:
        names["test_order_confirmation"](SESv2("us-east-1"), backend)


def test_boto3_has_no_waiters() -> None:
    client = boto3.client("sesv2", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    assert client.waiter_names == []


def test_the_errors_of_the_table_exist() -> None:
    for theirs, ours in rows("migrating", "boto3, botocore"):
        for name in theirs.replace("`", "").split(", "):
            assert name.startswith("client.exceptions.") or hasattr(botocore.exceptions, name), name
        for name in ours.split("`")[1::2]:
            assert hasattr(errors, name.removeprefix("errors.")) or name == "ClientError", name
