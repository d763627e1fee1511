"""Processes that are killed or stopped on their way: what was sent is never sent again, what was not is never lost."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sesv2kit._core import clock as clocks
from sesv2kit.errors import OutcomeUnknownError
from sesv2kit.journal.sqlite import SqliteJournal
from tests.faults.server import Answer, Seen, Server, answer
from tests.meta.source import PROJECT
from tests.unit.support import SEND, client_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")]


def mirror(seen: Seen) -> Answer:
    """A response that tells which key was sent."""
    return answer({"MessageId": key_of(seen)})


def key_of(seen: Seen) -> str:
    [tag] = [tag["Value"] for tag in seen.json["EmailTags"] if tag["Name"] == "sesv2kit-key"]
    return str(tag)


class Later(clocks.SystemClock):
    """The machine's clock, when every lease is over."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=61)


def program(*arguments: str, **settings: Any) -> "subprocess.Popen[str]":
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **settings)


def output(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def test_a_sender_that_is_killed_at_any_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Server(mirror) as server:
        killed = int(output(program("-m", "tests.journal.crashes", server.url, str(path))))
        assert killed > 100
        sent = Counter(map(key_of, server.seen))
        assert max(sent.values()) == 1
        journal = SqliteJournal(path)
        client = client_of(server.url, journal=journal)
        ends: Counter[str] = Counter()
        with clocks.installed(Later()):
            for line in range(killed + 1):
                key = f"order-{line}"
                tag, before = str(journal.scope.id_of(key)), journal.get(key)
                try:
                    response = client.sending.send_email(**SEND, idempotency_key=key)
                except OutcomeUnknownError:
                    ends["unknown"] += 1
                    assert before is not None
                    assert before.state == "claimed"
                else:
                    ends["replayed" if response.metadata.replayed else "sent"] += 1
                    assert response.message_id == tag
                    # What it says was accepted was sent, and what had left before was not sent again.
                    assert response.metadata.replayed == (sent[tag] == 1)
        assert max(Counter(map(key_of, server.seen)).values()) == 1
    assert ends.keys() == {"unknown", "replayed", "sent"}


def test_a_sender_that_is_stopped_does_not_send_after_its_key_was_resolved(tmp_path: Path) -> None:
    """SIGSTOP right before the request leaves, as a machine under load may stop a process for as long as it likes."""
    code = f"""
import os, signal, sys
from sesv2kit.errors import JournalError
from tests.journal.crashes import client_of
from tests.unit.support import SEND
client = client_of(*sys.argv[1:], lease=0.2)
stop = lambda **_: os.kill(os.getpid(), signal.SIGSTOP)
client.boto3_client.meta.events.register_first("before-send.sesv2.SendEmail", stop)
try:
    client.sending.send_email(**{SEND!r}, idempotency_key="order-1")
except JournalError as error:
    print(error)
"""
    path = tmp_path / "journal.db"
    with Server(mirror) as server:
        process = program("-c", code, server.url, str(path))
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        journal = SqliteJournal(path)
        while (record := journal.get("order-1")) is None or not record.is_unknown:
            pass
        journal.resolve("order-1", "not_sent")
        process.send_signal(signal.SIGCONT)
        assert "the lease of its idempotency key ended" in output(process)
        assert server.seen == []
        client_of(server.url, journal=journal).sending.send_email(**SEND, idempotency_key="order-1")
        assert len(server.seen) == 1


SEND_ONCE = f"""
import sys
from tests.journal.crashes import client_of
from tests.unit.support import SEND
client = client_of(*sys.argv[1:])
client.sending.send_email(**{SEND!r}, idempotency_key="warm")
client.sending.send_email(**{SEND!r}, idempotency_key="order-1")
"""


def test_the_claim_is_on_the_disk_before_the_request_is_written(tmp_path: Path) -> None:
    """What the kernel was asked, in order: the claim is written and synchronised, and only then does a byte leave."""
    calls = traced(tmp_path)
    posts = [number for number, call in enumerate(calls) if "POST" in call]
    assert len(posts) == 2
    between = calls[posts[0] + 1 : posts[1]]
    # Between the two requests: the first one's settlement, and the second one's claim.
    writes = [number for number, call in enumerate(between) if "write" in call and "journal.db-wal" in call]
    syncs = [number for number, call in enumerate(between) if "sync(" in call and "journal.db-wal" in call]
    assert len(syncs) == 2, "\n".join(between)
    assert writes[-1] < syncs[-1]
    assert not any("= -1" in between[number] for number in syncs)


def test_without_full_synchronisation_it_would_not_be(tmp_path: Path) -> None:
    """That the test above sees it: SQLite's default for a WAL does not synchronise at a commit."""
    calls = traced(tmp_path, "import sesv2kit.journal.sqlite as s; s.SYNCHRONOUS = 'NORMAL'")
    posts = [number for number, call in enumerate(calls) if "POST" in call]
    assert not any("sync(" in call and "journal.db-wal" in call for call in calls[posts[0] : posts[1]])


def traced(tmp_path: Path, first: str = "") -> list[str]:
    """The calls of a program that sends twice."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here (apt-get install strace)")
    log, path = tmp_path / "calls", tmp_path / "journal.db"
    watched = "trace=fsync,fdatasync,write,pwrite64,sendto,sendmsg"
    with Server(mirror) as server:
        command = ["strace", "-f", "-y", "-s", "16", "-e", watched, "-o", str(log), sys.executable, "-c"]
        command += [f"{first}\n{SEND_ONCE}", server.url, str(path)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode != 0 and re.search("ptrace|PTRACE|not permitted", done.stderr):
        pytest.skip(f"strace may not trace here: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return log.read_text().splitlines()
