"""Declarations of operations: name, request and response model, and facts from AWS's documentation. No I/O."""

import enum
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, cast

from typing_extensions import TypeVar

from sesv2kit._core.cached import cached_property
from sesv2kit._core.deprecated import renamed_arguments
from sesv2kit.shapes import Request, Response
from sesv2kit.shapes.facets import wire_name
from sesv2kit.shapes.untyped import UntypedRequest, UntypedResponse

__all__ = ["Operation", "PagedOperation", "RateLimit", "Repeat"]


def __dir__() -> list[str]:
    return __all__


RequestT = TypeVar("RequestT", bound=Request | UntypedRequest)
ResponseT = TypeVar("ResponseT", bound=Response | UntypedResponse)
ItemT = TypeVar("ItemT")


class Repeat(enum.Enum):
    """Whether a request may be sent again when it is unknown whether the first one was carried out."""

    SAFE = "safe"
    """A second execution has no further effect."""

    UNSAFE = "unsafe"
    """A second execution could send the same email, start the same job or open the same support case again."""


SERVICES = ("sesv2", "pinpoint-email")
"""The boto3 services that a client calls."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """One documented limit on how fast an operation may be called.

    Raises:
        ValueError: `per_second` is out of its range.
    """

    per_second: float | None
    """Units per second that the limit allows. None: the account's sending rate (`MaxSendRate`)."""

    cost: Callable[[Any], float] | None = None
    """Returns the number of units of a request. None: one per call."""

    unit: str = "calls"
    """What is counted: "calls", "queries" or "recipients"."""

    def __post_init__(self) -> None:
        if self.per_second is not None and not 0 < self.per_second < math.inf:
            raise ValueError(f"RateLimit: per_second must be a number above zero, not {self.per_second!r}")


def member_of(structure: Any, attribute: str) -> Any:
    """A member of a model, or of the same structure as a dict of boto3. None: it is absent.

    Args:
        structure: A model, or a dict or `UntypedResponse` with AWS's names.
        attribute: The name of the model's attribute.
    """
    if isinstance(structure, (dict, UntypedResponse)):  # faster than a check for Mapping: a bulk send has many results
        return cast("Mapping[str, Any]", structure).get(wire_name(attribute))
    return getattr(structure, attribute, None)


