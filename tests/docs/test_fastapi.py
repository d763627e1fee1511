"""FastAPI: the code of docs/async.md and the example work without blocking their loop."""

import asyncio
import runpy

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from sesv2kit.models import GetTenantResponse, Tag, Tenant
from sesv2kit.testing import mock_sesv2
from tests.aio.support import Slow, client_of, on_a_loop, until
from tests.docs.test_async import BLOCKS, ROOT, run
from tests.faults.server import Server

EXAMPLE = ROOT / "examples" / "async_fastapi.py"


@on_a_loop
async def test_block_with_an_app_serves() -> None:
    (block,) = (block for block in BLOCKS if "fastapi" in block)
    names = run(block)
    app = names["app"]
    with mock_sesv2():
        async with names["lifespan"](app), AsyncClient(transport=ASGITransport(app), base_url="http://app") as http:
            await app.state.ses.tenants.create_tenant(tenant_name="acme")
            answers = await asyncio.gather(http.get("/tenants/acme"), http.get("/tenants/nobody"))
    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].json() == {"status": "ENABLED"}


# Pydantic says this of FastAPI's own fields whenever a model has defer_build.
@pytest.mark.filterwarnings("ignore:The '(validation_)?alias' attribute with value")
@on_a_loop
async def test_models_in_an_app_have_our_names() -> None:
    """In what it returns, in what it takes, and in what its schema says of both."""
    app = FastAPI()

    @app.post("/tenants")
    async def tenants(tag: Tag) -> GetTenantResponse:
        return GetTenantResponse(tenant=Tenant(tenant_name="acme", tags=[tag]))

    async with AsyncClient(transport=ASGITransport(app), base_url="http://app") as http:
        answers = [
            await http.post("/tenants", json=tag) for tag in ({"key": "a", "value": "b"}, {"Key": "a", "Value": "b"})
        ]
        schemas = (await http.get("/openapi.json")).json()["components"]["schemas"]
    for answer in answers:
        found = answer.json()["tenant"]
        assert (found["tenant_name"], found["tags"]) == ("acme", [{"key": "a", "value": "b"}])
        assert found.keys() == schemas["Tenant"]["properties"].keys()
    assert [name for name in schemas if "Tag" in name] == ["Tag"]
    assert [*schemas["Tag"]["properties"]] == ["key", "value"]
    assert schemas["Tenant"]["properties"]["tenant_name"]["description"]
    assert "Source: https://docs.aws.amazon.com/" in schemas["GetTenantResponse"]["description"]
    key = schemas["Tag"]["properties"]["key"]
    assert (key["minLength"], key["maxLength"]) == (1, 128)


def test_the_example_prints_what_happened(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLE), run_name="__main__")
    answers, suppressed, outbox = capsys.readouterr().out.splitlines()
    assert answers == f"responses: {[202] * 8 + [200]}"
    assert suppressed == "suppressed: ['bob@mail.example', 'eve@mail.example']"
    assert outbox.count("@mail.example") == 8


@on_a_loop
async def test_the_example_serves_others_while_mails_are_on_their_way() -> None:
    app = runpy.run_path(str(EXAMPLE))["app"]
    slow = Slow()
    mail = {"to": "ann@mail.example", "subject": "Hello", "text": "Hi"}
    with Server(slow) as server:
        async with (
            client_of(server.url) as app.state.ses,
            AsyncClient(transport=ASGITransport(app), base_url="http://app") as http,
        ):
            sends = [asyncio.create_task(http.post("/emails", json=mail)) for _ in range(5)]
            await until(lambda: slow.come == 5)
            assert (await http.get("/openapi.json")).status_code == 200
            assert not any(send.done() for send in sends)
            slow.go_on.set()
            assert {(await send).status_code for send in sends} == {202}


@pytest.mark.parametrize(("timeout", "status"), [(1e-9, 503), (0.2, 502)], ids=["not sent", "unknown"])
@on_a_loop
async def test_the_example_tells_what_may_not_be_tried_again(timeout: float, status: int) -> None:
    names = runpy.run_path(str(EXAMPLE))
    app, slow = names["app"], Slow()
    with Server(slow) as server:
        async with (
            client_of(server.url) as ses,
            AsyncClient(transport=ASGITransport(app), base_url="http://app") as http,
        ):
            assert ses.boto3_client  # created before the time is measured
            options = ses.options
            ses.options = lambda **_: options(timeout=timeout)  # type: ignore[method-assign]  # the page sets no timeout
            app.state.ses = ses
            answer = await http.post("/emails", json={"to": "ann@mail.example", "subject": "Hello", "text": "Hi"})
            slow.go_on.set()
    assert answer.status_code == status
