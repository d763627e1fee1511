"""A webhook for SNS with FastAPI: it acts at once, and gives up before SNS does.

uv run --group frameworks examples/events_fastapi.py
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI, Request, Response
from httpx import ASGITransport, AsyncClient
from support.webhooks import TOPIC, deliver_async, show

from sesv2kit import AsyncSESv2
from sesv2kit.errors import CertificateUnavailableError, EventParseError, EventVerificationError, SESv2Error
from sesv2kit.events import parse, sns
from sesv2kit.testing import mock_sesv2


def handled(path: Path, key: str, *, now: bool = False) -> bool:
    """Whether an event was handled; `now`: note that it was. A table of your database does this, too."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS handled (dedup_key TEXT PRIMARY KEY)")
        if now:
            database.execute("INSERT OR IGNORE INTO handled VALUES (?)", (key,))
        return bool(database.execute("SELECT 1 FROM handled WHERE dedup_key = ?", (key,)).fetchall())


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    async with AsyncSESv2("us-east-1") as app.state.ses:
        yield


SECONDS = 12.0  # SNS waits 15 seconds for a response, and repeats a request that got an error or none
app = FastAPI(lifespan=lifespan)
app.state.database, app.state.trust = Path("handled.db"), None  # None: SNS's own certificates


@app.post("/ses-events")
async def webhook(request: Request) -> Response:
    """An event is noted as handled after the work, so that none is lost if the program stops."""
    ses: AsyncSESv2 = app.state.ses
    try:
        async with asyncio.timeout(SECONDS):
            message = await sns.verify_async(await request.body(), topic_arns=[TOPIC], trust=app.state.trust)
            if message.type == "SubscriptionConfirmation":
                await asyncio.to_thread(sns.confirm_subscription, message)
            for event in parse(message):
                if not await asyncio.to_thread(handled, app.state.database, event.dedup_key):
                    (await ses.suppression.add_from_events([event])).raise_for_failures()
                    await asyncio.to_thread(handled, app.state.database, event.dedup_key, now=True)
    except EventParseError:
        return Response(status_code=400)
    except EventVerificationError as error:
        return Response(status_code=503 if isinstance(error, CertificateUnavailableError) else 403)
    except (SESv2Error, TimeoutError):
        return Response(status_code=503)  # SNS sends the message again
    return Response()


async def main(folder: Path) -> None:
    with mock_sesv2() as backend:
        app.state.trust, app.state.database = backend.sns_certificate, folder / "handled.db"
        async with lifespan(app), AsyncClient(transport=ASGITransport(app), base_url="http://app") as http:

            async def post(body: bytes) -> int:
                return (await http.post("/ses-events", content=body)).status_code

            await deliver_async(backend, post)
        show(backend)


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
