"""The settings of a client."""

import dataclasses
from typing import Any

import pytest

from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.limits import MemoryLimiter


@pytest.mark.parametrize(
    "name", ["send_rate", "connect_timeout", "read_timeout", "max_connections", "max_response_size"]
)
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_figures_are_positive(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"^ClientConfig: {name} must be a number above zero"):
        ClientConfig(**{name: value})


@pytest.mark.parametrize("rate", [0.0, -2.0, float("nan")])
def test_rates_are_positive(rate: float) -> None:
    with pytest.raises(ValueError, match=r"rates\['ListTenants'\]"):
        ClientConfig(rates={"GetTenant": None, "ListTenants": rate})


def test_a_configuration_is_frozen_and_changed_as_a_copy() -> None:
    config = ClientConfig(rates={"ListTenants": 2.0, "GetTenant": None}, send_rate=0.5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.pacing = False  # type: ignore[misc]  # this is tested
    changed = dataclasses.replace(config, retry=RetryPolicy(max_attempts=1))
    assert (changed.send_rate, changed.rates, changed.retry.max_attempts) == (0.5, config.rates, 1)
    with pytest.raises(ValueError, match="read_timeout"):
        dataclasses.replace(config, read_timeout=-1.0)


def test_arguments_go_by_name() -> None:
    with pytest.raises(TypeError):
        ClientConfig(RetryPolicy())  # type: ignore[call-arg]  # this is tested


@pytest.mark.parametrize(
    "wrong",
    [
        {"retry": None},
        {"pacing": "no"},
        {"rates": None},
        {"rates": ["ListTenants"]},
        {"limiter": "redis://127.0.0.1"},
        {"limiter": MemoryLimiter},
        {"on_attempt": "print"},
        {"max_connections": 16.5},
        {"max_connections": True},
        {"max_response_size": 1e6},
        {"connect_timeout": 86_401},
        {"read_timeout": 1e300},
    ],
    ids=str,
)
def test_what_is_of_the_wrong_kind_is_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"^ClientConfig: .*{next(iter(wrong))}"):
        ClientConfig(**wrong)
