"""The resources that a tenant sends with, as callers and SES name them."""

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


@dataclass(frozen=True, slots=True)
class Kind:
    """What workflows need to know of a kind of resource."""

    get: Operation[Any, Any]
    delete: Operation[Any, Any]
    argument: str
    """The name, in the arguments of both."""


KINDS = {  # in the order in which they are deleted: the default set of an identity goes after it
    "identity": Kind(GET_EMAIL_IDENTITY, DELETE_EMAIL_IDENTITY, "email_identity"),
    "configuration-set": Kind(GET_CONFIGURATION_SET, DELETE_CONFIGURATION_SET, "configuration_set_name"),
    "template": Kind(GET_EMAIL_TEMPLATE, DELETE_EMAIL_TEMPLATE, "template_name"),
}

_FORM = (
    "must be the ARN of an identity, a configuration set or an email template, or what comes after the account in it, "
    "such as identity/shop.example"
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that a caller named."""

    kind: str
    name: str
    argument: str
    """Where it was named, such as `resources.0`."""

    given: arns.Arn | None
    """The ARN that was given. None: the rest of one was."""

    @property
    def text(self) -> str:
        return f"{self.kind}/{self.name}"


def resources_of(argument: str, given: Sequence[str]) -> Iterator[Resource | Problem]:
    """Each resource once, or what is wrong with it."""
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
    """A domain in lower case, as SES stores it; what comes before an @ as it is."""
    local, at, domain = identity.rpartition("@")
    return local + at + domain.lower()


def suffix(arn: str) -> str:
    """What comes after the account in an ARN that SES returned."""
    text = arn.split(":", 5)[-1]
    kind, slash, name = text.partition("/")
    return kind + slash + _folded(name) if kind == "identity" else text


def check_regions(method: str, caller: Caller, resources: Sequence[Resource]) -> None:
    region = caller.region_name
    wrong = [
        Problem(one.argument, "must be in the region of the client", SOURCE)
        for one in resources
        if one.given is not None and one.given.region_name != region
    ]
    if wrong:
        raise RequestInvalidError(method, wrong)
