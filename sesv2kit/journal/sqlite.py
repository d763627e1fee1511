"""A journal for one machine: a SQLite database that the processes of the machine share."""

import os
import re
import sqlite3
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from sesv2kit._core import clock, fork
from sesv2kit.errors import JournalError
from sesv2kit.journal.base import LEASE, StoredJournal, check_before, moment
from sesv2kit.journal.protocol import Claim, JournalRecord, KeyId, KeyState, Settlement

_NAMESPACES = """
CREATE TABLE namespaces (name TEXT PRIMARY KEY, verifier TEXT NOT NULL) WITHOUT ROWID
"""

_KEYS = """
CREATE TABLE keys (
    number INTEGER PRIMARY KEY,
    prefix TEXT NOT NULL UNIQUE,
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    operation TEXT NOT NULL,
    digest TEXT NOT NULL,
    owner TEXT NOT NULL,
    generation INTEGER NOT NULL,
    claimed_at REAL NOT NULL,
    leased_until REAL NOT NULL,
    settled_at REAL,
    outcome TEXT NOT NULL,
    key TEXT
)
"""
# The ids of a batch are hashes in random order, so nearly each one writes another page of the index. Therefore the
# index has only the first 72 bits of an id, and the rows are in the order of their claims.

_COLUMNS = "id, state, operation, digest, owner, generation, claimed_at, leased_until, settled_at, outcome, key"

_NEW = """
INSERT INTO keys
    (prefix, namespace, id, state, operation, digest, owner, generation, claimed_at, leased_until, outcome, key)
VALUES (?, ?, ?, 'claimed', ?, ?, ?, 1, ?, ?, '', ?)
ON CONFLICT (prefix) DO NOTHING
"""

_SETTLE = """
UPDATE keys SET state = ?, outcome = ?, settled_at = ?
WHERE prefix = ? AND id = ? AND namespace = ? AND owner = ? AND state IN ('claimed', ?)
"""

_THIS = "prefix = substr(:id, 1, 12) AND id = :id AND namespace = :namespace"

_GET = f"SELECT {_COLUMNS} FROM keys WHERE {_THIS}"

_AGAIN = f"""
UPDATE keys SET
    state = 'claimed', operation = :operation, digest = :digest, owner = :owner,
    generation = generation + (state = 'released'), settled_at = NULL, outcome = '', key = :key,
    claimed_at = CASE state WHEN 'released' THEN :now ELSE claimed_at END, leased_until = :until
WHERE {_THIS} AND (state = 'released' OR (state = 'claimed' AND owner = :owner))
"""
"""A key that was released, or one that the same call has claimed: its lease is renewed."""

_RELEASE = f"""
UPDATE keys SET state = 'released', owner = '', settled_at = :now
WHERE {_THIS} AND owner = :owner AND state = 'claimed'
"""

_CHANGE = f"""
UPDATE keys SET state = :to, outcome = :outcome, settled_at = :now,
    owner = CASE :to WHEN 'released' THEN '' ELSE owner END, generation = generation + (:to = 'released')
WHERE {_THIS} AND owner = :owner AND generation = :generation AND state = :state
    AND (state != 'claimed' OR :to != 'released' OR leased_until <= :now)
"""

_DELETE = f"""
DELETE FROM keys
WHERE {_THIS} AND generation = :generation AND state = :state AND (state != 'claimed' OR leased_until <= :now)
"""

SYNCHRONOUS = "FULL"
"""With NORMAL, SQLite's default for a WAL, a commit does not wait for the disk."""

_PAGE = 500
"""Records read at once by `iterate`."""

_NETWORK = {
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "fuse.blobfuse2",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.grpcfuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "gfs2",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
}
"""File systems on which processes of two machines, or of a host and its guest, cannot share a WAL database."""


