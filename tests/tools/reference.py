"""Print docs/operations.md or docs/limits.md, or tables of other pages, from the declarations and the tests.

python -m tests.tools.reference operations > docs/operations.md
python -m tests.tools.reference limits > docs/limits.md
python -m tests.tools.reference faults  # to paste, like the next
python -m tests.tools.reference foreign
python -m tests.tools.reference assumptions
python -m tests.tools.reference bulk
python -m tests.tools.reference policies
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_type_hints

from pydantic import AfterValidator, BaseModel

from sesv2kit import catalog
from sesv2kit._core.retry import Failure, may_repeat
from sesv2kit.operation import Operation, RateLimit, Repeat
from sesv2kit.shapes import Converted, Documented, MultiLine
from sesv2kit.shapes._strict import ONE_LINE, ONE_LINE_SOURCE
from sesv2kit.testing.protocol.assumptions import ASSUMPTIONS
from tests.faults.cases import BEFORE, FAULTS, HARMLESS, MOMENTS, PHASES, PHASES_AFTER_A_LOSS, SENT, Fault
from tests.faults.test_connections import BARRED
from tests.tools import aws

IAM_ACTIONS = {"SendEmail": "ses:SendEmail, and ses:SendRawEmail for raw content"}
"""IAM actions that differ from the operation's name."""


def domain(operation: Operation[Any, Any]) -> str:
    """The attribute of the client that has the operation."""
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
    yield f"Every operation, {' and '.join(numbers)}, by the attribute of the client."
    yield "Printed by `python -m tests.tools.reference operations`."
    yield ""
    yield "- **paged**: the method returns an iterator over the items of all pages; the column has their type."
    yield "- **rate**: the documented limit, kept by default. Empty: no limit is documented, and calls are not paced."
    yield "- **repeat**: `safe` if a request whose outcome is unknown is sent again, `unsafe` if not."
    yield "- **IAM action**: the action that the caller's policy must allow."
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


def in_function(function: Any) -> Iterator[Documented]:
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
            yield from in_function(part.func)
        elif not isinstance(part, (type, Converted)):
            yield from _in_annotation(part)


def models_of(operations: Iterable[Operation[Any, Any]]) -> dict[str, type[BaseModel]]:
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
    models = models_of(op for service in aws.SERVICES for op in catalog.operations(service).values())
    for name, model in sorted(models.items()):
        hints = get_type_hints(model, include_extras=True)
        for attribute in model.model_fields:
            for limit in _in_annotation(hints[attribute]):
                places.setdefault(limit, []).append(f"{name}.{attribute}")
        for validator in model.__pydantic_decorators__.model_validators.values():
            for limit in in_function(validator.func):
                places.setdefault(limit, []).append(name)
    return places


def multi_line() -> list[str]:
    """The members whose text may have several lines."""
    models = models_of(op for service in aws.SERVICES for op in catalog.operations(service).values())
    return [
        f"{name}.{attribute}"
        for name, model in sorted(models.items())
        for attribute, hint in get_type_hints(model, include_extras=True).items()
        if attribute in model.model_fields and _is_multi_line(hint)
    ]


def _is_multi_line(annotation: Any) -> bool:
    parts = (*getattr(annotation, "__metadata__", ()), *get_args(annotation))
    return any(isinstance(part, MultiLine) or _is_multi_line(part) for part in parts if not isinstance(part, type))


def limits() -> Iterator[str]:
    """The lines of docs/limits.md."""
    yield "# Limits"
    yield ""
    yield "The limits that sesv2kit checks or keeps beyond AWS's machine-readable model, each with the page of AWS's"
    yield "documentation that states it. Printed by `python -m tests.tools.reference limits`."
    yield ""
    yield "## Arguments"
    yield ""
    yield "Checked before anything is sent. If a limit applies to several members together, the structure is named."
    yield ""
    yield f"All text must be valid Unicode and {ONE_LINE} ([RFC 5322]({ONE_LINE_SOURCE}))."
    yield "These members may have several lines: " + ", ".join(f"`{place}`" for place in multi_line()) + "."
    yield ""
    yield "| must be | where | source |"
    yield "| --- | --- | --- |"
    for limit, places in sorted(documented().items(), key=lambda item: item[1]):
        where = ", ".join(f"`{place}`" for place in dict.fromkeys(places))
        source = f"[{limit.source.rpartition('/')[2]}]({limit.source})" if limit.source else "each operation's own page"
        words = limit.limit.replace("<", "&lt;")  # or it would begin an address that is a link
        yield f"| {words} | {where} | {source} |"
    yield ""
    yield "## Rates"
    yield ""
    yield "The client waits to keep these rates, unless `ClientConfig(pacing=False)` or `rates=` changes them."
    yield ""
    yield "| operation | rate |"
    yield "| --- | --- |"
    for operation in catalog.operations().values():
        if operation.rates:
            yield f"| [{operation.name}]({operation.reference}) | {', '.join(map(rate, operation.rates))} |"


