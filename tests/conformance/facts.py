"""A fact is something that the model states, and that a check compares with our code.

A check is a test function of a model and the name of one fact, such as `CreateTenantRequest.TenantName`. Against the
recorded model it runs as a test for each fact; test_mutations.py runs it against altered ones.
"""

from collections.abc import Callable, Iterable

import pytest

from tests.conformance import baseline
from tests.tools import aws

Names = Callable[[aws.Api], Iterable[str]]
Check = Callable[[aws.Api, str], None]

APIS = [aws.Api(service, model) for service, model in baseline.recorded().models.items()]
CHECKS: dict[str, tuple[Names, Check]] = {}


def each(names: Names) -> Callable[[Check], Check]:
    """Run a check for each name of a model's facts."""

    def mark(check: Check) -> Check:
        CHECKS[check.__name__] = (names, check)
        cases = [pytest.param(api, name, id=_id(api, name)) for api in APIS for name in names(api)]
        return pytest.mark.parametrize(("api", "fact"), cases)(check)

    return mark


def _id(api: aws.Api, name: str) -> str:
    return name if api.service == aws.SESV2 else f"{api.service}:{name}"


def failures(api: aws.Api) -> set[str]:
    """The ids of the checks that fail against a model."""
    found: set[str] = set()
    for title, (names, check) in CHECKS.items():
        for name in names(api):
            try:
                check(api, name)
            except Exception:  # a check that raises has failed
                found.add(f"{title}[{_id(api, name)}]")
    return found
