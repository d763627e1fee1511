"""Nothing of the journal is loaded, or called, without a key."""

import json
import subprocess
import sys

from sesv2kit import catalog
from sesv2kit.journal import base
from sesv2kit.journal.protocol import Scope
from sesv2kit.models.sending import BulkEmailEntryResult
from sesv2kit.operation import Repeat
from sesv2kit.shapes.facets import wire_name

LOADED = """
import json, sys
from sesv2kit import SESv2
from sesv2kit.testing import mock_sesv2
with mock_sesv2() as ses:
    before = set(sys.modules)
    client = SESv2("us-east-1")
    client.identities.create_email_identity(email_identity="example.com")
    try:
        client.sending.send_email(
            from_email_address="a@example.com", destination="success@simulator.amazonses.com",
            content={"simple": {"subject": {"data": "x"}, "body": {"text": {"data": "x"}}}},
        )
    except Exception as error:
        print(error, file=sys.stderr)
print(json.dumps(sorted(sys.modules)))
"""


def test_a_send_without_a_key_loads_nothing_of_it() -> None:
    command = [sys.executable, "-c", LOADED]
    loaded: list[str] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    prefixes = ("sesv2kit.journal", *(f"sesv2kit._core.{name}" for name in ("keyed", "canonical", "outcomes")))
    ours = [name for name in loaded if name.startswith(prefixes)]
    assert ours == []
    assert "sesv2kit._core.course" in loaded


def test_what_is_stored_of_responses_is_all_but_the_words_of_errors() -> None:
    members = {
        wire_name(name)
        for operation in catalog.operations().values()
        if operation.repeat is Repeat.UNSAFE
        for name in operation.response.model_fields
    } | {wire_name(name) for name in BulkEmailEntryResult.model_fields}
    assert members - set(base.STORED) == {"Error"}
    assert not set(base.STORED) - members
    assert Scope().keep_keys is False
