"""The description of a client, and use of a closed client."""

from typing import Any

import boto3
import pytest

import sesv2kit
from sesv2kit import AsyncSESv2, SESv2
from sesv2kit.models.account import GET_ACCOUNT
from tests.faults.server import Server, answer
from tests.unit.support import client_of


@pytest.mark.parametrize("cls", [SESv2, AsyncSESv2])
def test_repr_names_region_and_endpoint_and_looks_nothing_up(cls: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "Session", None)
    name = cls.__name__
    assert repr(cls("eu-west-1")) == f"<{name}: eu-west-1>"
    assert repr(cls()) == f"<{name}: region not looked up yet>"
    told = repr(cls("eu-west-1", endpoint_url="http://user:secret@127.0.0.1:1/"))
    assert told == f"<{name}: eu-west-1 at http://127.0.0.1:1/>"


@pytest.mark.parametrize("cls", [SESv2, AsyncSESv2])
def test_a_client_knows_its_region(cls: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    client = cls()
    assert client.region_name == "eu-central-1"
    assert repr(client) == f"<{cls.__name__}: eu-central-1 at https://email.eu-central-1.amazonaws.com>"


def test_a_closed_client_opens_a_new_connection() -> None:
    with Server(lambda _: answer({})) as server, client_of(server.url) as client:
        client.call(GET_ACCOUNT)
        client.close()
        assert client.call(GET_ACCOUNT).metadata.attempts == 1


def test_the_former_name_of_a_report_works_with_a_warning() -> None:
    with pytest.warns(DeprecationWarning, match=r"sesv2kit\.CallEvent is now sesv2kit\.AttemptReport"):
        assert vars(sesv2kit)["__getattr__"]("CallEvent") is sesv2kit.AttemptReport
