"""Enum values of the installed botocore, looked up only for values that our own models do not list."""

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sesv2kit._core import fork


def enum_values(service: str, structure: str, member: str, steps: Sequence[str]) -> Sequence[str]:
    """The values that the installed botocore lists for an enum. Empty: it has no such enum.

    The location of botocore's models is read from the environment and its profile, as in boto3's default session. A
    client's own session or `profile_name` is not known here.

    Args:
        service: boto3's name of the service.
        structure: AWS's name of the structure.
        member: AWS's name of its member.
        steps: The path from the member to the enum: `member` for a list's elements, `key` and `value` for a map's.
    """
    shapes = _shapes(service, _search_path(*map(os.environ.get, _DECIDES)))
    shape = shapes.get(structure, {}).get("members", {}).get(member, {}).get("shape", "")
    for step in steps:
        shape = shapes.get(shape, {}).get(step, {}).get("shape", "")
    return cast("Sequence[str]", shapes.get(shape, {}).get("enum", ()))


_DECIDES = ("AWS_DATA_PATH", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CONFIG_FILE", "HOME")
"""The environment variables that set where botocore searches for models."""


@lru_cache(maxsize=1)
def _search_path(*_: str | None) -> str | None:
    """Where botocore searches for models first: `AWS_DATA_PATH`, or else `data_path` of the current profile."""
    with fork.IMPORTING.lock:
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session

    try:
        return cast("str | None", cast("Any", Session()).get_config_variable("data_path"))
    except BotoCoreError:  # there is no such profile
        return None


@lru_cache(maxsize=2)
def _shapes(service: str, search_path: str | None) -> Mapping[str, Mapping[str, Any]]:
    """The shapes of a service's model, read by our own loader, so that the user's session is not used."""
    with fork.IMPORTING.lock:
        from botocore.exceptions import DataNotFoundError, UnknownServiceError
        from botocore.loaders import create_loader

    try:
        model: Any = create_loader(search_path).load_service_model(service, "service-2")
    except (DataNotFoundError, UnknownServiceError):
        return {}
    parts = ("members", "member", "key", "value", "enum")  # without the documentation, which takes megabytes
    return {name: {part: shape[part] for part in parts if part in shape} for name, shape in model["shapes"].items()}
