"""What the installed botocore says of SES, asked only where our own models have no answer."""

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast


def enum_values(structure: str, member: str, steps: Sequence[str]) -> Sequence[str]:
    """The values that the installed botocore lists for an enum. Empty: it knows no such enum.

    Args:
        structure: AWS's name of the structure.
        member: AWS's name of its member.
        steps: How to come from the member to the enum: `member` for a list's elements, `key` and `value` for a map's.
    """
    shapes = _shapes(os.environ.get("AWS_DATA_PATH"))
    shape = shapes.get(structure, {}).get("members", {}).get(member, {}).get("shape", "")
    for step in steps:
        shape = shapes.get(shape, {}).get(step, {}).get("shape", "")
    return cast("Sequence[str]", shapes.get(shape, {}).get("enum", ()))


@lru_cache(maxsize=1)
def _shapes(search_path: str | None) -> Mapping[str, Mapping[str, Any]]:
    """The shapes of SES's model, read by a loader of our own: a user's session is never touched."""
    from botocore.exceptions import DataNotFoundError, UnknownServiceError
    from botocore.loaders import create_loader

    try:
        model: Any = create_loader(search_path).load_service_model("sesv2", "service-2")
    except (DataNotFoundError, UnknownServiceError):
        return {}
    parts = ("members", "member", "key", "value", "enum")  # the documentation would take megabytes
    return {name: {part: shape[part] for part in parts if part in shape} for name, shape in model["shapes"].items()}
