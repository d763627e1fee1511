"""A small FastAPI app that sends and lists concurrently, all on the local SES.

uv run --group frameworks examples/async_fastapi.py
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel

from sesv2kit import AsyncSESv2, errors
from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS
from sesv2kit.testing import mock_sesv2


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """Create one client for the app; all requests share its connections, threads and pacing."""
    async with AsyncSESv2("us-east-1") as app.state.ses:
        yield


app = FastAPI(lifespan=lifespan)


def client(request: Request) -> AsyncSESv2:
    ses: AsyncSESv2 = request.app.state.ses
    return ses


Ses = Annotated[AsyncSESv2, Depends(client)]


class Email(BaseModel):
    to: str
    subject: str
    text: str


@app.post("/emails", status_code=202)
async def send(email: Email, ses: Ses) -> dict[str, str | None]:
    try:
        sent = await ses.options(timeout=10).sending.send(from_email_address="hello@shop.example", **email.model_dump())
    except errors.CallTimeoutError as error:  # it was not sent
        raise HTTPException(503, "too many emails are waiting") from error
    except errors.OutcomeUnknownError as error:  # SES may have accepted it: do not ask the caller to try again
        raise HTTPException(502, "it is unknown whether the email was sent") from error
    return {"message_id": sent.message_id}


@app.get("/suppressed")
async def suppressed(ses: Ses, after: str | None = None, limit: int = 50) -> dict[str, object]:
    """One page of addresses; pass `next` as `after` to get the next page."""
    page = await ses.call(LIST_SUPPRESSED_DESTINATIONS, {"next_token": after, "page_size": limit})
    return {"addresses": [one.email_address for one in page.suppressed_destination_summaries], "next": page.next_token}


async def main() -> None:
    with mock_sesv2() as backend:
        backend.verify_identity("shop.example")
        backend.suppress(["bob@mail.example", "eve@mail.example"], "COMPLAINT")
        async with lifespan(app), AsyncClient(transport=ASGITransport(app), base_url="http://app") as http:
            email = {"subject": "Hello", "text": "Hi"}
            sends = [http.post("/emails", json={**email, "to": f"user{number}@mail.example"}) for number in range(8)]
            responses = await asyncio.gather(*sends, http.get("/suppressed", params={"limit": 10}))
        print("responses:", [response.status_code for response in responses])
        print("suppressed:", responses[-1].json()["addresses"])
        print("outbox:", sorted(email.delivered_to[0] for email in backend.outbox))


if __name__ == "__main__":
    asyncio.run(main())
