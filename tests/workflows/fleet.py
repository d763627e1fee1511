"""The fleet of examples/newsletter_celery on this machine: three Redis servers, the local SES, and worker processes."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from sesv2kit import RedisJournal
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import Backend, serve
from tests.meta.source import PROJECT
from tests.pacing.servers import RedisServer, launch
from tests.unit.support import client_of

WORKER = "celery -A newsletter_celery.app worker --loglevel=INFO --without-gossip --without-mingle --without-heartbeat"
DURABLE = {"appendonly": "yes", "appendfsync": "always"}
ENDS_WITHIN = 400
"""Seconds after which a fleet that hangs is killed, so that its test fails."""


class Fleet:
    """Everything that is started is killed at the end of the test."""

    def __init__(self, folder: Path, backend: Backend, endpoint_url: str, settings: dict[str, Any]) -> None:
        self.backend = backend
        self.broker = self._redis(folder / "broker", **DURABLE)
        self.store = self._redis(folder / "store", **DURABLE)
        self._limiter = self._redis(folder / "limiter")
        self._people = folder / "people.csv"
        self._environ = {
            **os.environ,
            "AWS_ENDPOINT_URL_SESV2": endpoint_url,
            "AWS_ACCESS_KEY_ID": "123456789012",
            "AWS_SECRET_ACCESS_KEY": "any",
            "NEWSLETTER_BROKER_URL": self.broker.url.replace("unix://", "redis+socket://"),
            "NEWSLETTER_STORE_URL": self.store.url,
            "NEWSLETTER_LIMITER_URL": self._limiter.url,
            **{f"NEWSLETTER_{name.upper()}": str(value) for name, value in settings.items()},
        }
        self._journal_settings = {"lease": settings["lease"]}
        self._started: list[subprocess.Popen[bytes]] = []
        reading, writing = os.pipe()
        self._reading, self._writing = os.fdopen(reading, errors="replace"), os.fdopen(writing, "wb")

    @staticmethod
    def _redis(folder: Path, **options: str) -> RedisServer:
        folder.mkdir()
        return launch(folder, **options)

    def people(self, ids: Iterable[int]) -> list[str]:
        """Write the file of recipients, and return their addresses."""
        rows = [{"id": f"c{id}", "name": f"User {id}", "email": f"user{id}@mail.example"} for id in ids]
        with self._people.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return [row["email"] for row in rows]

    def worker(self, name: str, *options: str) -> "subprocess.Popen[bytes]":
        """Start a worker: a process group of its own, as a machine would be."""
        command = [sys.executable, "-m", *WORKER.split(), f"--hostname={name}", *options]
        return self._start(command, self._writing)

    def producer(self, times: int = 1) -> "subprocess.Popen[bytes]":
        """Start the program that queues the parts, and that does it again if it is to be done several times."""
        once = "runpy.run_module('newsletter_celery.produce', None, '__main__')"
        program = f"import runpy\nfor _ in range({times}): {once}"
        return self._start([sys.executable, "-c", program, "june", str(self._people)])

    def produce(self, times: int = 1) -> None:
        assert self.producer(times).wait() == 0

    def report(self) -> str:
        """What the report prints."""
        command = [sys.executable, "-m", "newsletter_celery.report", "june"]
        return subprocess.check_output(command, env=self._environ, cwd=PROJECT / "examples", text=True)

    def _start(self, command: Sequence[str], output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
        folder = PROJECT / "examples"
        process = subprocess.Popen(
            command, env=self._environ, cwd=folder, start_new_session=True, stdout=output, stderr=output
        )
        self._started.append(process)
        return process

    def kill_machine(self, worker: "subprocess.Popen[bytes]") -> None:
        """Kill a worker and its processes at once, as a power failure does."""
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def kill_a_process(self, *workers: "subprocess.Popen[bytes]") -> None:
        """Kill one of the processes in which workers run their tasks, as a lack of memory does."""
        lists = (Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text() for worker in workers)
        os.kill(int(" ".join(lists).split()[0]), signal.SIGKILL)

    def restart_broker(self) -> None:
        self.broker.stop()
        self.broker.start()

    def parts_succeed(self) -> Generator[int]:
        """The number of tasks that have succeeded, each time that another one has."""
        count = 0
        for line in self._reading:
            if " succeeded in " in line:
                count += 1
                yield count

    def unfinished(self) -> int:
        """Parts that are queued or in a worker."""
        with self.store.client() as client:
            texts: Any = client.hvals("newsletter:june")
        return sum('"finished": true' not in text for text in texts)

    def failed(self) -> bool:
        """Whether a part has somebody whose email was not accepted."""
        with self.store.client() as client:
            texts: Any = client.hvals("newsletter:june")
        return any(json.loads(text).get("failed") for text in texts)

    def journal(self) -> RedisJournal:
        return RedisJournal(self.store.url, **self._journal_settings)

    def end(self) -> None:
        """Kill what is running. Whoever reads what the workers print comes to its end."""
        for process in self._started:
            if process.returncode is None:
                self.kill_machine(process)
        self._writing.close()

    def close(self) -> None:
        self.end()
        self._reading.close()
        for server in (self.broker, self.store, self._limiter):
            server.stop()


@contextmanager
def fleet(folder: Path, **settings: Any) -> Generator[Fleet]:
    """A fleet without workers."""
    with ExitStack() as stack:
        server = stack.enter_context(serve())
        backend = server.backend
        backend.verify_identity("shop.example")
        backend.account.max_send_rate = settings["send_rate"]  # not enforced: the fleet keeps it by itself
        made = Fleet(folder, backend, server.endpoint_url, settings)
        stack.callback(made.close)
        with client_of(server.endpoint_url) as ses:
            ses.configuration_sets.create_configuration_set(configuration_set_name="newsletters")
            content = EmailTemplateContent(subject="News for {{name}}", text="Hello {{name}}")
            ses.templates.create_email_template(template_name="news", template_content=content)
        hanging = threading.Timer(ENDS_WITHIN, made.end)
        hanging.start()
        stack.callback(hanging.cancel)
        yield made
