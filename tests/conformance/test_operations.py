"""Every operation of AWS's model has its declaration and its method, exactly."""

import inspect
from collections.abc import Iterator
from typing import Any, cast

import pytest

from sesv2kit import errors
from sesv2kit.client import SESv2
from sesv2kit.errors import ServiceError, error_class
from sesv2kit.operation import PagedOperation, Repeat
from sesv2kit.paging import PageIterator
from sesv2kit.shapes import Request, Response
from tests.conformance.facts import APIS, each
from tests.tools import aws, ours, scaffold
from tests.tools.docstrings import section

NOT_YET: tuple[str, ...] = ()
"""The domains without our models. Every other operation of the baseline must exist."""

UNSAFE = {
    "CreateDeliverabilityTestReport",
    "CreateExportJob",
    "CreateImportJob",
    "CreateMultiRegionEndpoint",
    "PutAccountDetails",
    "SendBulkEmail",
    "SendCustomVerificationEmail",
    "SendEmail",
}
"""The operations that must not be repeated when their outcome is unknown. AWS's model does not say this."""

PACED_BY_RECIPIENTS = {"SendBulkEmail", "SendEmail"}
"""The operations that count against the account's sending rate."""

EVERY_OPERATION_RAISES = {"BadRequestError", "TooManyRequestsError"}
"""The errors that no method's docstring needs to list."""

MODELLED_ERRORS = {aws.error_class_name(name) for api in APIS for name, shape in api.shapes.items() if shape.is_error}
"""The classes of the errors in AWS's model; methods may list others too."""


def operations(api: aws.Api) -> list[str]:
    return [operation.name for operation in ours.covered(api)]


def operation_errors(api: aws.Api) -> list[str]:
    return [f"{operation.name}.{code}" for operation in ours.covered(api) for code in operation.errors]


def methods(api: aws.Api) -> list[str]:
    return [operation.name for operation in ours.covered(api) if ours.method(operation)]


def arguments(api: aws.Api) -> Iterator[str]:
    for name in methods(api):
        operation = api.operations[name]
        for member in operation.arguments:
            if aws.attribute(member) in annotations(operation) and ours.member(operation.request, member):
                yield f"{name}.{member}"


def annotations(operation: aws.Operation) -> dict[str, Any]:
    """The annotations of the method."""
    return inspect.get_annotations(ours.method(operation))


@pytest.mark.parametrize("api", APIS, ids=[api.service for api in APIS])
def test_every_operation_is_here_or_announced(api: aws.Api) -> None:
    lacking = api.operations.keys() - ours.operations(api.service).keys()
    announced = {name for domain in NOT_YET if aws.api_of(domain) == api.service for name in aws.DOMAINS[domain]}
    assert lacking == announced
    assert ours.operations(api.service).keys() <= api.operations.keys()


@each(operations)
def test_operation(api: aws.Api, fact: str) -> None:
    """Its constant is in its domain's module, with AWS's request and response."""
    operation, declared = api.operations[fact], ours.operations(api.service)[fact]
    assert vars(ours.modules(api.service)[operation.domain]).get(operation.method.upper()) is declared
    assert declared.request is ours.named(operation.request)
    assert declared.response is ours.named(operation.response)
    assert issubclass(declared.request, Request)
    assert issubclass(declared.response, Response)


@each(operations)
def test_repeat(api: aws.Api, fact: str) -> None:
    """It is repeated when its outcome is unknown, unless it is listed as unsafe."""
    assert (ours.operations(api.service)[fact].repeat is Repeat.UNSAFE) == (fact in UNSAFE)


@each(operations)
def test_rate(api: aws.Api, fact: str) -> None:
    """It is paced by exactly the rates in AWS's documentation."""
    figures = [rate.per_second for rate in ours.operations(api.service)[fact].rates]
    assert figures == [*api.operations[fact].rates, *([None] if fact in PACED_BY_RECIPIENTS else [])]


@each(operations)
def test_paging(api: aws.Api, fact: str) -> None:
    """It is paged if request and response have tokens; its items are the only list in its response."""
    operation = api.operations[fact]
    declared: Any = ours.operations(api.service)[fact]
    assert (type(declared) is PagedOperation) == operation.is_paged
    if operation.is_paged:
        assert declared.items == aws.attribute(operation.items)
        items = ours.member(operation.response, operation.items)
        assert items is not None
        assert items.seen == list[declared.item]


