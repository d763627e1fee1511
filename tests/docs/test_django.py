"""The code of docs/django.md runs, and prints what the page shows."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from sesv2kit import ClientConfig
from sesv2kit.testing import Backend
from tests.workflows.test_django import FROM, OWN, django_settings

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]

PAGE = (Path(__file__).parents[2] / "docs" / "django.md").read_text()
SETTINGS, MAILERS, SENDING, IN_ORDER, KEYS, TASK, TESTS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)


def run(block: str, names: dict[str, Any] | None = None) -> dict[str, Any]:
    names = {} if names is None else names
    exec(block, names)
    return names


def of_the_project(names: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in names.items() if name.isupper()}


@pytest.fixture
def project(ses_backend: Backend) -> dict[str, Any]:
    """The settings of the page."""
    ses_backend.verify_identity("shop.example")
    OWN.configuration_sets.create_configuration_set(configuration_set_name="shop")
    return of_the_project(run(SETTINGS))


def test_mailers(project: dict[str, Any], ses_backend: Backend) -> None:
    mailers = run(MAILERS)["MAILERS"]
    OWN.configuration_sets.create_configuration_set(configuration_set_name="news")
    message: Any = EmailMessage("Hello", "Hello", FROM, ["ann@mail.example"])
    with django_settings(**project):
        for alias, mailer in mailers.items():
            import_string(mailer["BACKEND"])(alias=alias, **mailer.get("OPTIONS", {})).send_messages([message])
    assert [one.configuration_set_name for one in ses_backend.outbox] == ["shop", "news"]


def test_sending(project: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    with django_settings(**project):
        run(SENDING)
        assert capsys.readouterr().out == SHOWN[0]
        run(IN_ORDER)
        assert capsys.readouterr().out == SHOWN[1]


def test_tasks(
    project: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with django_settings(**project):
        names = run(SENDING)
    capsys.readouterr()
    with_journal = of_the_project(run(KEYS))
    assert isinstance(with_journal["SESV2KIT"]["config"], ClientConfig)
    with django_settings(**{**project, **with_journal}):
        run(TASK, names)
    assert capsys.readouterr().out == SHOWN[2]


def test_tests() -> None:
    with django_settings(DEFAULT_FROM_EMAIL=FROM, SESV2KIT={"region_name": "us-east-1"}):
        run(TESTS)
