"""No setting changes because an argument was left out: such arguments are required, also where AWS's model has them
optional."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from sesv2kit import catalog
from sesv2kit._core.arguments import validated
from sesv2kit.errors import RequestInvalidError
from tests.conformance.facts import APIS, each
from tests.tools import aws, ours

OPTIONAL: Mapping[str, str] = {
    "CreateContactRequest.UnsubscribeAll": "a new contact; nobody had opted out",
    "InboxPlacementTrackingOption.Global": "responses have it too",
    "PutAccountDetailsRequest.AdditionalContactEmailAddresses": "an application to AWS, not a setting",
    "PutAccountDetailsRequest.ContactLanguage": "an application to AWS, not a setting",
    "PutAccountDetailsRequest.ProductionAccessEnabled": "an application to AWS, not a setting",
    "PutAccountDetailsRequest.UseCaseDescription": "an application to AWS, not a setting",
    "PutConfigurationSetDeliveryOptionsRequest.SharedPoolDeliveryMode": "AWS documents that it stays as it was",
    "PutEmailIdentityDkimSigningAttributesRequest.SigningAttributes": "the keys stay as they were",
    "PutSuppressedDestinationRequest.TenantName": "chooses the list; it is not a setting",
    "ReputationOptions.ReputationMetricsEnabled": "responses have it too; an empty block is refused",
    "SendingOptions.SendingEnabled": "responses have it too; an empty block is refused",
    "TopicFilter.UseDefaultIfPreferenceUnavailable": "a filter; nothing is changed by it",
    "UpdateConfigurationSetRequest.MessageSecurityOptions": "AWS documents that it stays as it was",
}
"""Members that are optional although they are booleans, or members of a request that replaces settings; and why."""


def candidates(api: aws.Api) -> Iterator[str]:
    """The optional booleans that are sent, since AWS's default for a boolean is False, and the optional members of
    requests that change what exists."""
    for operation in ours.covered(api):
        changes = operation.name.startswith(("Put", "Update"))
        for structure in operation.request.walk():
            for name, member in structure.members.items():
                replaced = changes and structure is operation.request
                if name not in structure.required and (member.kind == "boolean" or replaced):
                    yield f"{structure.name}.{name}"


@each(lambda api: sorted({*candidates(api)}))
def test_absence(api: aws.Api, fact: str) -> None:
    """It is required here, or there is a reason why it is not."""
    assert (fact in aws.REQUIRED_HERE) != (fact in OPTIONAL)


def test_tables_are_about_facts() -> None:
    found = {fact for api in APIS for fact in candidates(api)}
    assert aws.REQUIRED_HERE.keys() | OPTIONAL.keys() == found


def _arguments(operation: aws.Operation) -> dict[str, Any]:
    values = {"boolean": True, "integer": 300, "long": 300, "list": [], "structure": {}}
    names = {"EmailIdentity": "example.com", "EmailAddress": "a@example.com"}
    return {
        name: names.get(name) or (shape.enum[0] if shape.enum else values.get(shape.kind, "x"))
        for name, shape in operation.request.members.items()
        if name in operation.request.required
    }


@pytest.mark.parametrize("fact", [fact for fact in aws.REQUIRED_HERE if "Request." in fact])
def test_a_call_without_it_is_refused_before_anything_is_sent(fact: str) -> None:
    structure, member = fact.split(".")
    operation = APIS[0].operations[structure.removesuffix("Request")]
    declared = cast("Any", catalog.operations()[operation.name])
    with pytest.raises(RequestInvalidError) as caught:
        validated(declared, _arguments(operation))
    assert (aws.attribute(member), "is required") in [(one.argument, one.message) for one in caught.value.problems]
