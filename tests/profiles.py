"""How many examples Hypothesis tries: a tenth of them by default, all with `--hypothesis-profile=all`, as nox does.

Examples are the same in every run, and none is too slow: neither chance nor a busy machine may decide about a test.
"""

from typing import Any

from hypothesis import HealthCheck, settings

ALL, QUICK = 100, 10

STEADY: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}

settings.register_profile("all", max_examples=ALL, **STEADY)
settings.register_profile("quick", max_examples=QUICK, **STEADY)
settings.load_profile("quick")


def examples(count: int) -> settings:
    """Settings of a test that tries another number of examples than 100."""
    return settings(max_examples=max(1, count * settings().max_examples // ALL))
