"""The package as a whole: its public names, its metadata and `python -m sesv2kit`."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import sesv2kit
from sesv2kit import __main__ as command

ROOT = Path(__file__).parents[2]

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

ACCOUNT = {
    "EnforcementStatus": "HEALTHY",
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 1234.0},
}

PUBLIC: list[str] = vars(sesv2kit)["__all__"]


def test_public_names_are_sorted_and_exist() -> None:
    assert sorted(PUBLIC) == PUBLIC
    assert [name for name in PUBLIC if not hasattr(sesv2kit, name)] == []
    assert set(PUBLIC) <= set(dir(sesv2kit))


@pytest.mark.parametrize("name", ["SESV2", "Tenant", "__path"])
def test_unknown_name_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(sesv2kit, name)


def test_version_is_the_installed_one_and_has_an_entry_in_the_changelog() -> None:
    assert importlib.metadata.version("sesv2kit") == sesv2kit.__version__
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert "Unreleased" in headings or sesv2kit.__version__ in headings


def test_package_is_marked_as_typed() -> None:
    assert (Path(sesv2kit.__file__).parent / "py.typed").is_file()


def test_lowest_python_is_the_same_everywhere() -> None:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    lowest = PROJECT["requires-python"].removeprefix(">=")
    stated = {item.rsplit(" ", 1)[1] for item in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", item)}
    assert lowest == min(stated, key=lambda version: int(version.split(".")[1]))
    assert settings["mypy"]["python_version"] == settings["pyright"]["pythonVersion"] == lowest
    assert settings["ruff"]["target-version"] == "py" + lowest.replace(".", "")


class FakeSES:
    """A server with one response to every request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status = 200
        self.answer: Mapping[str, Any] = ACCOUNT
        self.paths: list[str] = []


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSES]:
    """The server, and an environment that makes boto3 use it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.paths.append(self.path)
            body = json.dumps(fake.answer).encode()
            self.send_response(fake.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        fake = FakeSES(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", fake.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.delenv("AWS_PROFILE", raising=False)
        yield fake
        server.shutdown()
        thread.join()


Main = Callable[[list[str]], int]


@pytest.fixture(params=["with the extra", "without it"])
def main(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Main:
    """The command, with click and rich and without them."""
    if request.param == "without it":
        monkeypatch.setattr(command, "find_spec", lambda name: None)
    return command.main


def printed(output: str) -> dict[str, str]:
    """The printed lines, by name."""
    lines = (re.split(r"\s{2,}", line, maxsplit=1) for line in output.splitlines())
    return {line[0]: line[1] for line in lines}


def test_main_prints_the_account(main: Main, ses: FakeSES, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--region", "us-east-1"]) == 0
    assert printed(capsys.readouterr().out) == {
        "region": "us-east-1",
        "sending": "enabled",
        "access": "production",
        "enforcement": "HEALTHY",
        "sent in 24 h": "1,234 of 50,000 (2.5 %)",
        "sending rate": "14 per second",
    }
    assert ses.paths == ["/v2/email/account"]


def test_main_prints_a_paused_sandbox_account(main: Main, ses: FakeSES, capsys: pytest.CaptureFixture[str]) -> None:
    ses.answer = {
        "SendingEnabled": False,
        "ProductionAccessEnabled": False,
        "SendQuota": {"Max24HourSend": -1, "SentLast24Hours": 7},
    }
    assert main([]) == 0
    assert printed(capsys.readouterr().out) == {
        "region": "eu-west-1",
        "sending": "paused",
        "access": "sandbox: verified recipients only",
        "enforcement": "not stated",
        "sent in 24 h": "7, no limit",
        "sending rate": "not stated",
    }


def test_main_prints_an_account_that_tells_nothing(
    main: Main, ses: FakeSES, capsys: pytest.CaptureFixture[str]
) -> None:
    ses.answer = {}
    assert main([]) == 0
    told = printed(capsys.readouterr().out)
    assert told.pop("region") == "eu-west-1"
    assert set(told.values()) == {"not stated"}


def test_main_tells_a_service_error_in_one_line(main: Main, ses: FakeSES, capsys: pytest.CaptureFixture[str]) -> None:
    ses.status = 403
    ses.answer = {"__type": "AccessDeniedException", "Message": "not authorized to perform: ses:GetAccount"}
    assert main([]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("sesv2kit: GetAccount failed in eu-west-1")
    assert "ses:GetAccount" in err


@pytest.mark.parametrize("options", [["--region", "eu-wset-1"], ["--profile", "nobody"]], ids=" ".join)
def test_main_tells_a_wrong_configuration_in_one_line(
    main: Main, ses: FakeSES, options: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_SESV2")  # with an endpoint, any region works
    assert main(options) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert options[1] in err
    assert ses.paths == []


def test_without_the_extra_it_says_what_to_install(
    ses: FakeSES, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert command.main([]) == 0
    assert capsys.readouterr().err == 'sesv2kit: all other commands need: pip install "sesv2kit[cli]"\n'
    with pytest.raises(SystemExit) as ended:
        command.main(["health"])
    assert ended.value.code == 2
    assert 'pip install "sesv2kit[cli]"' in capsys.readouterr().err


def test_python_dash_m(ses: FakeSES) -> None:
    command = [sys.executable, "-m", "sesv2kit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1,234 of 50,000" in done.stdout
    failed = subprocess.run([*command, "--profile", "nobody"], capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "Traceback" not in failed.stderr
    assert ses.paths == ["/v2/email/account"]
