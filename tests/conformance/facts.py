"""A fact is something that the model states, and that a check compares with our code.

A check is a function of a model and the name of one fact, such as `CreateTenantRequest.TenantName`. A test runs it for
each fact of the recorded models, and tells those that fail; test_mutations.py runs it against altered models.
"""

from collections.abc import Callable, Iterable

from tests.conformance import baseline
from tests.every import every
from tests.tools import aws

Names = Callable[[aws.Api], Iterable[str]]
Check = Callable[[aws.Api, str], None]

APIS = [aws.Api(service, model) for service, model in baseline.recorded().models.items()]
CHECKS: dict[str, tuple[Names, Check]] = {}


def each(names: Names) -> Callable[[Check], Callable[[], None]]:
    """The test that runs a check for each name of the recorded models' facts."""

    def mark(check: Check) -> Callable[[], None]:
        CHECKS[check.__name__] = (names, check)

        def test() -> None:
            cases = ((_id(api, name), (api, name)) for api in APIS for name in names(api))
            every(cases, lambda case: check(*case))

        test.__doc__ = check.__doc__
        return test

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
