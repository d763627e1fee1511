"""Runs the cases: every peer in its own process, in short alternating runs, so that other load of the machine affects
all of them. Measures the CPU time of the peer's process only.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tests.benchmarks.cases import Case, Peer, Start

ROOT = Path(__file__).parents[2]

_TIMED = """
import time
begin = time.process_time()
exec({program!r}, {{}})
print(time.process_time() - begin)
"""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How two peers compare, over the rounds of a case: the quartiles of the ratios within a round."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a case."""

    case: Case | Start
    seconds: Mapping[str, Sequence[float]]
    """CPU time of one call in each round, by the peer's key."""

    growth: Mapping[str, int] = field(default_factory=dict[str, int])
    """Growth of the peak memory after the first call in bytes, if the case measures it."""

    repeats: int = 0
    """How often the case was measured before, with ratios that differed too much."""

    def ratio(self, peer: str, base: str) -> Ratio | None:
        """A peer's CPU time divided by another's. None: one of them did not take part."""
        if peer not in self.seconds or base not in self.seconds:
            return None
        ratios = [one / other for one, other in zip(self.seconds[peer], self.seconds[base], strict=True)]
        return Ratio(*statistics.quantiles(ratios, n=4)) if len(ratios) > 1 else Ratio(*ratios * 3)

    @property
    def spread(self) -> float:
        """The widest distance between the quartiles of sesv2kit's ratios to boto3, as a share of their median."""
        ratios = [self.ratio(key, "plain") for key in ("ours", "ours_async")]
        return max(((one.high - one.low) / one.median for one in ratios if one is not None), default=0.0)


class Worker:
    """The process of one peer in one case."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.peak = 0
        """Its peak memory, in bytes."""

    def run(self, calls: int) -> float:
        """Make some calls. Returns the CPU seconds per call."""
        assert self._process.stdin
        assert self._process.stdout
        print(calls, file=self._process.stdin, flush=True)
        seconds, peak = self._process.stdout.readline().split()
        self.peak = int(peak)
        return float(seconds) / calls


@contextmanager
def process(python: str, *arguments: str, url: str = "") -> Generator["subprocess.Popen[str]"]:
    """A Python program that ends when its standard input does."""
    one = subprocess.Popen(
        [python, *arguments], cwd=ROOT, env=surroundings(url), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield one
    finally:
        one.communicate()


@contextmanager
def server(latency: float = 0.0) -> Generator[str]:
    """The server's URL, while it runs."""
    with process(sys.executable, "-m", "tests.benchmarks.server", str(latency)) as one:
        assert one.stdout
        yield f"http://127.0.0.1:{one.stdout.readline().strip()}"


def surroundings(url: str) -> dict[str, str]:
    """The environment of a peer's process, without this machine's settings for AWS or proxies."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_ENDPOINT_URL_SESV2": url,
        "AWS_ENDPOINT_URL_SE_SV2": url,  # capo-sesv2's spelling
    }


def python_of(peer: Peer, folder: Path) -> str | None:
    """The interpreter that runs a peer, in an environment made for it if it needs one. None: that failed."""
    if peer.requirement is None:
        return sys.executable
    uv, python = shutil.which("uv"), folder / peer.key / "bin" / "python"
    if uv is None:
        print(f"{peer.title} is left out: uv, which would install it, is not there")
        return None
    for command in (
        ["venv", "--quiet", "--python", sys.executable, str(folder / peer.key)],
        ["pip", "install", "--quiet", "--python", str(python), peer.requirement],
    ):
        done = subprocess.run([uv, *command], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{peer.title} is left out, as it cannot be installed: {done.stderr.strip()[-300:]}")
            return None
    return str(python)


def start(python: str, program: str, url: str) -> float:
    """CPU seconds of a program in a fresh Python."""
    with process(python, "-c", _TIMED.format(program=program), url=url) as one:
        assert one.stdout
        return float(one.stdout.readline())


def in_turns(runs: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """The results of all peers by round; the first peer changes each round."""
    seconds: dict[str, list[float]] = {key: [] for key in runs}
    for number in range(rounds):
        first = number % len(runs)
        keys = [*runs]
        for key in keys[first:] + keys[:first]:
            seconds[key].append(runs[key]())
    return seconds


WIDE = 0.15
"""A case with a larger spread is repeated."""

REPEATS = 2
"""How often at most."""


def noise(work: Callable[[], float] | None = None, rounds: int = 30) -> Ratio:
    """How much the CPU time of the same work differs on this machine: its quartiles, the median being 1."""
    times = [(work or _same_work)() for _ in range(rounds)]
    low, median, high = statistics.quantiles(times, n=4)
    return Ratio(low / median, 1.0, high / median)


def _same_work() -> float:
    begin = time.process_time()
    json.loads(json.dumps([{"number": number, "text": "text" * 10} for number in range(5_000)]))
    return time.process_time() - begin


def steadily(measured: Callable[[], Result]) -> Result:
    """Measure a case, and repeat it while its ratios differ too much. Returns the steadiest result."""
    results = [measured()]
    while results[-1].spread > WIDE and len(results) <= REPEATS:
        results.append(measured())
    return replace(min(results, key=lambda result: result.spread), repeats=len(results) - 1)


def measure(case: Case | Start, pythons: Mapping[str, str], rounds: int) -> Result:
    """Run one case with those of its peers that have an interpreter."""
    peers = [key for key in case.peers if key in pythons]
    with ExitStack() as stack:
        if isinstance(case, Start):
            url = stack.enter_context(server())
            starts = {key: partial(start, pythons[key], case.programs[key], url) for key in peers}
            in_turns(starts, 1)  # compiles, and fills the file cache
            return Result(case, in_turns(starts, rounds))
        url = stack.enter_context(server(case.latency))
        command = ("-m", "tests.benchmarks.worker")
        workers = {
            key: Worker(stack.enter_context(process(pythons[key], *command, key, case.key, url))) for key in peers
        }
        in_turns({key: partial(worker.run, 1) for key, worker in workers.items()}, 1)
        at_first = {key: worker.peak for key, worker in workers.items()}
        runs = {key: partial(worker.run, case.calls) for key, worker in workers.items()}
        in_turns(runs, 1)  # warms up
        seconds = in_turns(runs, rounds)
        growth = {key: worker.peak - at_first[key] for key, worker in workers.items()} if case.memory else {}
        return Result(case, seconds, growth)
