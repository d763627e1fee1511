"""Real clients against the server: each runs the same scenario, in its own account."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from sesv2kit.testing import Backend, Server, serve

from .real_clients.scenario import RESULT, Json, Refusal, play

SCRIPTS = Path(__file__).parent / "real_clients"
REGION = "eu-west-1"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as server:
        yield server


def surroundings(server: Server, account: str, home: Path) -> dict[str, str]:
    """The environment of a client's process, without this machine's AWS settings."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL_SESV2": server.endpoint_url,
        "AWS_ENDPOINT_URL_SE_SV2": server.endpoint_url,  # capo-sesv2's spelling
    }


def check(result: Json, server: Server, account: str) -> None:
    """Check the result of the scenario, and that the server received its email and its pages."""
    assert result == RESULT
    backend: Backend = server.backend.for_account(account).for_region(REGION)
    assert [(mail.to, mail.subject, mail.text) for mail in backend.outbox] == [
        (("bob@example.org",), "Hello Bob", "Dear Bob: Grüße"),
        (("carol@example.org",), "Hello Carol", "Dear Carol: Grüße"),
        (("dave@example.org",), "Hello Dave", "Dear Dave: Grüße"),
    ]
    assert {(mail.tenant_name, mail.configuration_set_name) for mail in backend.outbox} == {("tenant-0", "main")}
    assert backend.requests.count("ListTenants") == 3 + 1


def run(command: Sequence[str], where: Path, environment: dict[str, str] | None = None, timeout: float = 120) -> Any:
    """Run a program until it ends."""
    return subprocess.run(
        command, cwd=where, env=environment, capture_output=True, encoding="utf-8", timeout=timeout, check=False
    )


def told(command: Sequence[str], where: Path, environment: dict[str, str]) -> Json:
    """The JSON that a program prints."""
    done = run(command, where, environment)
    assert done.returncode == 0, done.stderr
    document: Json = json.loads(done.stdout)
    return document


def install(command: Sequence[str], where: Path) -> None:
    """Run an installer, or skip the test if it fails."""
    program = shutil.which(command[0])
    if program is None:
        pytest.skip(f"{command[0]} is not installed")
    try:
        done = run([program, *command[1:]], where, timeout=300)
    except subprocess.TimeoutExpired as error:
        pytest.skip(str(error))
    if done.returncode != 0:
        pytest.skip(f"{' '.join(command)} failed: {done.stderr.strip()[-300:]}")


def own_environment(package: str, where: Path) -> Path:
    """Create a virtual environment with one package. Returns the folder of its programs."""
    install(["uv", "venv", "--python", sys.executable, "venv"], where)
    install(["uv", "pip", "install", "--python", "venv", package], where)
    return where / "venv" / ("Scripts" if os.name == "nt" else "bin")


class Boto3:
    """boto3 with its paginators."""

    def __init__(self, server: Server, account: str) -> None:
        session: Any = boto3.Session(aws_access_key_id=account, aws_secret_access_key="any", region_name=REGION)
        self._client = session.client("sesv2", endpoint_url=server.endpoint_url)

    def call(self, operation: str, **members: Any) -> Json:
        try:
            answer: Json = getattr(self._client, xform_name(operation))(**members)
        except ClientError as error:
            raise Refusal(type(error).__name__) from error  # the class with the code's name, if boto3 knows it
        return answer

    def walk(self, operation: str, member: str, **members: Any) -> list[Any]:
        paginator = self._client.get_paginator(xform_name(operation))
        pages = paginator.paginate(**members, PaginationConfig={"PageSize": 2})
        return [item for page in pages for item in page[member]]


class Cli:
    """The AWS CLI, one process per call."""

    def __init__(self, program: Path, environment: dict[str, str]) -> None:
        self._program = program
        self._environment = environment

    def call(self, operation: str, **members: Any) -> Json:
        return self._run(operation, "--cli-input-json", json.dumps(members))

    def walk(self, operation: str, member: str, **members: Any) -> list[Any]:
        # --page-size is SES's own member here, and with it the CLI does no paging.
        options = [part for name, value in members.items() for part in (f"--{xform_name(name, '-')}", value)]
        items: list[Any] = []
        token: list[str] = []
        while True:
            page = self._run(operation, "--page-size", "2", *options, *token)
            items += page[member]
            if "NextToken" not in page:
                return items
            token = ["--next-token", page["NextToken"]]

    def _run(self, operation: str, *options: str) -> Json:
        command = [str(self._program), "sesv2", xform_name(operation, "-"), "--output", "json", *options]
        done = run(command, self._program.parent, self._environment)
        if refused := re.search(r"An error occurred \((\w+)\) when calling the (\w+) operation", done.stderr):
            assert refused[2] == operation
            raise Refusal(refused[1])
        assert done.returncode == 0, done.stderr
        answer: Json = json.loads(done.stdout or "{}")
        return answer


def test_boto3(server: Server) -> None:
    account = "000000000001"
    check(play(Boto3(server, account), server.endpoint_url, account, REGION), server, account)


@pytest.mark.clients
def test_aws_cli(server: Server, tmp_path: Path) -> None:
    account = "000000000002"
    cli = Cli(own_environment("awscli", tmp_path) / "aws", surroundings(server, account, tmp_path))
    check(play(cli, server.endpoint_url, account, REGION), server, account)


@pytest.mark.clients
def test_capo(server: Server, tmp_path: Path) -> None:
    account = "000000000003"
    command = [str(own_environment("capo-sesv2", tmp_path) / "python"), str(SCRIPTS / "scenario.py")]
    check(told(command, tmp_path, surroundings(server, account, tmp_path)), server, account)


@pytest.mark.clients
def test_javascript(server: Server, tmp_path: Path) -> None:
    account = "000000000004"
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    (tmp_path / "package.json").write_text('{"private": true}')
    install(["npm", "install", "--no-audit", "--no-fund", "@aws-sdk/client-sesv2"], tmp_path)
    script = shutil.copy(SCRIPTS / "scenario.mjs", tmp_path)  # node searches packages beside the script
    check(told(["node", str(script)], tmp_path, surroundings(server, account, tmp_path)), server, account)
