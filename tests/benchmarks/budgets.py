"""The cost of a call in counts, which do not depend on the load of the machine.

`nox -s budgets` records the counts as the budgets of each Python; the tests fail if a count is more than a tenth above.
They compare only with the recorded versions of botocore and Pydantic, because other releases make other calls.

Counted are the calls into our files and into Pydantic's, and those of functions written in C that they make. Other
calls are those of botocore and Python, which this project cannot change. Calls are counted per file, so that a single
additional call is visible, with its file.
"""

import gc
import json
import os
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import botocore
import pydantic
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

import sesv2kit
from tests.benchmarks.harness import surroundings
from tests.benchmarks.peers.ours import Peer
from tests.benchmarks.server import canned

RECORD = Path(__file__).with_suffix(".json")
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
VERSIONS = {"botocore": botocore.__version__, "pydantic": pydantic.__version__}
"""The installed releases that the costs depend on."""
SLACK = 0.1
URL = "http://127.0.0.1"
ITEMS = 1000

OURS, PYDANTIC = (str(Path(package.__file__ or "").parent) + os.sep for package in (sesv2kit, pydantic))

Costs = dict[str, float]
"""Counts by name: `call transport.py`, `c_call transport.py`, `blocks an item`."""


class Body:
    """The object from which botocore reads a response."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def answer(request: Any, **_: Any) -> AWSResponse:
    """A response instead of the network's, returned by a `before-send` handler of botocore."""
    return AWSResponse(request.url, 200, HTTPHeaders(), Body(canned()[urlsplit(request.url).path]))


def calls(action: Callable[[], Any]) -> Costs:
    """The calls that an action makes."""
    found: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        file = frame.f_code.co_filename
        if event.endswith("call") and file.startswith((OURS, PYDANTIC)):
            found[f"{event} {file.removeprefix(OURS) if file.startswith(OURS) else 'pydantic'}"] += 1

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return dict(sorted(found.items()))


def allocations(action: Callable[[], Any]) -> Costs:
    """The memory that the result of an action keeps."""
    tracemalloc.start()
    try:
        kept = action()
        statistics = tracemalloc.take_snapshot().statistics("filename")
    finally:
        tracemalloc.stop()
    del kept
    return {
        "blocks an item": round(sum(each.count for each in statistics) / ITEMS, 1),
        "bytes an item": round(sum(each.size for each in statistics) / ITEMS),
    }


def measured() -> dict[str, Costs]:
    """The costs of a tiny call, of a page and of a bulk send."""
    with mock.patch.dict(os.environ, surroundings(URL), clear=True):
        peer = Peer(URL)
        events: Any = peer.client.boto3_client.meta.events
        events.register("before-send.sesv2", answer)
        actions = {
            "get_account": peer.account,
            "page of 1,000": peer.suppressed,
            "send_bulk_email of 50": peer.send_bulk,
        }
        for action in actions.values():
            action()  # builds the models
        gc.disable()  # it may call finalizers
        try:
            costs = {name: calls(action) for name, action in actions.items()}
            costs["page of 1,000"] |= allocations(peer.suppressed)
        finally:
            gc.enable()
    return costs


def exceeded(costs: Mapping[str, Costs], budgets: Mapping[str, Costs]) -> list[str]:
    """Which costs are more than a tenth above their budgets, in words."""
    return [
        f"{name}: {figure:g} {what}, budget {budgets[name].get(what, 0):g}"
        for name in costs
        for what, figure in costs[name].items()
        if figure > budgets[name].get(what, 0) * (1 + SLACK)
    ]


def why_not_compared(recorded_with: Mapping[str, str] | None) -> str | None:
    """Why this environment's costs are not compared with the budgets, if they are not.

    Args:
        recorded_with: The versions that this Python's budgets were recorded with, if it has any.
    """
    if recorded_with is None:
        return f"Python {PYTHON} has no budgets"
    other = [
        f"{name} {VERSIONS[name]}, the budgets are of {version}"
        for name, version in recorded_with.items()
        if VERSIONS[name] != version
    ]
    return "; ".join(other) or None


def main() -> None:
    budgets: dict[str, Any] = json.loads(RECORD.read_text())
    budgets[PYTHON] = measured()
    budgets["versions"][PYTHON] = VERSIONS
    RECORD.write_text(json.dumps(dict(sorted(budgets.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
