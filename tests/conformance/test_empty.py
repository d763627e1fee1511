"""A structure of a request that says nothing is refused: SES fails on some, and takes others as an order.

The structures come from the declarations, so that a new one is covered as soon as an operation has it.
"""

from typing import Any

import pytest
from pydantic import ValidationError

from sesv2kit import catalog
from sesv2kit._core.arguments import validated
from sesv2kit.errors import RequestInvalidError
from sesv2kit.models import (
    CREATE_CONFIGURATION_SET,
    CREATE_EMAIL_IDENTITY,
    CREATE_TENANT,
    SEND_BULK_EMAIL,
    SEND_EMAIL,
    GetConfigurationSetResponse,
)
from sesv2kit.operation import Operation
from sesv2kit.shapes import Request, Shape
from tests.tools import aws
from tests.tools.reference import models_of
from tests.unit.support import BULK, SEND

SAYS_SOMETHING = {
    "DefaultSigningScheme": "it has no members; it chooses a scheme",
    "ListContactsFilter": "no filter",
    "MessageInsightsFilters": "no filter",
    "ReplacementEmailContent": "no replacement",
    "ReplacementTemplate": "no replacement",
    "SmimeSigningScheme": "it chooses a scheme, with SES's format",
    "TopicFilter": "no filter",
}
"""The structures that are right when they are empty, and what they say."""

MODELS = models_of(op for service in aws.SERVICES for op in catalog.operations(service).values())
EMPTY = {
    name: model
    for name, model in sorted(MODELS.items())
    if issubclass(model, Shape)
    and not issubclass(model, Request)
    and not any(field.is_required() for field in model.model_fields.values())
}


def test_the_table_is_about_structures_without_required_members() -> None:
    assert EMPTY.keys() >= SAYS_SOMETHING.keys()
    assert len(EMPTY) > 30


@pytest.mark.parametrize("name", sorted(EMPTY.keys() - SAYS_SOMETHING.keys()))
def test_a_structure_that_says_nothing_is_refused(name: str) -> None:
    nothing = dict.fromkeys(EMPTY[name].model_fields)
    for build in (
        EMPTY[name],
        lambda: EMPTY[name](**nothing),
        lambda: EMPTY[name].model_validate_json("{}"),
    ):
        with pytest.raises(ValidationError, match=r"must be .*source: https://docs\.aws\.amazon\.com"):
            build()


@pytest.mark.parametrize("name", SAYS_SOMETHING)
def test_a_structure_that_says_something_by_being_there_passes(name: str) -> None:
    assert EMPTY[name]().model_dump(exclude_none=True) == {}


SUBJECT = {"data": "x"}
NAMED: dict[str, Any] = {"configuration_set_name": "main"}
CALLS: list[tuple[Operation[Any, Any], dict[str, Any], str, str]] = [
    (CREATE_CONFIGURATION_SET, {**NAMED, "sending_options": {}}, "sending_options", "at least one of its members"),
    (CREATE_CONFIGURATION_SET, {**NAMED, "suppression_options": {}}, "suppression_options", "suppressed_reasons"),
    (
        CREATE_EMAIL_IDENTITY,
        {"email_identity": "x", "dkim_signing_attributes": {}},
        "dkim_signing_attributes",
        "",
    ),
    (CREATE_TENANT, {"tenant_name": "acme", "suppression_attributes": {}}, "suppression_attributes", ""),
    (
        SEND_EMAIL,
        {**SEND, "content": {"simple": {"subject": SUBJECT, "body": {}}}},
        "content.simple.body",
        "text",
    ),
    (SEND_EMAIL, {**SEND, "destination": []}, "destination", "1 to 50 recipients"),
    (SEND_EMAIL, {**SEND, "destination": {}}, "destination", "1 to 50 recipients"),
    (SEND_EMAIL, {**SEND, "content": {"template": {"template_data": {}}}}, "content.template", "exactly one of"),
    (
        SEND_EMAIL,
        {**SEND, "content": {"template": {"template_name": "t", "template_arn": "arn"}}},
        "content.template",
        "exactly one of template_name, template_arn and template_content",
    ),
    (SEND_BULK_EMAIL, {**BULK, "default_content": {}}, "default_content", "template"),
    (SEND_BULK_EMAIL, {**BULK, "bulk_email_entries": []}, "bulk_email_entries", "1 to 50 entries"),
    (
        SEND_BULK_EMAIL,
        {**BULK, "bulk_email_entries": [{"destination": []}]},
        "bulk_email_entries.0.destination",
        "1 to",
    ),
]


@pytest.mark.parametrize(("operation", "arguments", "argument", "words"), CALLS)
def test_the_refusal_names_the_argument(
    operation: Operation[Any, Any], arguments: dict[str, Any], argument: str, words: str
) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        validated(operation, arguments)
    (problem,) = caught.value.problems
    assert problem.argument == argument
    assert words in problem.message
    assert problem.source.startswith("https://docs.aws.amazon.com/ses/latest/")


def test_an_empty_structure_of_a_response_is_read_and_is_refused_in_a_request() -> None:
    found = GetConfigurationSetResponse.model_validate_json('{"SendingOptions": {}}')
    assert found.sending_options is not None
    with pytest.raises(RequestInvalidError, match="sending_enabled"):
        validated(CREATE_CONFIGURATION_SET, {**NAMED, "sending_options": found.sending_options})
