"""What the emulator's tests share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError


def refusal(call: Callable[..., Any], *arguments: Any, **members: Any) -> tuple[int, str, str]:
    """Status, code and message of the error that a call answers."""
    with pytest.raises(ClientError) as caught:
        call(*arguments, **members)
    response: Any = caught.value.response
    return (
        response["ResponseMetadata"]["HTTPStatusCode"],
        response["Error"]["Code"],
        response["Error"]["Message"],
    )


def pages(call: Callable[..., Any], **members: Any) -> Iterator[Any]:
    """Every page of a list operation."""
    token: dict[str, str] = {}
    while True:
        page = call(**members, **token)
        yield page
        if "NextToken" not in page:
            return
        token = {"NextToken": page["NextToken"]}


def simple(subject: str = "Hello", text: str = "Hi") -> dict[str, Any]:
    """The Content of a plain mail."""
    return {"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}}}}
