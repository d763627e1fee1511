"""docs/models.md: its Python code runs, and the errors are the real ones."""

import re
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import SESv2
from sesv2kit.errors import RequestInvalidError
from sesv2kit.testing import mock_sesv2

BLOCKS = re.findall(r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs" / "models.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_block_runs(block: str) -> None:
    exec(compile(block, "models.md", "exec"), {})


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 4


def test_a_change_of_attributes_keeps_the_choices_of_a_contact() -> None:
    named: dict[str, Any] = {"contact_list_name": "main", "email_address": "ann@customer.example"}
    made: dict[str, Any] = {}
    exec(compile(BLOCKS[1], "models.md", "exec"), made)
    with mock_sesv2(), SESv2("us-east-1") as client:
        client.contacts.create_contact_list(contact_list_name="main")
        client.contacts.create_contact(**named, unsubscribe_all=True, attributes_data={"street": "A"})
        made["change_address"](client, "ann@customer.example", "B")
        found = client.contacts.get_contact(**named)
    assert (found.unsubscribe_all, found.attributes_data) == (True, '{"street":"B"}')


def test_by_name_the_same_members_are_required() -> None:
    with mock_sesv2() as backend, SESv2("us-east-1") as client:
        with pytest.raises(RequestInvalidError) as caught:
            client.call("UpdateContact", {"ContactListName": "main", "EmailAddress": "ann@customer.example"})
        assert [problem.argument for problem in caught.value.problems] == [
            "topic_preferences",
            "unsubscribe_all",
            "attributes_data",
        ]
        assert backend.requests == []
