"""Print docs/operations.md or docs/limits.md from the declarations, or the tables of docs/retries.md from the tests.

python -m tests.tools.reference operations > docs/operations.md
python -m tests.tools.reference limits > docs/limits.md
python -m tests.tools.reference faults  # to paste, as is the next
python -m tests.tools.reference foreign
"""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_type_hints

from pydantic import AfterValidator, BaseModel

from sesv2kit import catalog
from sesv2kit.operation import Operation, RateLimit, Repeat
from sesv2kit.retry import Failure, may_repeat
from sesv2kit.shapes import Converted, Documented
from tests.faults.cases import BEFORE, FAULTS, HARMLESS, MOMENTS, PHASES, PHASES_AFTER_A_LOSS, SENT, Fault
from tests.faults.test_connections import BARRED
from tests.tools import aws

IAM_ACTIONS = {"SendEmail": "ses:SendEmail, and ses:SendRawEmail for raw content"}
"""Where the IAM action is not simply the operation's name."""


def domain(operation: Operation[Any, Any]) -> str:
    """The service attribute an operation is under."""
    return operation.request.__module__.rpartition(".")[2]


def rate(limit: RateLimit) -> str:
    """A rate limit in words."""
    figure = "MaxSendRate" if limit.per_second is None else f"{limit.per_second:g}"
    return f"{figure} {limit.unit}/s"


def operations() -> Iterator[str]:
    """The lines of docs/operations.md."""
    yield "# Operations"
    yield ""
    numbers = [f"{len(catalog.operations(service))} of `{service}`" for service in aws.SERVICES]
    yield f"Every operation, {' and '.join(numbers)}, by the service attribute it is under."
    yield "Printed by `python -m tests.tools.reference operations`."
    yield ""
    yield "- **paged**: the method gives an iterator over all pages; its items are of the type named."
    yield "- **rate**: the documented limit, kept by default. Empty: none is documented, and calls are not paced."
    yield "- **repeat**: whether a request whose outcome is unknown is sent again."
    yield "- **IAM action**: what the caller's policy must allow."
    by_domain: dict[str, list[Operation[Any, Any]]] = {}
    for service in aws.SERVICES:
        for operation in catalog.operations(service).values():
            by_domain.setdefault(domain(operation), []).append(operation)
    for name, declared in sorted(by_domain.items()):
        yield ""
        yield f"## {name}"
        yield ""
        yield "| AWS name | method | request | response | paged | rate | repeat | IAM action |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        for operation in declared:
            item: Any = getattr(operation, "item", None)
            paged = f"`{item.__name__}`" if item else ""
            cells = (
                f"[{operation.name}]({operation.reference})",
                f"`{name}.{operation.method}`",
                f"`{operation.request.__name__}`",
                f"`{operation.response.__name__}`",
                paged,
                ", ".join(map(rate, operation.rates)),
                operation.repeat.value,
                IAM_ACTIONS.get(operation.name, f"ses:{operation.name}"),
            )
            yield f"| {' | '.join(cells)} |"


def _in_function(function: Any) -> Iterator[Documented]:
    """The limits a validator function refers to."""
    function = getattr(function, "__func__", function)
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, Documented):
            yield value


def _in_annotation(annotation: Any) -> Iterator[Documented]:
    for part in (*getattr(annotation, "__metadata__", ()), *get_args(annotation)):
        if isinstance(part, Documented):
            yield part
        elif isinstance(part, AfterValidator):
            yield from _in_function(part.func)
        elif not isinstance(part, (type, Converted)):
            yield from _in_annotation(part)


def _models(operations: Iterable[Operation[Any, Any]]) -> dict[str, type[BaseModel]]:
    """Every model that a request can hold, and the requests."""
    found: dict[str, type[BaseModel]] = {}

    def visit(annotation: Any) -> None:
        for part in (*getattr(annotation, "__metadata__", ()), *get_args(annotation)):
            visit(part.to if isinstance(part, Converted) else part)
        is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation is not BaseModel
        if is_model and annotation.__name__ not in found:
            found[annotation.__name__] = annotation
            for hint in get_type_hints(found[annotation.__name__], include_extras=True).values():
                visit(hint)

    for operation in operations:
        visit(operation.request)
    return found


