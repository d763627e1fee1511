"""What was sent under which idempotency key: the protocol that every journal fulfils, its values, and three journals.

docs/idempotency.md says what each journal promises.
"""

from typing import TYPE_CHECKING

from sesv2kit.journal.protocol import (
    AsyncJournal,
    Claim,
    Journal,
    JournalRecord,
    KeyId,
    Scope,
    Settlement,
)

if TYPE_CHECKING:
    from sesv2kit.journal.dynamodb import DynamoDBJournal
    from sesv2kit.journal.redis import RedisJournal
    from sesv2kit.journal.sqlite import SqliteJournal

__all__ = [
    "AsyncJournal",
    "Claim",
    "DynamoDBJournal",
    "Journal",
    "JournalRecord",
    "KeyId",
    "RedisJournal",
    "Scope",
    "Settlement",
    "SqliteJournal",
]

if not TYPE_CHECKING:  # a call without a key imports no journal

    def __getattr__(name):
        home = {"DynamoDBJournal": "dynamodb", "RedisJournal": "redis", "SqliteJournal": "sqlite"}.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return __all__
