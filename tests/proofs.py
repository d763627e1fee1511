"""What the service must answer to an operation that is not safe to repeat, or its outcome is unknown."""

import json
from functools import cache
from typing import Any

from sesv2kit import catalog
from sesv2kit.shapes.facets import wire_name


def proofs(entries: int) -> dict[str, Any]:
    """A body that proves any of them.

    Args:
        entries: How many entries a bulk send has.
    """
    return {**_members(), "BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": "1"}] * entries}


@cache
def _members() -> dict[str, str]:
    return {wire_name(one.proof): "1" for one in catalog.operations().values() if one.proof}


def proofs_of(body: Any) -> dict[str, Any]:
    """A body that proves the operation whose request has this JSON body, if any."""
    sent = json.loads(body) if body else {}
    return proofs(len(sent.get("BulkEmailEntries", ())))
