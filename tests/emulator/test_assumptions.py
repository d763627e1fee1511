"""What the local SES assumes of AWS can be switched off by name, in every way in which it can be started."""

import subprocess
import sys
from typing import Any, cast, get_args

import pytest
from moto.core.models import botocore_stubber

from sesv2kit.testing import Backend, mock_sesv2, serve
from sesv2kit.testing.engine import Engine
from sesv2kit.testing.protocol import assumptions
from sesv2kit.testing.protocol.assumptions import ASSUMPTIONS, VDM_BEFORE_EVERYTHING, AssumptionName
from sesv2kit.testing.protocol.clock import VirtualClock
from sesv2kit.testing.protocol.errors import bad_request


def test_every_name_is_declared_once() -> None:
    assert sorted(ASSUMPTIONS) == list(get_args(AssumptionName))
    for name, each in ASSUMPTIONS.items():
        assert getattr(assumptions, name.upper()) is each


def test_all_hold_unless_one_is_switched_off() -> None:
    engine = Engine(VirtualClock(), assume={"vdm_before_everything": False})
    assert not engine.state("111122223333", "eu-west-1").assumes(VDM_BEFORE_EVERYTHING)
    assert [name for name, holds in engine.assumed.items() if not holds] == ["vdm_before_everything"]
    assert set(Engine(VirtualClock()).assumed.values()) == {True}
    assert set(Engine(VirtualClock(), assume=False).assumed.values()) == {False}


def test_a_running_backend_is_switched_in_every_account_and_after_reset(backend: Backend) -> None:
    elsewhere = backend.for_account("111122223333").for_region("eu-west-1")
    backend.assume = {"vdm_before_everything": False}
    assert elsewhere.assume["vdm_before_everything"] is False
    backend.reset()
    assert elsewhere.assume["vdm_before_everything"] is False
    backend.assume = True
    assert all(elsewhere.assume.values())


@pytest.mark.parametrize(
    ("assume", "problem"),
    [
        ({"vdm_before": False}, "there is no assumption 'vdm_before'; the names are .*vdm_before_everything"),
        ({"vdm_before_everything": "off"}, "'vdm_before_everything' must be True or False, not 'off'"),
        (["vdm_before_everything"], "True, False, or a mapping of names to True or False"),
        (None, "True, False, or a mapping of names to True or False"),
    ],
)
def test_what_cannot_be_meant_is_refused(assume: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        mock_sesv2(assume=assume)
    with pytest.raises(ValueError, match=problem), serve(assume=assume):
        pass


def test_a_decorated_function_has_it_too() -> None:
    seen: list[bool] = []

    @mock_sesv2(assume=False)
    def run() -> None:
        engine = cast(Any, botocore_stubber).process_request.args[0]
        seen.extend(set(engine.assumed.values()))

    run()
    assert seen == [False]


def test_the_server_has_it_too() -> None:
    with serve(assume={"vdm_before_everything": False}) as server:
        assert server.backend.assume["vdm_before_everything"] is False


def test_the_command_refuses_an_unknown_name_with_the_list() -> None:
    command = [sys.executable, "-m", "sesv2kit.testing", "--no-assume", "nonsense"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "nonsense" in ended.stderr
    assert "vdm_before_everything" in ended.stderr


def test_a_refusal_that_rests_on_one_source_says_so() -> None:
    message = bad_request("No.", VDM_BEFORE_EVERYTHING).message
    assert message.startswith("No. (unconfirmed: ")
    assert VDM_BEFORE_EVERYTHING.source in message
    assert "assume={'vdm_before_everything': False}" in message
    assert bad_request("No.").message == "No."
