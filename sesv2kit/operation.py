"""The vocabulary every operation is declared in. No I/O here, and nothing AWS-specific beyond the names."""

import enum
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, cast

from typing_extensions import TypeVar

from sesv2kit._core.cached import cached_property
from sesv2kit._core.deprecated import warn
from sesv2kit.shapes import Request, Response
from sesv2kit.shapes.bases import wire_name
from sesv2kit.shapes.untyped import UntypedRequest, UntypedResponse

RequestT = TypeVar("RequestT", bound=Request | UntypedRequest)
ResponseT = TypeVar("ResponseT", bound=Response | UntypedResponse)
ItemT = TypeVar("ItemT")


class Repeat(enum.Enum):
    """May the same request go on the wire again when nobody knows whether the first one was carried out?"""

    SAFE = "safe"
    """Yes: a second execution leaves the account as the first one did."""

    UNSAFE = "unsafe"
    """No: it could send the same mail, start the same job or open the same review case twice."""


SERVICES = ("sesv2", "pinpoint-email")
"""The boto3 services that a client reaches."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """One documented limit on how fast an operation may be called.

    Raises:
        ValueError: `per_second` is out of its range.
    """

    per_second: float | None
    """What the limit allows a second, in units of `cost`. None: the account's sending rate (`MaxSendRate`)."""

    cost: Callable[[Any], float] | None = None
    """What a request takes from the limit. None: one for each call."""

    unit: str = "calls"
    """What is counted: "calls", "queries" or "recipients"."""

    def __post_init__(self) -> None:
        if self.per_second is not None and not 0 < self.per_second < math.inf:
            raise ValueError(f"RateLimit: per_second must be a number above zero, not {self.per_second!r}")


def member_of(structure: Any, attribute: str) -> Any:
    """A member of a model, or of the same structure as boto3 gives it. None: it is not there.

    Args:
        structure: A model, or a mapping in AWS's names.
        attribute: Our name of the member.
    """
    if isinstance(structure, Mapping):
        return cast("Mapping[str, Any]", structure).get(wire_name(attribute))
    return getattr(structure, attribute, None)


def method_name(name: str) -> str:
    """The name of an operation's method, ours and boto3's: `get_tenant` for `GetTenant`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@dataclass(frozen=True)
class Operation(Generic[RequestT, ResponseT]):
    """One operation of the service: its wire name, its two shapes, and the facts AWS's model leaves to prose.

    Raises:
        ValueError: A value is of the wrong kind.
    """

    name: str
    """The operation's name on the wire and in AWS's documentation, `GetTenant`."""

    request: type[RequestT]
    """The model of what is sent."""

    response: type[ResponseT]
    """The model of what comes back."""

    repeat: Repeat
    """Whether it may be repeated when its outcome is unknown. AWS's model does not say."""

    rates: tuple[RateLimit, ...] = ()
    """The documented limits; a call takes its part of all of them at once. Empty: none is documented."""

    service: str = "sesv2"
    """The boto3 service it belongs to."""

    needs_vdm: bool = False
    """Whether it finds nothing (NotFoundException) while the account's Virtual Deliverability Manager is off."""

    bulky: bool = False
    """Whether its requests may be megabytes, or hundreds of structures: their JSON is then made in Rust. Only for
    requests that travel in the body whole and hold no moments in time."""

    proof: str = ""
    """The attribute of the response without which it does not prove that the request was carried out, `message_id`.
    Empty: there is none. Looked at where the operation is not safe to repeat."""

    unproved: Callable[[Any, Any], str] | None = None
    """What `proof` lacks, given the request and the value of that attribute, in words that follow on "answered":
    "with 1 result for 2 entries". Values inside may be models or mappings in AWS's names: see `member_of`. Empty text:
    it lacks nothing. None: any text that is not blank is proof."""

    throttled: Callable[[Any], int] | None = None
    """How many parts of a request a successful response refused as too fast: entries of a bulk. None: it has no
    parts."""

    where_to_look: str = ""
    """Where to look when nobody knows whether it was carried out. Empty: it may be repeated."""

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
        """What a success lacks to prove that the request was carried out, in words that follow on "answered".

        Empty: nothing. To be asked where the operation is not safe to repeat.

        Args:
            request: What was sent.
            response: What came, read as a model or by botocore.
        """
        if not self.proof:
            return ""
        value = member_of(response, self.proof)
        if self.unproved is not None:
            return self.unproved(request, value)
        return "" if isinstance(value, str) and value.strip() else f"without a readable {wire_name(self.proof)}"

    @property
    def if_unknown(self) -> str:
        """Former name of `where_to_look`."""
        warn(".if_unknown", ".where_to_look")
        return self.where_to_look

    @cached_property
    def method(self) -> str:
        """The name of the method, ours and boto3's: `get_tenant`."""
        return method_name(self.name)

    @cached_property
    def is_ours(self) -> bool:
        """Whether its request is one of `sesv2kit.models`, which check what travels in the path of the URL."""
        return self.request.__module__.startswith("sesv2kit.models.")

    @cached_property
    def sends(self) -> bool:
        """Whether it sends email, and so is held to the account's sending rate."""
        return any(declared.per_second is None for declared in self.rates)

    @property
    def deletes(self) -> bool:
        """Whether it removes a resource, so that finding none is what was wanted."""
        return self.name.startswith("Delete")

    @property
    def reference(self) -> str:
        """The operation's page in the AWS API reference."""
        if self.service == "pinpoint-email":
            return f"https://docs.aws.amazon.com/pinpoint-email/latest/APIReference/API_{self.name}.html"
        return f"https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_{self.name}.html"


@dataclass(frozen=True)
class PagedOperation(Operation[RequestT, ResponseT], Generic[RequestT, ResponseT, ItemT]):
    """An operation that answers in pages, chained by `next_token`."""

    items: str = ""
    """The attribute of the response that holds a page's items, `tenants`."""

    item: type[ItemT] | None = None
    """The type of one item: a structure, or `str`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if issubclass(self.response, Response):
            sent, answered = cast("type[Request]", self.request).model_fields, self.response.model_fields
            if "next_token" not in sent or "next_token" not in answered:
                raise ValueError(f"PagedOperation {self.name}: request and response need a next_token")
            if self.items not in answered:
                raise ValueError(f"PagedOperation {self.name}: items must be an attribute of the response")

    def token_of(self, shape: Any) -> str | None:
        """The page token in a request or a response. None: it has none."""
        token: str | None = getattr(shape, "next_token", None)
        return token

    def next_request(self, request: Any, token: str) -> Any:
        """The request for the page that a token stands for."""
        return request.model_copy(update={"next_token": token})

    def items_of(self, page: Any) -> list[ItemT]:
        """The items of a page."""
        items: list[ItemT] = getattr(page, self.items)
        return items
