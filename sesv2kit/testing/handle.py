"""`Backend`: how a test looks into the local SES and arranges things that no API call can."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Literal

from sesv2kit.testing.backend import identities
from sesv2kit.testing.clock import VirtualClock
from sesv2kit.testing.engine import Engine
from sesv2kit.testing.mail import SentMail
from sesv2kit.testing.rules import find_tenant
from sesv2kit.testing.state import Account, MetricKey, Recommendation, State, Suppressed


class Backend:
    """The local SES of one account in one region.

    `for_account` and `for_region` lead to the others. A backend made before `reset` stays usable after it.
    """

    def __init__(self, engine: Engine, clock: VirtualClock, account_id: str, region_name: str) -> None:
        self._engine = engine
        self.clock = clock
        """The clock of all accounts and regions: `backend.clock.advance(timedelta(days=1))`."""
        self.account_id = account_id
        self.region_name = region_name

    def __repr__(self) -> str:
        return f"Backend(account_id={self.account_id!r}, region_name={self.region_name!r})"

    def for_account(self, account_id: str) -> "Backend":
        """The same region of another account."""
        return Backend(self._engine, self.clock, account_id, self.region_name)

    def for_region(self, region_name: str) -> "Backend":
        """The same account in another region."""
        return Backend(self._engine, self.clock, self.account_id, region_name)

    def reset(self) -> None:
        """Forget everything, in every account and region. The clock goes on."""
        self._engine.reset()

    @property
    def account(self) -> Account:
        """The account's settings, to read and to change: `backend.account.production_access = False`."""
        return self._state.account

    @property
    def outbox(self) -> list[SentMail]:
        """Every mail accepted so far, oldest first. Clear it like any list."""
        return self._state.outbox

    @property
    def requests(self) -> list[str]:
        """The name of the operation of every request received, oldest first: `backend.requests.count("SendEmail")`."""
        return self._state.requests

    @property
    def enforce_quotas(self) -> bool:
        """Whether sends beyond the 24-hour quota or the send rate are refused. False at first."""
        return self._state.enforce_quotas

    @enforce_quotas.setter
    def enforce_quotas(self, enforce: bool) -> None:
        self._state.enforce_quotas = enforce

    def verify_identity(self, name: str) -> None:
        """Make an email address or domain one that can be sent from, creating the identity if need be."""
        state = self._state
        with state.lock:
            if name not in state.identities:
                identities.create_email_identity(state, {"EmailIdentity": name})
            identity = state.identities[name]
            identity.verified, identity.verified_at = True, state.clock.now()

    def enable_vdm(self) -> None:
        """Turn the Virtual Deliverability Manager on, without which metrics and recommendations answer 404."""
        self._state.account.vdm_attributes = {"VdmEnabled": "ENABLED"}

    def suppress(
        self,
        addresses: Iterable[str] | str,
        reason: Literal["BOUNCE", "COMPLAINT"] = "BOUNCE",
        *,
        tenant_name: str | None = None,
        updated: datetime | None = None,
    ) -> None:
        """Put addresses, any number, on the account's suppression list or on a tenant's; `updated` defaults to now."""
        state = self._state
        with state.lock:
            target = state.suppressed if tenant_name is None else find_tenant(state, tenant_name).suppressed
            moment = updated or state.clock.now()
            for address in [addresses] if isinstance(addresses, str) else addresses:
                target.put(Suppressed(address, reason, moment))

    def set_sending_status(self, tenant_name: str, status: Literal["ENABLED", "DISABLED", "REINSTATED"]) -> None:
        """Set a tenant's sending status, as AWS's reputation policies do; sends of a DISABLED tenant are refused."""
        find_tenant(self._state, tenant_name).sending_status = status

    def add_metric(
        self, metric: str, value: int, *, day: date | None = None, dimensions: Mapping[str, str] | None = None
    ) -> None:
        """Add to a metric's count of a UTC day, today if none is given.

        `dimensions` are AWS's: EMAIL_IDENTITY, CONFIGURATION_SET, ISP and TENANT_NAME. A query finds the count by any
        of them.
        """
        state = self._state
        moment = day or state.clock.now()
        utc_day = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
        with state.lock:
            state.metrics[MetricKey(metric, utc_day, frozenset((dimensions or {}).items()))] += value

    def add_recommendation(
        self,
        type: str,
        resource_arn: str,
        *,
        impact: Literal["LOW", "HIGH"] = "LOW",
        status: Literal["OPEN", "FIXED"] = "OPEN",
        description: str = "",
        created: datetime | None = None,
        last_updated: datetime | None = None,
    ) -> None:
        """Add a recommendation of the given type, such as DKIM or COMPLAINT; the dates default to now."""
        state = self._state
        with state.lock:
            now = state.clock.now()
            state.recommendations[f"{len(state.recommendations):012}"] = Recommendation(
                type=type,
                resource_arn=resource_arn,
                impact=impact,
                status=status,
                description=description,
                created=created or now,
                last_updated=last_updated or created or now,
            )

    def arn(self, resource: str) -> str:
        """The ARN of a resource here: `backend.arn("identity/example.com")`."""
        return self._state.arn(resource)

    @property
    def _state(self) -> State:
        return self._engine.state(self.account_id, self.region_name)
