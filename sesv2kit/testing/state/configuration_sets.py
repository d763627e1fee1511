"""What is kept of configuration sets."""

from dataclasses import dataclass, field

from sesv2kit.testing.protocol.model import Json


@dataclass
class ConfigurationSet:
    """A configuration set; `options` holds those that have been set, by the response's member names."""

    name: str
    options: Json
    tags: list[Json] = field(default_factory=list[Json])
    event_destinations: dict[str, Json] = field(default_factory=dict[str, Json])
