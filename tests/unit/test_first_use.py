"""Models are built at their first use; threads that use one first at the same time all get the right one."""

import subprocess
import sys
import threading

import pytest

from sesv2kit.shapes import bases as shapes

PROGRAM = """
import sys, threading
from sesv2kit.models import Body, Content, EmailContent, Message, GetTenantResponse, SendEmailRequest

sys.setswitchinterval(1e-6)
start, results = threading.Barrier(16), []

def first_use():
    start.wait()
    content = EmailContent(simple=Message(subject=Content(data="Hi"), body=Body(text=Content(data="Hello"))))
    request = SendEmailRequest(content=content, destination="a@x.example")
    answer, unread = GetTenantResponse.from_body(b'{"Tenant": {"TenantName": "a", "Novel": 1}}')
    results.append((request.to_wire()["Content"], answer.tenant.tenant_name, answer.tenant.model_extra, unread))

threads = [threading.Thread(target=first_use) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}}}}
assert results == [(content, "a", {"Novel": 1}, ())] * 16, results
"""


def test_sixteen_threads_build_a_model_together() -> None:
    for _ in range(3):
        subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)


def test_a_model_is_built_under_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The race itself is too rare for a test."""
    taken: list[int] = []

    class Noted:
        def __enter__(self) -> None:
            taken.append(threading.get_ident())

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr("sesv2kit.shapes._building.BUILDING.lock", Noted())

    class Late(shapes.Shape):
        name: str

    assert taken == []
    assert Late(name="a").name == "a"
    assert taken == [threading.get_ident()]
