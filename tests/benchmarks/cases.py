"""The cases and peers of the benchmarks. Needs only Python."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """A client. Its code is in the module of `peers/` with its key as name."""

    key: str
    title: str
    requirement: str | None = None
    """What to install into its own environment. None: it runs in this project's environment."""


COMPARED = ("plain", "validated", "capo", "ours", "ours_async")


@dataclass(frozen=True, slots=True)
class Case:
    """A method of the peers, called repeatedly in one process per peer."""

    key: str
    """The method's name."""

    title: str
    calls: int
    """Calls in a run: some milliseconds' worth, before the next peer's turn comes."""

    rounds: int = 60
    """Runs of each peer."""

    latency: float = 0.0
    """Seconds until the server responds."""

    peers: tuple[str, ...] = COMPARED
    memory: bool = False
    """Whether to measure the growth of the peak memory after the first call."""


@dataclass(frozen=True, slots=True)
class Start:
    """A program for each peer, run in a new Python process; the start of the interpreter is not counted."""

    key: str
    title: str
    programs: Mapping[str, str]
    rounds: int = 30
    """Processes of each peer."""

    @property
    def peers(self) -> tuple[str, ...]:
        return tuple(self.programs)


PEERS = (
    Peer("plain", "boto3"),
    Peer("validated", "boto3 + model_validate"),
    Peer("capo", "capo-sesv2", requirement="capo-sesv2==0.11.0"),
    Peer("ours", "sesv2kit"),
    Peer("ours_async", "sesv2kit, async"),
    Peer("floor", "Pydantic over http.client"),
)

VALIDATED_START = """
import boto3
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

class Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal)

class SendQuota(Model):
    max24_hour_send: float = Field(alias="Max24HourSend")
    max_send_rate: float
    sent_last24_hours: float = Field(alias="SentLast24Hours")

class Account(Model):
    dedicated_ip_auto_warmup_enabled: bool
    enforcement_status: str
    production_access_enabled: bool
    send_quota: SendQuota
    sending_enabled: bool

Account.model_validate(boto3.client("sesv2").get_account())
"""

ASYNC_START = """
import asyncio
from sesv2kit import AsyncSESv2

async def main():
    async with AsyncSESv2() as client:
        await client.account.get_account()

asyncio.run(main())
"""

CASES = (
    Case("suppressed", "page of 1,000 suppressed addresses", calls=10),
    Case("identities", "page of 1,000 identities", calls=10),
    Case("recommendations", "page of 100 recommendations", calls=10),
    Case("tenants", "page of 100 tenants", calls=10),
    Case("account", "get_account", calls=20),
    Case("at_once", "16 get_account at once, 10 ms each", calls=10, latency=0.01),
    Case("identity", "get_email_identity", calls=20),
    Case("send_simple", "send_email, a simple message", calls=20),
    Case("send_raw", "send_email, 1 MB raw", calls=5),
    Case("send_bulk", "send_bulk_email of 50", calls=10),
    Case("metrics", "batch_get_metric_data, 10 queries of 60 days", calls=10),
    Case(
        "walk",
        "1,000,000 suppressed addresses, one by one",
        calls=200,  # so many that each run has its share of full garbage collections
        rounds=5,
        peers=(*COMPARED, "floor"),
        memory=True,
    ),
    Start(
        "start",
        "fresh process: import, client, first response",
        {
            "plain": "import boto3; boto3.client('sesv2').get_account()",
            "validated": VALIDATED_START,
            "capo": "from capo_sesv2 import SESv2Client; SESv2Client().get_account()",
            "ours": "from sesv2kit import SESv2; SESv2().account.get_account()",
            "ours_async": ASYNC_START,
        },
    ),
    Start(
        "import",
        "import alone",
        {
            "plain": "import boto3",
            "validated": "import boto3, pydantic; pydantic.BaseModel",
            "capo": "import capo_sesv2",
            "ours": "import sesv2kit",
        },
    ),
)
