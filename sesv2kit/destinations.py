"""Results of `configuration_sets.plan_event_destination` and `configuration_sets.ensure_event_destination`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

__all__ = ["DestinationChange", "EventDestinationPlan", "PolicyChange"]


def __dir__() -> list[str]:
    return __all__


DestinationChange: TypeAlias = Literal["create", "update", "unchanged"]
"""The change of an event destination: it is created, updated, or already as wanted."""

PolicyChange: TypeAlias = Literal["add", "unchanged"]
"""The change of a topic's policy: a statement is added, or none, because it already allows SES to publish."""


@dataclass(frozen=True, slots=True)
class EventDestinationPlan:
    """The changes that make an event destination as wanted. `ensure_event_destination` returns those that it made."""

    configuration_set_name: str
    """The configuration set."""

    event_destination_name: str
    """The event destination."""

    destination: DestinationChange
    """The change of the event destination."""

    differences: tuple[str, ...] = ()
    """Members of its definition that differ from what is wanted, such as `matching_event_types`. Empty: none differ, or
    there is no destination of that name yet."""

    topic_policy: PolicyChange | None = None
    """The change of the SNS topic's policy. None: it was not read, because no `sns_client` was given."""

    policy_statement: Mapping[str, Any] | None = None
    """The statement to add to the topic's policy. None: none is added."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return self.destination == "unchanged" and self.topic_policy != "add"

    def __str__(self) -> str:
        """A line for the event destination, and one for the topic's policy."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        differing = f": {', '.join(self.differences)}" if self.differences else ""
        where = f"{self.event_destination_name} of {self.configuration_set_name}"
        yield f"{self.destination:<10} event destination {where}{differing}"
        if self.topic_policy is not None:
            statement = f": {json.dumps(self.policy_statement)}" if self.policy_statement else ""
            yield f"{self.topic_policy:<10} statement in the topic's policy{statement}"
