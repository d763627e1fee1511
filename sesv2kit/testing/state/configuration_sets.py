"""The stored data of configuration sets."""

from dataclasses import dataclass, field

from sesv2kit.testing.protocol.model import Json


@dataclass
class ConfigurationSet:
    """A configuration set; `options` contains the options that were set, by the response's member names."""

    name: str
    options: Json
    tags: list[Json] = field(default_factory=list[Json])
    event_destinations: dict[str, Json] = field(default_factory=dict[str, Json])
