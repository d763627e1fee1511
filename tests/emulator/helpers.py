"""Helpers of the emulator's tests."""

import base64
import functools
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from sesv2kit.testing.protocol.model import service_model


def refusal(call: Callable[..., Any], *arguments: Any, **members: Any) -> tuple[int, str, str]:
    """Status, code and message of the error of a call."""
    with pytest.raises(ClientError) as caught:
        call(*arguments, **members)
    response: Any = caught.value.response
    return (
        response["ResponseMetadata"]["HTTPStatusCode"],
        response["Error"]["Code"],
        response["Error"]["Message"],
    )


def values_of(enum: str) -> str:
    """The values of an enum, as error messages list them; AWS may have added some."""
    return f"[{', '.join(service_model().shapes[enum].enum)}]"


def pages(call: Callable[..., Any], **members: Any) -> Iterator[Any]:
    """Every page of a list operation."""
    token: dict[str, str] = {}
    while True:
        page = call(**members, **token)
        yield page
        if "NextToken" not in page:
            return
        token = {"NextToken": page["NextToken"]}


@functools.cache
def private_key(bits: int = 1024, form: str = "der") -> str:
    """An RSA key in base64: bare as SES wants it (`der`), in PEM's lines (`pem`), or the public one (`public`)."""
    key = rsa.generate_private_key(65537, bits)
    if form == "public":
        content = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        encoding = Encoding.DER if form == "der" else Encoding.PEM
        content = key.private_bytes(encoding, PrivateFormat.PKCS8, NoEncryption())
    return base64.b64encode(content).decode()


def simple(subject: str = "Hello", text: str = "Hi") -> dict[str, Any]:
    """The Content of a plain email."""
    return {"Simple": {"Subject": utf8(subject), "Body": {"Text": utf8(text)}}}


def utf8(text: str) -> dict[str, Any]:
    """A text that arrives as it is, whatever characters it has."""
    return {"Data": text, "Charset": "UTF-8"}


_ABSENT_ON_AWS = {("MailFromAttributes", "MailFromDomain"), ("MailFromAttributes", "MailFromDomainStatus")}
"""Members that the model requires and real responses lack."""

_TYPES: Any = {
    "blob": bytes,
    "boolean": bool,
    "double": float,
    "integer": int,
    "list": list,
    "long": int,
    "map": dict,
    "string": str,
    "structure": dict,
    "timestamp": datetime,
}


def check_answer(parsed: Any, model: Any, http_response: Any, **_: Any) -> None:
    """Fail if a successful response does not match the model's output shape; a handler of botocore's `after-call`."""
    if http_response.status_code < 300 and model.output_shape is not None:
        answer = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
        misfits = list(_misfits(model.output_shape, answer, model.name))
        assert not misfits, "; ".join(misfits)


def _misfits(shape: Any, value: Any, path: str) -> Iterator[str]:
    if type(value) is not _TYPES[shape.type_name]:
        yield f"{path} is a {type(value).__name__}, not a {shape.type_name}"
    elif shape.type_name == "structure":
        absent = set(shape.required_members) - set(value)
        yield from (f"{path}.{name} is missing" for name in absent if (shape.name, name) not in _ABSENT_ON_AWS)
        for name, member in value.items():
            yield from _misfits(shape.members[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            yield from _misfits(shape.member, item, f"{path}[{number}]")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from _misfits(shape.value, item, f"{path}[{key}]")
    elif getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{path} is {value!r}, which the model does not know"
