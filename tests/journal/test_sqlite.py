"""SQLite in trouble: a clear error, nothing sent, nothing lost."""

import ctypes
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sesv2kit._core import fork
from sesv2kit.errors import JournalError
from sesv2kit.journal import Claim, KeyId, Scope, Settlement, sqlite
from sesv2kit.journal.base import moment
from sesv2kit.journal.sqlite import SqliteJournal, network_file_system
from tests.faults.server import Server, answer
from tests.meta.source import PROJECT
from tests.unit.support import SEND, client_of

ACCEPTED = answer({"MessageId": "message-1"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def claim(journal: SqliteJournal, key: str = "order-1") -> Claim:
    return Claim(journal.scope.id_of(key), f"owner of {key}", "SendEmail", "digest")


class Troubled(SqliteJournal):
    """Each of its connections may only read."""

    def _connect(self) -> sqlite3.Connection:
        database = super()._connect()
        database.execute(self._pragma(database))
        return database

    def _pragma(self, database: sqlite3.Connection) -> str:
        return "PRAGMA query_only = ON"


class Full(Troubled):
    """There is no room for another page."""

    def _pragma(self, database: sqlite3.Connection) -> str:
        return f"PRAGMA max_page_count = {database.execute('PRAGMA page_count').fetchone()[0]}"


class Inside(SqliteJournal):
    """Does something before it commits."""

    def __init__(self, path: Path, inside: Callable[[], object]) -> None:
        super().__init__(path)
        self.inside = inside

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        with super()._writing() as database:
            yield database
            self.inside()


def fill(path: Path) -> None:
    """Use up the room in the pages that there are."""
    journal = Full(path)

    def claim_more() -> None:
        for number in range(1000):
            journal.claim([claim(journal, f"filler-{number}")])

    with pytest.raises(JournalError, match="full"):
        claim_more()


def not_sent(journal: SqliteJournal, words: str) -> None:
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        with pytest.raises(JournalError, match=f"^SendEmail was not sent: .*{words}") as caught:
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert server.connections == 0
        assert str(journal.path) in str(caught.value)


@pytest.mark.usefixtures("each_client")
def test_a_full_disk_at_the_claim(path: Path) -> None:
    fill(path)
    not_sent(Full(path), r"database or disk is full \(SQLITE_FULL\)")
    assert sum(1 for _ in SqliteJournal(path).iterate()) > 5


@pytest.mark.usefixtures("each_client")
def test_a_full_disk_at_the_settlement(path: Path, clock: Any, caplog: pytest.LogCaptureFixture) -> None:
    journal = SqliteJournal(path)

    class FullAtTheEnd(SqliteJournal):
        def settle(self, settlements: Any) -> Any:
            return Full(path).settle([Settlement(one.id, one.owner, one.state, "x" * 10**6) for one in settlements])

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=FullAtTheEnd(path))
        assert client.sending.send_email(**SEND, idempotency_key="order-1").message_id == "message-1"
    assert "its outcome could not be recorded" in caplog.text
    record = journal.get("order-1")
    assert record is not None
    assert record.state == "claimed"


@pytest.mark.usefixtures("each_client")
def test_a_locked_database(path: Path) -> None:
    SqliteJournal(path).claim([])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    not_sent(SqliteJournal(path, busy_timeout=0), r"database is locked \(SQLITE_BUSY\)")
    other.close()


@pytest.mark.usefixtures("each_client")
def test_a_read_only_database(path: Path) -> None:
    SqliteJournal(path).claim([])
    not_sent(Troubled(path), r"attempt to write a readonly database \(SQLITE_READONLY\)")


def without_root() -> None:
    """Before a program is started: it may not write where modes say so, though root starts it. Linux only."""
    drop, write_everywhere = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        ctypes.CDLL(None).prctl(drop, write_everywhere, 0, 0, 0)


NOT_SENT = """
import sys
from pathlib import Path
from tests.journal.test_sqlite import SqliteJournal, not_sent
not_sent(SqliteJournal(sys.argv[1]), r"attempt to write a readonly database \\(SQLITE_READONLY")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="root may write everywhere, and elsewhere it cannot give that up")
@pytest.mark.parametrize("read_only", ["journal.db", "."], ids=["file", "folder"])
def test_a_file_that_may_not_be_written(read_only: str, path: Path) -> None:
    with SqliteJournal(path) as journal:
        journal.claim([])
    place = path.parent / read_only
    place.chmod(0o500)
    try:
        command = [sys.executable, "-c", NOT_SENT, str(path)]
        done = subprocess.run(
            command, preexec_fn=without_root, cwd=PROJECT, capture_output=True, text=True, check=False
        )
    finally:
        place.chmod(0o700)
    assert done.returncode == 0, done.stderr


SMALL_DISK = """
import os, sys
from pathlib import Path
from tests.journal.test_sqlite import JournalError, Settlement, SqliteJournal, claim, not_sent, pytest
path, rest = Path(sys.argv[1], "journal.db"), Path(sys.argv[1], "rest")
journal = SqliteJournal(path)
taken = claim(journal, "order-0")
journal.claim([taken])
with pytest.raises(OSError), rest.open("wb", buffering=0) as file:
    while True:
        file.write(bytes(1024))
full = r"database or disk is full \\(SQLITE_FULL\\)"
for _ in range(2):
    for one in (journal, SqliteJournal(path), SqliteJournal(path.with_name("another.db"))):
        not_sent(one, full)
with pytest.raises(JournalError, match=full):
    journal.settle([Settlement(taken.id, taken.owner, "accepted", "x" * 20_000)])
assert [one.owner for one in journal.iterate()] == ["owner of order-0"]
rest.unlink()
assert journal.settle([Settlement(taken.id, taken.owner, "accepted", "x" * 20_000)]) == [True]
for name in ("journal.db", "another.db"):
    one = SqliteJournal(path.with_name(name))
    assert one.claim([claim(one)])[0].owner == "owner of order-1"
print("done")
"""


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """Nothing is sent and nothing is lost, and when there is room again it goes on. A disk of 1 MiB in memory."""
    mounted = 'mount -t tmpfs -o size=1m none "$1" && shift && exec "$@"'
    space = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted, "sh", str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run([*space, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    command = [*space, sys.executable, "-c", SMALL_DISK, str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


@pytest.mark.usefixtures("each_client")
def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    not_sent(SqliteJournal(tmp_path / "none" / "journal.db"), "cannot be opened: No such file or directory")


@pytest.mark.usefixtures("each_client")
def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"secret" * 1000)
    not_sent(SqliteJournal(path), r"file is not a database \(SQLITE_NOTADB\)")
    assert path.read_bytes() == b"secret" * 1000


@pytest.mark.usefixtures("each_client")
def test_a_corrupted_database(path: Path) -> None:
    with SqliteJournal(path) as journal:
        journal.claim([claim(journal, f"order-{number}") for number in range(500)])
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    not_sent(SqliteJournal(path), r"malformed \(SQLITE_CORRUPT")


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE TABLE t (x)", "is a SQLite database of another program"),
        ("PRAGMA user_version = 7300", "was written by another version of sesv2kit, or is not a journal"),
    ],
)
def test_a_database_of_something_else_stays_as_it_is(statement: str, words: str, path: Path) -> None:
    """Another program may not expect a WAL, which a database keeps for good."""
    with sqlite3.connect(path) as other:
        other.execute(statement)
    other.close()
    before = path.read_bytes()
    not_sent(SqliteJournal(path), words)
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.usefixtures("each_client")
def test_a_database_that_says_it_is_a_journal_and_has_no_tables(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {sqlite.VERSION}")
    other.close()
    not_sent(SqliteJournal(path), r"no such table: namespaces \(SQLITE_ERROR\)")


def test_an_empty_file_becomes_a_journal(path: Path) -> None:
    """As `touch` makes one, with a mode of its own; or a process that was killed right after it had made it."""
    path.touch(0o640)
    with SqliteJournal(path) as journal:
        assert journal.claim([claim(journal)])[0].owner == "owner of order-1"


@pytest.mark.usefixtures("each_client")
def test_where_there_is_no_wal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without shared memory, which SQLite's dot-file locks stand for."""
    connect: Any = sqlite3.connect

    def without(database: Path, **settings: Any) -> Any:
        return connect(f"file:{database}?vfs=unix-dotfile", uri=True, **settings)

    monkeypatch.setattr(sqlite3, "connect", without)
    not_sent(SqliteJournal(path), "SQLite does not open it in WAL mode, but 'delete'")


MOUNTS = """\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:30 / /mnt/share rw - nfs4 server:/export rw
31 21 0:31 / /mnt/with\\040space rw - cifs //server/share rw
32 30 8:2 / /mnt/share/disk rw - xfs /dev/sdb1 rw
33 21 0:33 / /mnt/share-not rw - tmpfs none rw
"""


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/var/journal.db", None),
        ("/mnt/share/journal.db", "nfs4"),
        ("/mnt/share/deep/er/journal.db", "nfs4"),
        ("/mnt/with space/journal.db", "cifs"),
        ("/mnt/share/disk/journal.db", None),
        ("/mnt/share-not/journal.db", None),
    ],
)
def test_network_file_systems_are_seen(file: str, kind: str | None) -> None:
    assert network_file_system(Path(file), MOUNTS) == kind


