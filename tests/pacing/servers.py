"""A real redis-server, which tests can stop, hang and restart."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

MISSING = "tests of Redis need redis-server (apt-get install redis-server)"


class RedisServer:
    """A server without persistence that listens only on a socket in `folder`, unless further options say otherwise."""

    def __init__(self, folder: Path, **more: str) -> None:
        socket = folder / "redis.sock"
        self.url = f"unix://{socket}"
        options = {"port": "0", "unixsocket": str(socket), "dir": str(folder), "save": "", "appendonly": "no"}
        options |= more
        self._command = ["redis-server", *(part for name, value in options.items() for part in (f"--{name}", value))]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        said: list[str] = []
        for line in self._process.stdout:
            said.append(line)
            if "ready to accept connections" in line.lower():
                return
        self.stop()
        pytest.fail("".join(said))

    def stop(self) -> None:
        with self._process:
            self._process.kill()

    def hang(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=10, decode_responses=True)


def launch(folder: Path, **options: str) -> RedisServer:
    """Start one, or skip the test. In CI, a missing server fails the test."""
    if shutil.which("redis-server") is None:
        (pytest.fail if os.environ.get("REQUIRE_REDIS") else pytest.skip)(MISSING)
    return RedisServer(folder, **options)


@pytest.fixture(scope="session")
def common_redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = launch(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis_server(common_redis_server: RedisServer) -> RedisServer:
    """An empty server, which tests must not stop."""
    with common_redis_server.client() as client:
        client.flushall()
    return common_redis_server


@pytest.fixture
def frail_redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A server for a single test, which may stop it."""
    server = launch(tmp_path)
    yield server
    server.stop()
