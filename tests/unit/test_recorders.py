"""vcrpy records and replays our calls: it replaces parts of urllib3 and http.client, so the sender gives way to it."""

import gc
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sesv2kit._boto import sender
from sesv2kit.models.sending import SEND_EMAIL
from tests.faults.server import Server, answer
from tests.unit.support import SEND, client_of, environment

vcr: Any = import_module("vcr")  # it has no annotations

__all__ = ["environment"]


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # vcrpy leaves open what it connects for
@pytest.mark.parametrize("own", [True, False], ids=["own", "botocores"])
@pytest.mark.parametrize("made_before", [True, False], ids=["client made before", "client made inside"])
def test_calls_are_recorded_and_replayed(
    made_before: bool, own: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "ENABLED", own)
    cassette = str(tmp_path / "cassette.yaml")
    script = [answer({"MessageId": "before"}), answer({"MessageId": "recorded"}), answer({"MessageId": "after"})]
    with Server(script if made_before else script[1:]) as server:
        client = client_of(server.url)
        if made_before:  # it has an open connection
            assert client.call(SEND_EMAIL, SEND).message_id == "before"
        requests = len(server.seen) + 1
        for _ in range(2):
            with vcr.use_cassette(cassette, record_mode="once", match_on=["method", "path"]):
                assert client.call(SEND_EMAIL, SEND).message_id == "recorded"
            assert len(server.seen) == requests
        if own:  # botocore's session may keep a connection of the recorder
            assert client.call(SEND_EMAIL, SEND).message_id == "after"
        client.close()
    del client
    gc.collect()  # within the filter above