def test_network_file_systems_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nfs(_: Path) -> str:
        return "nfs"

    monkeypatch.setattr(sqlite, "network_file_system", nfs)
    with pytest.raises(JournalError, match=r"is on a network file system \(nfs\)"):
        SqliteJournal(path)
    assert not path.exists()


def test_its_files_are_for_its_owner_only(path: Path) -> None:
    before = os.umask(0)
    try:
        journal = SqliteJournal(path)
        journal.claim([claim(journal)])
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(["journal.db", "journal.db-wal", "journal.db-shm"], 0o600)


def test_what_is_interrupted_is_undone(path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    journal = Inside(path, interrupt)
    with pytest.raises(KeyboardInterrupt):
        journal.claim([claim(journal)])
    assert journal.get("order-1") is None
    journal.inside = lambda: None
    assert journal.claim([claim(journal)])[0].generation == 1


def test_more_records_than_one_page(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.claim([claim(journal, f"order-{number}") for number in range(1234)])
    records = list(journal.iterate())
    assert len({one.id for one in records}) == len(records) == 1234


def test_a_batch_is_one_transaction(path: Path) -> None:
    """However many keys there are: so the disk is waited for once."""
    journal = SqliteJournal(path)
    said: list[str] = []
    with journal._reading() as database:  # pyright: ignore[reportPrivateUsage]  # its statements are looked at
        database.set_trace_callback(said.append)
    claims = [claim(journal, f"order-{number}") for number in range(50)]
    journal.claim(claims)
    journal.settle([Settlement(one.id, one.owner, "accepted", "{}") for one in claims])
    assert [one for one in said if one in ("BEGIN IMMEDIATE", "COMMIT")] == ["BEGIN IMMEDIATE", "COMMIT"] * 2


def test_a_batch_of_which_some_keys_are_taken(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.claim([Claim(journal.scope.id_of("order-1"), "another", "SendEmail", "digest")])
    claims = [claim(journal, f"order-{number}") for number in (0, 1, 2, 2)]
    owners = ["owner of order-0", "another", "owner of order-2", "owner of order-2"]
    assert [one.owner for one in journal.claim(claims)] == owners
    settled = journal.settle([Settlement(one.id, one.owner, "accepted", "{}") for one in claims])
    assert settled == [True, False, True, True]


def alike(end: str) -> Claim:
    """A claim on a key whose hash begins as that of every other of these."""
    return Claim(KeyId("the same 12 c" + end), f"owner of {end}", "SendEmail", "digest")


def test_a_key_whose_hash_begins_as_that_of_another(path: Path) -> None:
    """The index has the first 12 characters of an id. A key is never taken for another one."""
    journal = SqliteJournal(path)
    journal.claim([alike("one")])
    for batch in ([alike("two")], [claim(journal), alike("two")]):
        with pytest.raises(JournalError, match="the hash of this key has the same beginning as that of another key"):
            journal.claim(batch)
    with pytest.raises(JournalError, match="the hash of this key has the same beginning as that of another key"):
        SqliteJournal(path, namespace="another").claim([alike("one")])
    two = alike("two")
    assert journal.get(two.id) is None
    assert journal.settle([Settlement(two.id, "owner of one", "accepted", "{}")]) == [False]
    assert journal.release([Claim(two.id, "owner of one", "SendEmail", "digest")]) == [False]
    assert journal.erase(two.id) is False
    assert [(one.id, one.owner) for one in journal.iterate()] == [(alike("one").id, "owner of one")]


@pytest.mark.usefixtures("each_client")
def test_a_call_whose_key_is_hashed_as_another_is_not_sent(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hashed(_: Scope, key: str) -> KeyId:
        return alike(key).id

    journal = SqliteJournal(path)
    journal.claim([alike("one")])
    monkeypatch.setattr(Scope, "id_of", hashed)
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        with pytest.raises(
            JournalError, match=r"^SendEmail was not sent: the hash of this key has the same beginning as that"
        ):
            client.sending.send_email(**SEND, idempotency_key="two")
        assert server.connections == 0


def test_no_statement_about_a_key_reads_all_keys(path: Path, clock: Any) -> None:
    """SQLite finds a row by the index. A journal may have millions of them."""
    journal = SqliteJournal(path)
    said: list[str] = []
    with journal._reading() as database:  # pyright: ignore[reportPrivateUsage]  # its statements are looked at
        database.set_trace_callback(said.append)
    taken = claim(journal)
    for _ in range(2):
        journal.claim([taken, taken])
    journal.release([taken])
    journal.claim([taken])
    journal.settle([Settlement(taken.id, taken.owner, "refused", "{}")])
    journal.resolve("order-1", "not_sent")
    journal.erase("order-1")
    statements = {one for one in said if "keys" in one and not one.lstrip().startswith("INSERT")}
    database.set_trace_callback(None)
    plans = [database.execute(f"EXPLAIN QUERY PLAN {one}").fetchall() for one in statements]
    assert len(plans) > 5
    assert {row[3] for plan in plans for row in plan} == {"SEARCH keys USING INDEX sqlite_autoindex_keys_1 (prefix=?)"}


FIRST_TABLES = """
CREATE TABLE namespaces (name TEXT PRIMARY KEY, verifier TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE keys (
    namespace TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, operation TEXT NOT NULL, digest TEXT NOT NULL,
    owner TEXT NOT NULL, generation INTEGER NOT NULL, claimed_at REAL NOT NULL, leased_until REAL NOT NULL,
    settled_at REAL, outcome TEXT NOT NULL, key TEXT, UNIQUE (namespace, id)
);
PRAGMA journal_mode = WAL;
PRAGMA user_version = 7301;
"""


def test_the_keys_of_a_journal_of_version_0_2_are_kept(path: Path) -> None:
    scopes = [Scope(), Scope("another")]
    first = sqlite3.connect(path, isolation_level=None)
    first.executescript(FIRST_TABLES)
    first.executemany("INSERT INTO namespaces VALUES (?, ?)", [(one.namespace, one.check) for one in scopes])
    insert = """
    INSERT INTO keys (namespace, id, state, operation, digest, owner, generation, claimed_at, leased_until, settled_at,
        outcome, key)
    VALUES (?, ?, ?, 'SendEmail', 'digest', 'owner', 3, 1.0, 61.0, ?, ?, 'key')
    """
    for scope in scopes:
        for row in (("claimed", None, ""), ("accepted", 2.0, "{}")):
            first.execute(insert, (scope.namespace, str(scope.id_of(f"{row[0]} key")), *row))
    with pytest.raises(JournalError, match="created with another secret"):  # then nothing is converted
        SqliteJournal(path, secret="another, of 16 bytes").get("claimed key")
    assert first.execute("PRAGMA user_version").fetchone() == (7301,)
    for namespace in ("default", "another", "default"):
        with SqliteJournal(path, namespace=namespace) as journal:
            claimed, accepted = journal.iterate()
            assert (claimed, accepted) == (journal.get("claimed key"), journal.get("accepted key"))
            assert claimed.is_unknown
            assert (claimed.owner, claimed.generation, claimed.key, claimed.settled_at) == ("owner", 3, "key", None)
            assert (accepted.state, accepted.outcome, accepted.settled_at) == ("accepted", "{}", moment(2))
            assert journal.claim([claim(journal, "claimed key"), claim(journal, "accepted key")]) == [claimed, accepted]
    # A process that had it open before: it claims nothing more, and can tell how its calls ended.
    with pytest.raises(sqlite3.OperationalError, match="ON CONFLICT clause does not match"):
        first.execute(f"{insert} ON CONFLICT (namespace, id) DO NOTHING", ("default", "id", "claimed", None, ""))
    settle = "UPDATE keys SET state = 'accepted' WHERE namespace = ? AND id = ?"
    assert first.execute(settle, ("default", str(scopes[0].id_of("claimed key")))).rowcount == 1
    assert first.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [
        ("namespaces",),
        ("keys",),
    ]
    first.close()
    with SqliteJournal(path) as journal:
        assert [one.state for one in journal.iterate()] == ["accepted", "accepted"]


def test_threads_share_a_connection(path: Path) -> None:
    """SQLite lets one write at a time."""
    journal = SqliteJournal(path)
    threads = [threading.Thread(target=journal.claim, args=([claim(journal, str(n))],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(1 for _ in journal.iterate()) == 8
    journal.close()
    with pytest.raises(JournalError, match="the journal is closed"):
        journal.get("order-1")


def test_a_handler_of_a_signal_does_not_use_what_it_interrupts(path: Path) -> None:
    def handle() -> None:
        with pytest.raises(JournalError, match="in use by code that a signal handler has interrupted"):
            journal.get("order-1")

    journal = Inside(path, handle)
    journal.claim([claim(journal)])
    assert journal.get("order-1") is not None


def test_macos_writes_through_the_disks_cache(path: Path) -> None:
    with SqliteJournal(path)._reading() as database:  # pyright: ignore[reportPrivateUsage]  # its settings are looked at
        assert database.execute("PRAGMA fullfsync").fetchone() == (1,)


# Other connections to the file, in this process and in others. What one of them notes the others must see.

OTHER = """
import sys
from sesv2kit.journal.sqlite import SqliteJournal
with SqliteJournal(sys.argv[1]) as journal:
    print(journal.get(sys.argv[2]) is not None)
"""


def seen_by_another_process(path: Path, key: str) -> bool:
    """It opens the database and closes it. The last one that does so removes the WAL."""
    command = [sys.executable, "-c", OTHER, str(path), key]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout == "True\n"


def test_another_journal_of_this_process_does_not_give_up_its_locks(path: Path) -> None:
    """To close any descriptor of a file gives up all of a process's locks on it."""
    first, second = SqliteJournal(path), SqliteJournal(path)
    first.claim([claim(first, "order-1")])
    assert second.get("order-1") is not None
    assert seen_by_another_process(path, "order-1")
    first.claim([claim(first, "order-2")])
    assert seen_by_another_process(path, "order-2")


class Child:
    """A forked child, which does one thing after the other, each when it is told."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self._told, tells = os.pipe()
        done, self._done = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            status = 1
            try:
                for step in steps:
                    os.read(self._told, 1)
                    step()
                    os.write(self._done, b"x")
                status = 0
            finally:
                os._exit(status)
        os.close(self._done)
        self._tells, self._hears = tells, done

    def step(self) -> None:
        """Let it do the next thing."""
        os.write(self._tells, b"x")
        assert os.read(self._hears, 1) == b"x"

    def end(self) -> None:
        """Wait for its end."""
        assert os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1]) == 0
        for one in (self._told, self._tells, self._hears):
            os.close(one)


FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")


@FORKS
def test_what_a_forked_child_claims_is_seen_by_others(path: Path) -> None:
    """Also when its parent, which had the database open, has closed it."""
    journal = SqliteJournal(path)
    journal.claim([claim(journal, "order-0")])
    child = Child(*(partial(journal.claim, [claim(journal, key)]) for key in ("order-1", "order-2")))
    child.step()
    journal.close()
    assert seen_by_another_process(path, "order-1")
    child.step()
    assert seen_by_another_process(path, "order-2")
    child.end()


@FORKS
def test_a_fork_waits_for_a_thread_that_writes(path: Path) -> None:
    writing, forked, waited = threading.Event(), threading.Event(), list[bool]()

    def linger() -> None:
        if not writing.is_set():
            writing.set()
            waited.append(not forked.wait(0.05))

    journal = Inside(path, linger)
    thread = threading.Thread(target=journal.claim, args=([claim(journal, "order-0")],))
    thread.start()
    writing.wait(30)
    child = Child(partial(journal.claim, [claim(journal, "order-1")]))
    forked.set()
    child.step()
    child.end()
    thread.join()
    assert waited == [True]
    assert {one.owner for one in journal.iterate()} == {"owner of order-0", "owner of order-1"}


class Connecting(Inside):
    """Does something while it connects."""

    def _prepare(self, database: sqlite3.Connection) -> None:
        super()._prepare(database)
        self.inside()


@FORKS
@pytest.mark.parametrize("kind", [Inside, Connecting])
def test_a_child_does_not_use_what_a_fork_could_not_close(
    kind: type[Inside], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork, "_PATIENCE", 0.01)
    writing, go = threading.Event(), threading.Event()

    def linger() -> None:
        writing.set()
        go.wait(30)

    journal = kind(path, linger)

    def refused() -> None:
        go.set()  # the child's own: it does not wait if it is not refused
        for one in (journal, SqliteJournal(path)):
            with pytest.raises(JournalError, match="this process was forked while another thread used it"):
                one.claim([claim(one, "order-1")])

    thread = threading.Thread(target=journal.claim, args=([claim(journal, "order-0")],))
    thread.start()
    writing.wait(30)
    child = Child(refused)
    child.step()
    child.end()
    go.set()
    thread.join()
    assert [one.owner for one in journal.iterate()] == ["owner of order-0"]


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(
    "how", ["deleted", "replaced", "its link points elsewhere", "its WAL is deleted", "its shared memory is deleted"]
)
def test_a_file_that_is_no_longer_there_is_not_written(how: str, path: Path) -> None:
    """Other processes would use another file, and send the same again."""
    path.with_name("real.db").touch(0o600)
    path.symlink_to("real.db")
    with SqliteJournal(path) as journal:
        journal.claim([claim(journal)])
        match how:
            case "deleted":
                path.resolve().unlink()
            case "replaced":
                path.with_name("new.db").touch(0o600)
                path.with_name("new.db").rename(path.resolve())
            case "its WAL is deleted":
                path.with_name("real.db-wal").unlink()
            case "its shared memory is deleted":
                path.with_name("real.db-shm").unlink()
            case _:
                path.unlink()
                path.symlink_to("another.db")
        not_sent(journal, "was deleted or replaced while it was open")
        not_sent(journal, "was deleted or replaced while it was open")


@pytest.mark.usefixtures("each_client")
def test_a_file_that_was_deleted_is_not_made_anew_when_it_is_opened_again(path: Path) -> None:
    """A connection is closed after an error, and before a fork."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    journal = Inside(path, interrupt)
    with pytest.raises(KeyboardInterrupt):
        journal.claim([claim(journal)])
    journal.inside = lambda: None
    path.unlink()
    not_sent(journal, "was deleted or replaced while it was open")
    assert not path.exists()


def test_a_link_to_a_file_that_is_not_there_yet(path: Path) -> None:
    path.symlink_to("real.db")
    with SqliteJournal(path) as journal:
        journal.claim([claim(journal)])
        assert stat.S_IMODE(path.with_name("real.db").stat().st_mode) == 0o600


def test_a_relative_path_stays_where_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    journal = SqliteJournal(path.name)
    monkeypatch.chdir("/")
    journal.claim([claim(journal)])
    assert path.exists()