class SqliteJournal(StoredJournal):
    """A journal in a file, for all processes of one machine. Threads and forked processes may share it.

    A claim is on the disk before anything is sent (WAL, `synchronous=FULL`). The file is made with mode 0600. It must
    not be on a network file system, whose locks are not reliable for SQLite. If this can be detected, it is refused.

    Args:
        path: Path of the database. It is created if it does not exist; its folder must exist.
        namespace: The same key in another namespace is another key.
        secret: Secret for the hashes, at least 16 bytes. None: a short key can be found from its hash.
        lease: Seconds for which a claim allows its owner to send.
        busy_timeout: Seconds to wait for other processes that write.
        keep_keys: Whether to store the keys themselves too.

    Raises:
        ValueError: A setting is out of its range.
        JournalError: The file is on a network file system.
    """

    _database: sqlite3.Connection | None = None

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        namespace: str = "default",
        secret: str | bytes | None = None,
        lease: float = LEASE,
        busy_timeout: float = 30.0,
        keep_keys: bool = False,
    ) -> None:
        super().__init__(namespace, secret, lease, keep_keys)
        text = os.fspath(path)
        if not text or text.startswith((":memory:", "file:")):
            raise ValueError(
                "SqliteJournal: path must be the path of a file: a database in memory does not survive the process"
            )
        if type(busy_timeout) not in (int, float) or not 0 <= busy_timeout <= 3600:
            raise ValueError(f"SqliteJournal: busy_timeout must be 0 to 3600 seconds, not {busy_timeout!r}")
        self.path: Path = Path(text).absolute()
        """Path of the database."""
        self._busy_timeout = busy_timeout
        if kind := network_file_system(self.path):
            raise JournalError(
                f"{self.path} is on a network file system ({kind}), where SQLite's locks are not reliable"
            )
        # One connection for all threads: SQLite allows one writer at a time, and its waiting is less fair than a lock.
        self._lock = threading.RLock()
        self._files: _Files = ()
        self._paused = False
        fork.renew_in_children(self)
        fork.pause_in_forks(self)

    def pause(self, patience: float) -> None:
        """Before a fork: close the connection. In the child, SQLite would assume that it has its parent's locks."""
        self._paused = self._lock.acquire(timeout=patience)
        if self._paused and self._database is not None and not self._database.in_transaction:
            self._database.close()
            self._database = None

    def go_on(self) -> None:
        """After the fork, in the parent."""
        if self._paused:
            self._lock.release()

    def renew(self) -> None:
        """In a forked child: make a new lock. If the connection could not be closed, this process cannot use the
        file."""
        self._lock = threading.RLock()
        if not self._paused or self._database is not None:  # a thread was using it, or connecting
            _INHERITED[_identity(self.path)] = self._database
            self._database = None

    def close(self) -> None:
        """Close the connection. A closed journal refuses every call."""
        super().close()
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def __del__(self) -> None:
        if self._database is not None:
            self.close()

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        """Claim keys, or renew leases; see `Journal.claim`. One write to the disk, however many there are."""
        now = clock.current().now().timestamp()
        namespace, until = self.scope.namespace, now + self.lease
        values = [
            # sqlite3 cannot bind subclasses of str.
            (one.id[:12], namespace, str(one.id), one.operation, one.digest, one.owner, now, until, one.key)
            for one in claims
        ]
        with self._writing() as database:
            if database.executemany(_NEW, values).rowcount < len(claims):
                return [self._claimed(database, one, now) for one in claims]
        claimed_at = moment(now)
        return [
            JournalRecord(
                one.id, "claimed", one.operation, one.digest, one.owner, 1, claimed_at, self.lease, None, "", one.key
            )
            for one in claims
        ]

    def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        """Record how calls ended; see `Journal.settle`."""
        now = clock.current().now().timestamp()
        namespace = self.scope.namespace
        values = [
            (one.state, one.outcome, now, one.id[:12], str(one.id), namespace, one.owner, one.state)
            for one in settlements
        ]
        with self._writing() as database:
            if database.executemany(_SETTLE, values).rowcount == len(settlements):
                return [True] * len(settlements)
            return [database.execute(_SETTLE, one).rowcount == 1 for one in values]  # which of them

    def release(self, claims: Sequence[Claim]) -> Sequence[bool]:
        """Release keys; see `Journal.release`."""
        now = clock.current().now().timestamp()
        with self._writing() as database:
            return [self._changes(database, _RELEASE, id=one.id, owner=one.owner, now=now) for one in claims]

    def iterate(self, *, state: KeyState | None = None) -> Iterator[JournalRecord]:
        """The records of the namespace, in the order of the first claims of their keys; see `Journal.iterate`."""
        last, some = 0, "" if state is None else " AND state = :state"
        query = (
            f"SELECT number, {_COLUMNS} FROM keys WHERE namespace = :namespace AND number > :last{some} "
            f"ORDER BY number LIMIT {_PAGE}"
        )
        while True:
            with self._reading() as database:
                values = {"namespace": self.scope.namespace, "last": last, "state": state}
                now = clock.current().now().timestamp()
                rows = database.execute(query, values).fetchall()
            yield from (_record(row, now) for _, *row in rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def prune(self, *, before: datetime, unknown: bool = False) -> int:
        """Delete keys that ended before a time; see `Journal.prune`."""
        check_before(before)
        values = {
            "namespace": self.scope.namespace,
            "before": before.timestamp(),
            "now": clock.current().now().timestamp(),
        }
        also = " OR (state = 'claimed' AND leased_until <= :now AND claimed_at < :before)" if unknown else ""
        query = f"DELETE FROM keys WHERE namespace = :namespace AND (settled_at < :before{also})"
        with self._writing() as database:
            return database.execute(query, values).rowcount

    def _read(self, id: KeyId) -> JournalRecord | None:
        with self._reading() as database:
            return self._one(database, id, clock.current().now().timestamp())

    def _read_all(self, ids: Sequence[KeyId]) -> Sequence[JournalRecord | None]:
        with self._reading() as database:
            now = clock.current().now().timestamp()
            return [self._one(database, one, now) for one in ids]

    def _change(self, record: JournalRecord, state: KeyState, outcome: str) -> bool:
        with self._writing() as database:
            return self._changes(
                database,
                _CHANGE,
                id=record.id,
                owner=record.owner,
                generation=record.generation,
                state=record.state,
                to=state,
                outcome=outcome,
                now=clock.current().now().timestamp(),
            )

    def _delete(self, record: JournalRecord) -> bool:
        now = clock.current().now().timestamp()
        with self._writing() as database:
            return self._changes(
                database, _DELETE, id=record.id, generation=record.generation, state=record.state, now=now
            )

    def _changes(self, database: sqlite3.Connection, statement: str, *, id: KeyId, **values: Any) -> bool:
        values.update(id=str(id), namespace=self.scope.namespace)  # sqlite3 binds no subclass of str
        return database.execute(statement, values).rowcount == 1

    def _one(self, database: sqlite3.Connection, id: KeyId, now: float) -> JournalRecord | None:
        row = database.execute(_GET, {"namespace": self.scope.namespace, "id": str(id)}).fetchone()
        return None if row is None else _record(row, now)

    def _claimed(self, database: sqlite3.Connection, claim: Claim, now: float) -> JournalRecord:
        """The record of a key after its claim. Its row may have existed before."""
        self._changes(
            database,
            _AGAIN,
            id=claim.id,
            operation=claim.operation,
            digest=claim.digest,
            owner=claim.owner,
            key=claim.key,
            now=now,
            until=now + self.lease,
        )
        record = self._one(database, claim.id, now)
        if record is None:
            raise JournalError(
                "the hash of this key has the same beginning as that of another key in the journal: use another key"
            )
        return record

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        with self._reading() as database:
            try:
                database.execute("BEGIN IMMEDIATE")
                yield database
                database.execute("COMMIT")
            except BaseException:
                self._database = None
                database.close()  # rolls it back
                raise

    @contextmanager
    def _reading(self) -> Generator[sqlite3.Connection]:
        """The connection, for this thread alone."""
        with self._lock:
            self._check_open()
            try:
                if self._database is None:
                    self._database = self._connect()
                elif self._database.in_transaction:
                    raise JournalError(
                        f"the journal {self.path} is in use by code that a signal handler has interrupted"
                    )
                else:
                    self._check_files()
                yield self._database
            except sqlite3.Error as error:
                raise JournalError(f"the journal {self.path} cannot be used: {_words(error)}") from error

    def _check_files(self, most: int | None = None) -> None:
        """Check that the files are still those that were opened. `most`: how many files to check. None: all."""
        for path, known in self._files[:most]:
            if _identity(path) != known:
                raise JournalError(
                    f"the journal {self.path}, or its -wal or -shm, was deleted or replaced while it was open: other "
                    "processes do not see the records of this process. Restart this process"
                )

    def _connect(self) -> sqlite3.Connection:
        self._check_files(1)  # if it was open before; the last connection that closed has removed the other two
        self._create()
        if _identity(self.path) in _INHERITED:
            raise JournalError(
                f"the journal {self.path} cannot be used: this process was forked while another thread used it. Fork "
                "before threads make calls, or start processes with the method spawn"
            )
        database = sqlite3.connect(
            self.path, timeout=self._busy_timeout, isolation_level=None, check_same_thread=False, cached_statements=32
        )
        try:
            self._is_new(database)  # a database keeps its journal mode: that of another program is not changed
            mode = database.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise JournalError(
                    f"the journal {self.path} cannot be used: SQLite does not open it in WAL mode, but {mode!r}"
                )
            database.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
            database.execute("PRAGMA fullfsync = ON")  # macOS else leaves it in the disk's cache
            self._prepare(database)
        except BaseException:
            database.close()
            raise
        real = os.path.realpath(self.path)  # SQLite names its other files after it
        self._files = tuple((one, _identity(one)) for one in (str(self.path), f"{real}-wal", f"{real}-shm"))
        return database

    def _create(self) -> None:
        """Create the file, if it does not exist. SQLite gives its -wal and -shm files the same mode.

        An existing file must not be opened here: closing any descriptor of it releases all locks that this process has
        on it, including those of SQLite.
        """
        with _CREATING.lock:  # so that no other thread opens it with SQLite before it is closed here
            try:
                os.close(os.open(os.path.realpath(self.path), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            except FileExistsError:
                pass
            except OSError as error:
                raise JournalError(f"the journal {self.path} cannot be opened: {error.strerror}") from error

    def _is_new(self, database: sqlite3.Connection) -> bool:
        """Whether the database is empty, and not a journal yet."""
        version = _version(database)
        if version not in (0, _FIRST_VERSION, VERSION):
            raise JournalError(f"{self.path} was written by another version of sesv2kit, or is not a journal")
        if version == 0 and database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise JournalError(f"{self.path} is a SQLite database of another program")
        return version == 0

    def _prepare(self, database: sqlite3.Connection) -> None:
        database.execute("BEGIN IMMEDIATE")
        if self._is_new(database):
            database.execute(_NAMESPACES)
            database.execute(_KEYS)
            database.execute(f"PRAGMA user_version = {VERSION}")
        elif _version(database) == _FIRST_VERSION:
            # A process that still uses the old tables sends nothing after this, and can settle the keys that it has
            # claimed.
            database.execute("ALTER TABLE keys RENAME TO old_keys")
            database.execute(_KEYS)
            columns = f"namespace, {_COLUMNS}"
            database.execute(
                f"INSERT INTO keys (prefix, {columns}) SELECT substr(id, 1, 12), {columns} FROM old_keys ORDER BY rowid"
            )
            database.execute("DROP TABLE old_keys")
            database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute(
            "INSERT INTO namespaces (name, verifier) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (self.scope.namespace, self.scope.check),
        )
        query = "SELECT verifier FROM namespaces WHERE name = ?"
        known = database.execute(query, (self.scope.namespace,)).fetchone()
        self._check_secret(known[0])
        database.execute("COMMIT")


_CREATING = fork.Lock()

_Files: TypeAlias = tuple[tuple[str, tuple[int, int] | None], ...]
"""Files, and the device and inode of each. None: it does not exist."""

_INHERITED: dict[tuple[int, int] | None, sqlite3.Connection | None] = {}
"""By device and inode: connections inherited from the parent process, which were in use during the fork. They are never
closed, because this would affect the parent's transaction. None: it was being made."""


def _identity(path: str | Path) -> tuple[int, int] | None:
    """Device and inode of a file. None: it does not exist."""
    try:
        facts = os.stat(path)  # noqa: PTH116  # each use looks at three files: this makes no Path
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


_FIRST_VERSION = 7301
"""Version of the tables without prefixes."""

VERSION = 7302
"""Version of the tables. SQLite stores it in the header of the file, where other databases usually have 0 or a small
number."""


def _version(database: sqlite3.Connection) -> int:
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    return version


def _record(row: Sequence[Any], now: float) -> JournalRecord:
    id, state, operation, digest, owner, generation, claimed_at, leased_until, settled_at, outcome, key = row
    return JournalRecord(
        id=KeyId(id),
        state=state,
        operation=operation,
        digest=digest,
        owner=owner,
        generation=generation,
        claimed_at=moment(claimed_at),
        lease_left=max(0.0, leased_until - now) if state == "claimed" else 0.0,
        settled_at=None if settled_at is None else moment(settled_at),
        outcome=outcome,
        key=key,
    )


def _words(error: sqlite3.Error) -> str:
    """SQLite's text of an error, which contains no values."""
    return f"{error} ({getattr(error, 'sqlite_errorname', type(error).__name__)})"


def network_file_system(path: Path, mounts: str | None = None) -> str | None:
    """The type of the network file system of a file. None: it is on none, or this cannot be detected.

    Args:
        path: The file, which need not exist.
        mounts: The content of /proc/self/mountinfo. None: read it, if it exists.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(errors="replace")
        except OSError:
            return None
    best, kind = "", ""
    place = f"{path.resolve()}/"
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        if len(fields := before.split(" ")) > 4 and after:
            point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4])
            if place.startswith(point.rstrip("/") + "/") and len(point) >= len(best):
                best, kind = point, after.split(" ")[0]
    return kind if kind in _NETWORK else None
