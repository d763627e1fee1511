"""The documented rates of operations, enforced if a test switches this on.

The figures are those of the client, so pacing and enforcement always have the same.
"""

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sesv2kit.limits import Limit
from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.protocol.model import Json, Operation
from sesv2kit.testing.state import State

if TYPE_CHECKING:
    from sesv2kit.operation import Operation as Declaration

RATE_EXCEEDED = "Rate exceeded"

_ROUNDING = 1e-6


def check_rates(state: State, operation: Operation, members: Json) -> None:
    """Refuse a call that the documented rate of its operation does not allow, if rates are enforced.

    The calls of one second may be made at once. The sending rate is not among these rates: see quotas.py.
    """
    if not state.enforce_rates or operation.name not in _declarations():
        return
    declared = _declarations()[operation.name]
    request = declared.request.model_construct(**members)
    costs = [
        (
            Limit(f"{operation.name}/{limit.unit}", limit.per_second, limit.per_second),
            1.0 if limit.cost is None else limit.cost(request),
        )
        for limit in declared.rates
        if limit.per_second is not None
    ]
    if state.calls.reserve(costs, state.clock.monotonic(), timeout=_ROUNDING) is None:
        raise Refused("TooManyRequestsException", RATE_EXCEEDED)


@functools.cache
def _declarations() -> "Mapping[str, Declaration[Any, Any]]":
    """The declarations of the client's models. They are imported when rates are first enforced, because that is
    slow."""
    from sesv2kit import catalog

    return catalog.operations()
