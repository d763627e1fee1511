"""A webhook for SNS with FastAPI: it acts at once, and gives up before SNS does.

uv run --group frameworks examples/events_fastapi.py

SNS waits 15 seconds for a response. It repeats a request that got an error, and sometimes one that got none.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI, Request, Response
from httpx import ASGITransport, AsyncClient
from support.local_sns import LocalSns

from sesv2kit import AsyncSESv2
from sesv2kit.errors import CertificateUnavailableError, EventParseError, EventVerificationError, SESv2Error
from sesv2kit.events import BaseEvent, parse, sns
from sesv2kit.testing import mock_sesv2

TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"
SECONDS = 12.0
"""After which the webhook responds in any case."""


class Handled:
    """The keys of the events that were handled. A table of your database does this, too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._execute("CREATE TABLE IF NOT EXISTS handled (dedup_key TEXT PRIMARY KEY)", ())

    def add(self, event: BaseEvent) -> None:
        self._execute("INSERT OR IGNORE INTO handled VALUES (?)", (event.dedup_key,))

    def __contains__(self, event: BaseEvent) -> bool:
        return bool(self._execute("SELECT 1 FROM handled WHERE dedup_key = ?", (event.dedup_key,)))

    def _execute(self, statement: str, values: tuple[str, ...]) -> list[object]:
        database = sqlite3.connect(self._path)
        try:
            with database:
                return database.execute(statement, values).fetchall()
        finally:
            database.close()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """Create one client for the app."""
    async with AsyncSESv2("us-east-1") as ses:
        app.state.ses, app.state.handled = ses, Handled(app.state.database)
        yield


app = FastAPI(lifespan=lifespan)
app.state.database = Path("handled.db")
app.state.trust = None  # SNS's own certificates


@app.post("/ses-events")
async def webhook(request: Request) -> Response:
    """After a 5xx, SNS sends the message again."""
    try:
        async with asyncio.timeout(SECONDS):
            await handle(await request.body(), request.app)
    except CertificateUnavailableError:
        return Response(status_code=503)
    except EventVerificationError:
        return Response(status_code=403)
    except EventParseError:
        return Response(status_code=400)
    except (SESv2Error, TimeoutError):
        return Response(status_code=503)
    return Response(status_code=200)


async def handle(body: bytes, app: FastAPI) -> None:
    """Handle a message. An event is noted as handled after the work, so that none is lost if the program stops."""
    message = await sns.verify_async(body, topic_arns=[TOPIC], trust=app.state.trust)
    if message.type == "SubscriptionConfirmation":
        await asyncio.to_thread(sns.confirm_subscription, message)
        return
    ses: AsyncSESv2 = app.state.ses
    handled: Handled = app.state.handled
    for event in parse(message):
        if not await asyncio.to_thread(handled.__contains__, event):
            (await ses.suppression.add_from_events([event])).raise_for_failures()
            print(f"handled: {event.category}")
            await asyncio.to_thread(handled.add, event)


async def main(folder: Path) -> None:
    """Confirm the subscription, and deliver a bounce twice, and once as somebody else."""
    with mock_sesv2() as backend, LocalSns(TOPIC) as topic, LocalSns(TOPIC) as forger:
        backend.verify_identity("shop.example")
        app.state.trust, app.state.database = topic.certificate, folder / "handled.db"
        async with lifespan(app), AsyncClient(transport=ASGITransport(app), base_url="http://app") as http:
            ses: AsyncSESv2 = app.state.ses
            # Otherwise SES itself would suppress the address.
            await ses.account.put_account_suppression_attributes(suppressed_reasons=[], validation_attributes=None)
            await ses.sending.send(
                from_email_address="hello@shop.example", to="bounce@simulator.amazonses.com", subject="Hi", text="Hi"
            )
            bounce = backend.events[-1].record
            bodies = [topic.confirmation(), topic.notification(bounce), topic.notification(bounce)]
            for body in [*bodies, forger.notification(bounce), b"Hello"]:
                print("response:", (await http.post("/ses-events", content=body)).status_code)
            print("confirmed:", topic.confirmed)
            print("suppressed:", [one.email_address async for one in ses.suppression.list_suppressed_destinations()])


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