def _outcome(fault: Fault, repeat: Repeat) -> str:
    """The result of a call if every attempt has the fault."""
    error = f"`{fault.error.__name__}`"
    if may_repeat(fault.failure, repeat):
        return f"repeated, then {error}"
    if fault.failure is Failure.UNKNOWN:
        return "**once**, `OutcomeUnknownError`"
    return f"once, {error}"


def faults() -> Iterator[str]:
    """The first table of docs/retries.md: the faults of tests/faults, and the expected results."""
    yield "| what happens | classified as | operation that is safe to repeat | send |"
    yield "| --- | --- | --- | --- |"
    for barred in BARRED:
        yield f"| {barred} | not sent | repeated, then `ConnectError` | repeated, then `ConnectError` |"
    for fault in FAULTS:
        outcomes = " | ".join(_outcome(fault, repeat) for repeat in (Repeat.SAFE, Repeat.UNSAFE))
        yield f"| {fault.name} | {fault.failure.value} | {outcomes} |"
    for odd in (*HARMLESS, "connection closed between two calls"):
        yield f"| {odd} | success | response | response |"


def foreign() -> Iterator[str]:
    """The second table of docs/retries.md: exceptions that come from neither the service nor the network."""
    yield "| what raises | request | operation that is safe to repeat | send |"
    yield "| --- | --- | --- | --- |"
    for phase, wire in PHASES.items():
        noted = "raised unchanged" if wire == BEFORE else "raised unchanged, with a note about the response"
        yield f"| a hook of `{phase}` | {wire} | {noted} | {noted} |"
    for phase in PHASES_AFTER_A_LOSS:
        noted = "raised unchanged, with a note that the outcome is unknown"
        yield f"| a hook of `{phase}` after the response was lost | {SENT} | {noted} | {noted} |"
    for moment in MOMENTS:
        unknown = "`OutcomeUnknownError`, raised from it"
        yield f"| a signal handler, in the {moment} of the response | {SENT} | raised unchanged | {unknown} |"
    yield f"| a signal handler, while it connects | {BEFORE} | raised unchanged | raised unchanged |"
    yield f"| a credential provider | {BEFORE} | once, `CredentialsError` | once, `CredentialsError` |"


def bulk() -> Iterator[str]:
    """The table of faults in docs/bulk.md: what the sends of tests/workflows/bulk_faults.py come to."""
    from tests.workflows import bulk_faults  # of which only this table needs the servers

    yield from bulk_faults.table()


def assumptions() -> Iterator[str]:
    """The table of assumptions in docs/testing.md."""
    yield "| name | the local SES assumes | switched off | source |"
    yield "| --- | --- | --- | --- |"
    for each in ASSUMPTIONS.values():
        yield f"| `{each.name}` | {each.what} | {each.otherwise} | {each.mark}: {each.source} |"


def actions(operation: Operation[Any, Any]) -> list[str]:
    """The IAM actions of an operation: `ses:GetTenant`."""
    return re.findall(r"ses:\w+", IAM_ACTIONS.get(operation.name, f"ses:{operation.name}"))


def policy(allowed: Iterable[str]) -> str:
    """The text of an IAM policy that allows these actions."""
    statement = {"Effect": "Allow", "Action": sorted(set(allowed)), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


READS = re.compile(r"(Get|List|BatchGet|TestRender)[A-Z]")
"""Names of operations that change nothing."""


def _policy_block(allowed: Iterable[str]) -> list[str]:
    return ["", "```json", policy(allowed), "```"]


def policies() -> Iterator[str]:
    """The last part of docs/iam.md: a policy for all that is read, and one for each attribute of the client."""
    declared = [one for service in aws.SERVICES for one in catalog.operations(service).values()]
    yield "## Read everything, change nothing"
    yield from _policy_block(action for one in declared if READS.match(one.name) for action in actions(one))
    yield ""
    yield "## Everything of a service"
    for name in sorted({domain(one) for one in declared}):
        yield ""
        yield f"### ses.{name}"
        yield from _policy_block(action for one in declared if domain(one) == name for action in actions(one))


PAGES = {"operations": operations, "limits": limits}
PARTS = {"faults": faults, "foreign": foreign, "assumptions": assumptions, "bulk": bulk, "policies": policies}


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
