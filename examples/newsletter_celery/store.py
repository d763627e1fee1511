"""Which parts a run has, and what became of each: a hash in Redis, with a field for each part."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from newsletter_celery.settings import SETTINGS


@dataclass(frozen=True)
class Part:
    """What became of a part."""

    finished: bool = False
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    failed: Sequence[tuple[str, str, str]] = ()
    """Whose email was not accepted: the customer's id, the outcome, and why."""

    @property
    def is_done(self) -> bool:
        """Whether everybody has the email."""
        return self.finished and not self.failed


def connect(url: str, timeout: float) -> Any:
    """A client that tries once, and waits so many seconds."""
    kind: Any = redis.Redis  # its types are incomplete
    once = Retry(NoBackoff(), 0)
    return kind.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=once, decode_responses=True)


@cache
def _client() -> Any:
    return connect(SETTINGS.store_url, timeout=5)


def begin(run_id: str, part: str) -> Part:
    """Record that there is a part, before it is queued. Returns what is known of it."""
    _client().hsetnx(f"newsletter:{run_id}", part, "{}")
    return _part(_client().hget(f"newsletter:{run_id}", part))


def finish(run_id: str, part: str, counts: Mapping[str, int], failed: Sequence[tuple[str, str, str]]) -> None:
    """Record what became of a part. A later record replaces an earlier one: it has what the earlier one did, too."""
    facts = {"finished": True, "counts": counts, "failed": failed}
    _client().hset(f"newsletter:{run_id}", part, json.dumps(facts))


def parts(run_id: str) -> Iterator[Part]:
    """The parts of a run."""
    for _, text in _client().hscan_iter(f"newsletter:{run_id}", count=100):
        yield _part(text)


def _part(text: str) -> Part:
    return Part(**json.loads(text))
