"""The command in a terminal of 80 columns and in pipes, and the members of its JSON document."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sesv2kit._cli import output
from sesv2kit.testing import serve

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no terminals here")

COMMAND = [sys.executable, "-m", "sesv2kit"]
INTERRUPTIBLE = """
import signal, sys
from sesv2kit.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background ignores it otherwise
sys.exit(main())
"""
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}


def in_terminal(*arguments: str, typed: str = "", **environment: str) -> tuple[int, str]:
    """The exit code of a command, and what it prints into a terminal of 80 columns, in which somebody types."""
    master, slave = pty.openpty()
    settings = {**os.environ, "COLUMNS": "80", "TERM": "xterm-256color", **environment}
    settings.pop("NO_COLOR", None)
    settings.update(environment)
    process = subprocess.Popen([*COMMAND, *arguments], stdin=slave, stdout=slave, stderr=slave, env=settings)
    os.write(master, typed.encode())
    os.close(slave)
    parts: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(master, 65536):
                parts.append(part)
        except OSError:  # the end of a terminal
            pass

    reader = threading.Thread(target=read)
    reader.start()
    code = process.wait()
    reader.join()
    os.close(master)
    return code, b"".join(parts).decode()


def test_help_fits_into_80_columns() -> None:
    for words in ([], ["suppression", "plan"]):
        code, text = in_terminal(*words, "--help")
        assert code == 0
        assert max(map(len, text.splitlines())) <= 80


def test_status_in_a_terminal_and_in_a_pipe() -> None:
    with serve() as server:
        where = {"AWS_ENDPOINT_URL_SESV2": server.endpoint_url, **CREDENTIALS}
        code, text = in_terminal("status", **where)
        assert code == 0
        assert "50,000" in text
        piped = subprocess.run(
            [*COMMAND, "status"], env={**os.environ, **where}, capture_output=True, text=True, check=True
        )
    assert piped.stdout.splitlines() == [line.rstrip() for line in text.splitlines()]
    assert not re.search(r"\x1b", piped.stdout)


def test_a_reader_that_leaves_is_no_error() -> None:
    with serve() as server:
        where = {"AWS_ENDPOINT_URL_SESV2": server.endpoint_url, **CREDENTIALS}
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [*COMMAND, "status", "--json"],
            env={**os.environ, **where},
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        os.close(write)
    assert "Traceback" not in done.stderr


def test_a_pipe_gets_long_cells_whole(capsys: pytest.CaptureFixture[str]) -> None:
    output.show(output.table(("address", "reason"), [("a" * 300 + "@mail.example", "[bold]\x1b[31m")]))
    assert capsys.readouterr().out.splitlines()[-1] == f"{'a' * 300}@mail.example   [bold]\N{REPLACEMENT CHARACTER}[31m"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ann@mail.example", "a***@mail.example"),
        ("Ann <ann.b@mail.example>, x@y", "Ann <a***@mail.example>, x***@y"),
        ("no address @ all", "no address @ all"),
    ],
)
def test_addresses_are_masked(text: str, masked: str) -> None:
    assert output.masked(text) == masked


def test_ctrl_c_says_what_was_done_and_nothing_is_asked_twice() -> None:
    with serve() as server:
        where = {"AWS_ENDPOINT_URL_SESV2": server.endpoint_url, **CREDENTIALS}
        state = server.backend
        state.faults.add("slow", seconds=0.1, times=None)  # so that it is not done before it is interrupted
        many = [f"user{number}@mail.example" for number in range(2000)]
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTIBLE, "suppression", "add", "--reason", "BOUNCE", "--yes", "--json", *many],
            env={**os.environ, **where},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while len(state.requests) < 5:
            assert process.poll() is None
            threading.Event().wait(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        done = json.loads(out)
        assert (process.returncode, done["exit_code"]) == (130, 130)
        assert 5 <= done["data"]["accepted"] < 2000
        assert done["data"]["accepted"] == len(state.requests)
    assert "interrupted: run the same command again to go on" in err
    assert "Traceback" not in err


def test_a_person_is_asked_before_a_change() -> None:
    with serve() as server:
        where = {"AWS_ENDPOINT_URL_SESV2": server.endpoint_url, **CREDENTIALS}
        code, text = in_terminal("suppression", "add", "ann@mail.example", "--reason", "BOUNCE", typed="n\n", **where)
        assert code == 3
        assert "put 1 address on the list" in text
        assert "Apply? [y/N]" in text
        code, _ = in_terminal("suppression", "add", "ann@mail.example", "--reason", "BOUNCE", typed="y\n", **where)
        assert code == 0
        assert server.backend.requests == ["PutSuppressedDestination"]


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [["--help"], ["status", "--json", "--endpoint-url", "http://127.0.0.1:1"]])
def test_output_that_cannot_be_written_is_an_unknown_outcome(arguments: list[str]) -> None:
    with FULL.open("w") as full:
        done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (output.UNKNOWN, 1)
    assert "the output cannot be written" in done.stderr
