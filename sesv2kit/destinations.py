"""What `configuration_sets.plan_event_destination` and `configuration_sets.ensure_event_destination` return."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

__all__ = ["DestinationChange", "EventDestinationPlan", "PolicyChange"]


def __dir__() -> list[str]:
    return __all__


DestinationChange: TypeAlias = Literal["create", "update", "unchanged"]
"""What an event destination needs: there is none of that name, it differs from what is wanted, or it is as wanted."""

PolicyChange: TypeAlias = Literal["add", "unchanged"]
"""What a topic's policy needs: one more statement, or nothing, because it lets SES publish already."""


@dataclass(frozen=True, slots=True)
class EventDestinationPlan:
    """The changes that make an event destination as wanted. `ensure_event_destination` returns those that it made."""

    configuration_set_name: str
    """The configuration set."""

    event_destination_name: str
    """The event destination."""

    destination: DestinationChange
    """What the event destination needs."""

    differences: tuple[str, ...] = ()
    """Members of its definition that differ from what is wanted, such as `matching_event_types`. Empty: none differ, or
    there is no destination of that name yet."""

    topic_policy: PolicyChange | None = None
    """What the policy of the SNS topic needs. None: it was not looked at, because there was no `sns_client`."""

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