def method_name(name: str) -> str:
    """The method name of an operation, here and in boto3: `get_tenant` for `GetTenant`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@renamed_arguments(if_unknown="where_to_look")
@dataclass(frozen=True)
class Operation(Generic[RequestT, ResponseT]):
    """One operation of the service: its AWS name, its two models, and facts that AWS documents only in prose.

    Raises:
        ValueError: A value is of the wrong type.
    """

    name: str
    """AWS's name of the operation, `GetTenant`."""

    request: type[RequestT]
    """The model of the request."""

    response: type[ResponseT]
    """The model of the response."""

    repeat: Repeat
    """Whether a request may be repeated when its outcome is unknown. AWS's service model does not say."""

    rates: tuple[RateLimit, ...] = ()
    """The documented rate limits. Every call counts against each of them. Empty: none is documented."""

    service: str = "sesv2"
    """The boto3 service of the operation."""

    needs_vdm: bool = False
    """Whether it raises `NotFoundError` while the account's Virtual Deliverability Manager is disabled."""

    bulky: bool = False
    """Whether its requests may have megabytes or hundreds of structures. Then pydantic-core makes their JSON instead of
    botocore. Only for requests whose members are all in the body and contain no datetime."""

    proof: str = ""
    """The response attribute that proves that the request was carried out, `message_id`. Empty: there is none. Checked
    only where the operation is not safe to repeat."""

    unproved: Callable[[Any, Any], str] | None = None
    """Returns what is missing in `proof`, from the request and the value of that attribute. The text continues
    "returned HTTP 200": "with 1 result for 2 entries". Empty: nothing is missing. The values in it may be models or
    mappings with AWS's names: see `member_of`. None: any text that is not blank is proof."""

    throttled: Callable[[Any], int] | None = None
    """Counts the entries of a bulk send that a successful response reports as throttled. None: it is not a bulk
    send."""

    where_to_look: str = ""
    """Where to find out whether a request with an unknown outcome was carried out. Empty: it may be repeated."""

    def __post_init__(self) -> None:
        for attribute, shape in (("request", self.request), ("response", self.response)):
            kinds = (Request, UntypedRequest) if attribute == "request" else (Response, UntypedResponse)
            if not (isinstance(cast("object", shape), type) and issubclass(cast("type", shape), kinds)):
                raise ValueError(f"Operation {self.name}: {attribute} must be a subclass of {kinds[0].__name__}")
        if not isinstance(self.repeat, Repeat):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every declaration is type-checked
            raise ValueError(f"Operation {self.name}: repeat must be Repeat.SAFE or Repeat.UNSAFE")
        if not (isinstance(self.rates, tuple) and all(isinstance(one, RateLimit) for one in self.rates)):  # pyright: ignore[reportUnnecessaryIsInstance]  # the same
            raise ValueError(f"Operation {self.name}: rates must be a tuple of RateLimit")
        if self.service not in SERVICES:
            raise ValueError(f"Operation {self.name}: service must be one of {', '.join(SERVICES)}")

    def lack_of_proof(self, request: Any, response: Any) -> str:
        """Returns what is missing in a successful response to prove that the request was carried out.

        The text continues "returned HTTP 200". Empty: nothing is missing. For operations that are not safe to repeat.

        Args:
            request: The request.
            response: The response, as a model or as botocore parsed it.
        """
        if not self.proof:
            return ""
        value = member_of(response, self.proof)
        if self.unproved is not None:
            return self.unproved(request, value)
        return "" if isinstance(value, str) and value.strip() else f"without a readable {wire_name(self.proof)}"

    @cached_property
    def method(self) -> str:
        """The method name, here and in boto3: `get_tenant`."""
        return method_name(self.name)

    @cached_property
    def is_ours(self) -> bool:
        """Whether its request is a model of `sesv2kit.models`, which checks the members that go into the URL's path."""
        return self.request.__module__.startswith("sesv2kit.models.")

    @cached_property
    def sends(self) -> bool:
        """Whether it sends email, so that the account's sending rate applies."""
        return any(declared.per_second is None for declared in self.rates)

    @property
    def deletes(self) -> bool:
        """Whether it deletes a resource."""
        return self.name.startswith("Delete")

    @property
    def reference(self) -> str:
        """The operation's page in the AWS API reference."""
        if self.service == "pinpoint-email":
            return f"https://docs.aws.amazon.com/pinpoint-email/latest/APIReference/API_{self.name}.html"
        return f"https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_{self.name}.html"


@renamed_arguments(if_unknown="where_to_look")
@dataclass(frozen=True)
class PagedOperation(Operation[RequestT, ResponseT], Generic[RequestT, ResponseT, ItemT]):
    """An operation that returns a list in pages, linked by `next_token`."""

    items: str = ""
    """The response attribute that holds the items of a page, `tenants`."""

    item: type[ItemT] | None = None
    """The type of an item: a model, or `str`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if issubclass(self.response, Response):
            sent, answered = cast("type[Request]", self.request).model_fields, self.response.model_fields
            if "next_token" not in sent or "next_token" not in answered:
                raise ValueError(f"PagedOperation {self.name}: request and response need a next_token")
            if self.items not in answered:
                raise ValueError(f"PagedOperation {self.name}: items must be an attribute of the response")

    def token_of(self, shape: Any) -> str | None:
        """The page token of a request or response. None: it has none."""
        token: str | None = getattr(shape, "next_token", None)
        return token

    def next_request(self, request: Any, token: str) -> Any:
        """The request for the page with this token."""
        return request.model_copy(update={"next_token": token})

    def items_of(self, page: Any) -> list[ItemT]:
        """The items of a page."""
        items: list[ItemT] = getattr(page, self.items)
        return items
