"""Journals record which requests were sent with which idempotency key: the protocol of journals, and its values.

The journals that come with the package are `sesv2kit.SqliteJournal`, `sesv2kit.RedisJournal` and
`sesv2kit.DynamoDBJournal`. docs/idempotency.md says what each of them promises.
"""

from sesv2kit.journal.protocol import (
    AsyncJournal,
    Claim,
    Journal,
    JournalRecord,
    KeyId,
    Scope,
    Settlement,
)

__all__ = ["AsyncJournal", "Claim", "Journal", "JournalRecord", "KeyId", "Scope", "Settlement"]


def __dir__() -> list[str]:
    return __all__
