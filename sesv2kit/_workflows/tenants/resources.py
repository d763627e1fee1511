"""The resources of tenants, in the forms of callers and of SES."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sesv2kit import arns
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.configuration_sets import DELETE_CONFIGURATION_SET, GET_CONFIGURATION_SET
from sesv2kit.models.identities import DELETE_EMAIL_IDENTITY, GET_EMAIL_IDENTITY
from sesv2kit.models.templates import DELETE_EMAIL_TEMPLATE, GET_EMAIL_TEMPLATE
from sesv2kit.operation import Operation

SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/tenants.html"
"""Source of the rules: AWS's guide to tenants."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Properties of a type of resource."""

    get: Operation[Any, Any]
    """The operation that looks it up."""
    delete: Operation[Any, Any]
    """The operation that deletes it."""
    argument: str
    """The argument with the name, the same in both operations."""


KINDS = {  # in the order in which they are deleted: an identity before its default configuration set
    "identity": Kind(GET_EMAIL_IDENTITY, DELETE_EMAIL_IDENTITY, "email_identity"),
    "configuration-set": Kind(GET_CONFIGURATION_SET, DELETE_CONFIGURATION_SET, "configuration_set_name"),
    "template": Kind(GET_EMAIL_TEMPLATE, DELETE_EMAIL_TEMPLATE, "template_name"),
}
"""The types of resources, as in ARNs, in the order in which they are deleted."""

_FORM = (
    "must be the ARN of an identity, a configuration set or an email template, or what comes after the account in it, "
    "such as identity/shop.example"
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource in an argument."""

    kind: str
    """Its type, `identity`."""
    name: str
    """Its name."""
    argument: str
    """The path of the argument, such as `resources.0`."""

    given: arns.Arn | None
    """The given ARN. None: only the part after the account was given."""

    @property
    def text(self) -> str:
        """The part after the account in its ARN, `identity/shop.example`."""
        return f"{self.kind}/{self.name}"


def resources_of(argument: str, given: Sequence[str]) -> Iterator[Resource | Problem]:
    """The resources without duplicates, and the problems of invalid ones."""
    if isinstance(given, str) or not isinstance(given, Sequence):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        yield Problem(argument, "must be a list", SOURCE)
        return
    seen = set[str]()
    for number, one in enumerate(given):
        found = _resource(f"{argument}.{number}", one)
        text = found.text if isinstance(found, Resource) else f"{number}"
        if text not in seen:
            seen.add(text)
            yield found


def _resource(argument: str, given: Any) -> Resource | Problem:
    arn: arns.Arn | None = None
    text = given if isinstance(given, str) else ""
    if text.startswith("arn:"):
        try:
            arn = arns.parse(text)
        except ValueError:
            return Problem(argument, _FORM, SOURCE)
        text = arn.resource
    kind, _, name = text.partition("/")
    known = KINDS.get(kind)
    if known is None:
        return Problem(argument, _FORM, SOURCE)
    try:
        checked = validated(known.get, {known.argument: name})
    except RequestInvalidError as error:
        return replace(error.problems[0], argument=argument)
    name = getattr(checked, known.argument)
    return Resource(kind, _folded(name) if kind == "identity" else name, argument, arn)


def _folded(identity: str) -> str:
    """The domain in lower case, as SES stores it. The part before an @ is unchanged."""
    local, at, domain = identity.rpartition("@")
    return local + at + domain.lower()


def suffix(arn: str) -> str:
    """The part after the account of an ARN from SES."""
    text = arn.split(":", 5)[-1]
    kind, slash, name = text.partition("/")
    return kind + slash + _folded(name) if kind == "identity" else text


def check_regions(method: str, caller: Caller, resources: Sequence[Resource]) -> None:
    """Check that resources are in the client's region.

    Raises:
        RequestInvalidError: One is in another region.
    """
    region = caller.region_name
    wrong = [
        Problem(one.argument, "must be in the region of the client", SOURCE)
        for one in resources
        if one.given is not None and one.given.region_name != region
    ]
    if wrong:
        raise RequestInvalidError(method, wrong)