@each(operation_errors)
def test_error(api: aws.Api, fact: str) -> None:
    """The error has a class of its name."""
    _, code = fact.split(".")
    cls = getattr(errors, aws.error_class_name(code))
    assert issubclass(error_class(code, None, "", sends=False), cls)
    assert issubclass(cls, ServiceError)


@each(operations)
def test_method(api: aws.Api, fact: str) -> None:
    """It has botocore's method name, in our declaration and on the domain's service class."""
    operation = api.operations[fact]
    assert ours.operations(api.service)[fact].method == operation.method
    assert inspect.isfunction(ours.method(operation))


@each(methods)
def test_signature(api: aws.Api, fact: str) -> None:
    """It takes the members of the request by keyword, required ones first, the others None.

    A list takes a limit, and what is not safe to repeat an idempotency key.
    """
    operation = api.operations[fact]
    _, *parameters = inspect.signature(ours.method(operation)).parameters.values()
    expected = {
        aws.attribute(name): inspect.Parameter.empty if name in operation.request.required else None
        for name in operation.arguments
    }
    expected |= dict.fromkeys(["limit"] if operation.is_paged else scaffold.keyed(operation))
    assert [(parameter.name, parameter.default) for parameter in parameters] == list(expected.items())
    assert {parameter.kind for parameter in parameters} <= {inspect.Parameter.KEYWORD_ONLY}


@each(arguments)
def test_argument(api: aws.Api, fact: str) -> None:
    """It has the type of the request's member."""
    operation, attribute, member = _split(api, fact)
    assert annotations(operation)[attribute] == member.seen


@each(arguments)
def test_argument_words(api: aws.Api, fact: str) -> None:
    """It has the docstring of the request's member."""
    operation, attribute, member = _split(api, fact)
    assert section(ours.method_docs(operation), "Args").get(attribute) == member.words


@each(methods)
def test_returns(api: aws.Api, fact: str) -> None:
    """It returns the response, or an iterator of a list's items."""
    operation = api.operations[fact]
    declared: Any = ours.operations(api.service)[fact]
    returned = annotations(operation)["return"]
    if operation.is_paged:
        assert returned == PageIterator[declared.item, declared.response]
    else:
        assert returned is declared.response


@each(methods)
def test_raises(api: aws.Api, fact: str) -> None:
    """Its docstring lists the errors that AWS's model lists."""
    operation = api.operations[fact]
    listed = section(ours.method_docs(operation), "Raises").keys()
    assert all(hasattr(errors, name) for name in listed)
    modelled = {aws.error_class_name(code) for code in operation.errors}
    assert modelled - EVERY_OPERATION_RAISES == (listed & MODELLED_ERRORS) - EVERY_OPERATION_RAISES
    assert "RequestInvalidError" in listed or not operation.arguments


class _Recorder:
    """A client that records its calls."""

    def call(self, operation: Any, arguments: Any, **more: Any) -> None:
        self.asked = (operation, arguments, more)

    def paginate(self, operation: Any, arguments: Any, **more: Any) -> None:
        self.asked = (operation, arguments, more)


@each(methods)
def test_forwarding(api: aws.Api, fact: str) -> None:
    """It passes every argument to its operation, with the same name."""
    operation = api.operations[fact]
    service, recorder = ours.service_class(operation.domain), _Recorder()
    assert service is not None
    given = {name: object() for name in annotations(operation) if name != "return"}
    getattr(service(cast("SESv2", recorder)), operation.method)(**given)
    more = {name: given.pop(name) for name in ("limit", *scaffold.KEYED) if name in given}
    assert recorder.asked == (ours.operations(api.service)[fact], given, more)


@each(methods)
def test_words_of_keys(api: aws.Api, fact: str) -> None:
    """What is not safe to repeat has the docstrings of the arguments for idempotency keys, and of their errors."""
    operation = api.operations[fact]
    words = {name: text for name, (_, text) in scaffold.keyed(operation).items()}
    found = section(ours.method_docs(operation), "Args")
    assert {name: found.get(name) for name in words} == words
    raised = section(ours.method_docs(operation), "Raises").keys()
    assert ("KeyReusedError" in raised, "JournalError" in raised) == (bool(words), bool(words))


def _split(api: aws.Api, fact: str) -> tuple[aws.Operation, str, ours.Member]:
    name, argument = fact.split(".")
    member = ours.member(api.operations[name].request, argument)
    assert member is not None
    return api.operations[name], aws.attribute(argument), member