def documented() -> dict[Documented, list[str]]:
    """Each hand-declared limit, with the places where it applies."""
    places: dict[Documented, list[str]] = {}
    models = _models(op for service in aws.SERVICES for op in catalog.operations(service).values())
    for name, model in sorted(models.items()):
        hints = get_type_hints(model, include_extras=True)
        for attribute in model.model_fields:
            for limit in _in_annotation(hints[attribute]):
                places.setdefault(limit, []).append(f"{name}.{attribute}")
        for validator in model.__pydantic_decorators__.model_validators.values():
            for limit in _in_function(validator.func):
                places.setdefault(limit, []).append(name)
    return places


def limits() -> Iterator[str]:
    """The lines of docs/limits.md."""
    yield "# Limits"
    yield ""
    yield "What sesv2kit checks or keeps beyond AWS's machine-readable model, with the page of AWS's documentation that"
    yield "states it. Printed by `python -m tests.tools.reference limits`."
    yield ""
    yield "## Arguments"
    yield ""
    yield "Checked before anything is sent. A whole structure is named where the limit is on several members together."
    yield ""
    yield "| must be | where | source |"
    yield "| --- | --- | --- |"
    for limit, places in sorted(documented().items(), key=lambda item: item[1]):
        where = ", ".join(f"`{place}`" for place in dict.fromkeys(places))
        source = f"[{limit.source.rpartition('/')[2]}]({limit.source})" if limit.source else "each operation's own page"
        yield f"| {limit.limit} | {where} | {source} |"
    yield ""
    yield "## Rates"
    yield ""
    yield "Kept by waiting, unless `ClientConfig(pacing=False)` or `rates=` says otherwise."
    yield ""
    yield "| operation | rate |"
    yield "| --- | --- |"
    for operation in catalog.operations().values():
        if operation.rates:
            yield f"| [{operation.name}]({operation.reference}) | {', '.join(map(rate, operation.rates))} |"


def _outcome(fault: Fault, repeat: Repeat) -> str:
    """What a call comes to when every attempt meets the fault."""
    error = f"`{fault.error.__name__}`"
    if may_repeat(fault.failure, repeat):
        return f"repeated, then {error}"
    if fault.failure is Failure.UNKNOWN:
        return "**once**, `OutcomeUnknownError`"
    return f"once, {error}"


def faults() -> Iterator[str]:
    """The table of docs/retries.md: what tests/faults tries, and what it demands."""
    yield "| what happens | taken as | repeatable operation | send |"
    yield "| --- | --- | --- | --- |"
    for barred in BARRED:
        yield f"| {barred} | not sent | repeated, then `ConnectError` | repeated, then `ConnectError` |"
    for fault in FAULTS:
        outcomes = " | ".join(_outcome(fault, repeat) for repeat in (Repeat.SAFE, Repeat.UNSAFE))
        yield f"| {fault.name} | {fault.failure.value} | {outcomes} |"
    for odd in (*HARMLESS, "connection closed between two calls"):
        yield f"| {odd} | answered | answer | answer |"


def foreign() -> Iterator[str]:
    """The second table of docs/retries.md: exceptions that are neither the service's nor the network's."""
    yield "| what raises | on the wire | repeatable operation | send |"
    yield "| --- | --- | --- | --- |"
    for phase, wire in PHASES.items():
        noted = "raised as it is" if wire == BEFORE else "raised as it is, with a note of the response"
        yield f"| a hook of `{phase}` | {wire} | {noted} | {noted} |"
    for phase in PHASES_AFTER_A_LOSS:
        noted = "raised as it is, with a note that the outcome is unknown"
        yield f"| a hook of `{phase}` after the response was lost | {SENT} | {noted} | {noted} |"
    for moment in MOMENTS:
        unknown = "`OutcomeUnknownError` from it"
        yield f"| a signal handler, in the {moment} of the response | {SENT} | raised as it is | {unknown} |"
    yield f"| a signal handler, while it connects | {BEFORE} | raised as it is | raised as it is |"
    yield f"| a credential provider | {BEFORE} | once, `CredentialsError` | once, `CredentialsError` |"


PAGES = {"operations": operations, "limits": limits}
PARTS = {"faults": faults, "foreign": foreign}


def page(name: str) -> str:
    """The text of a page, or of a part of one."""
    return "\n".join((PAGES | PARTS)[name]()) + "\n"


def main() -> None:
    """Print a page."""
    if len(sys.argv) != 2 or sys.argv[1] not in PAGES | PARTS:
        sys.exit(f"usage: python -m tests.tools.reference {{{','.join(PAGES | PARTS)}}}")
    print(page(sys.argv[1]), end="")


if __name__ == "__main__":
    main()
