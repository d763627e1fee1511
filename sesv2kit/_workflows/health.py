"""What is wrong with an account, or soon will be: `account.health`."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from sesv2kit._boto.metrics import Figures, latest
from sesv2kit._boto.others import service_of
from sesv2kit._core import clock
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.health_findings import (
    EVENTS,
    GUIDE,
    IDENTITIES,
    PAUSED,
    REPUTATION,
    VDM,
    of_account,
    of_identity,
    of_quota,
    of_rates,
    quota_of,
)
from sesv2kit._workflows.listing import listed
from sesv2kit.errors import (
    AccessDeniedError,
    AuthenticationError,
    CredentialsError,
    NotFoundError,
    PaginationLoopError,
    Problem,
    RequestInvalidError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
    TransportError,
)
from sesv2kit.health import Finding, FindingKind, HealthReport, Severity
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.configuration_sets import (
    GET_CONFIGURATION_SET,
    GET_CONFIGURATION_SET_EVENT_DESTINATIONS,
    LIST_CONFIGURATION_SETS,
)
from sesv2kit.models.identities import GET_EMAIL_IDENTITY, LIST_EMAIL_IDENTITIES
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from sesv2kit.operation import Operation, RequestT, ResponseT

_ORDER: Sequence[Severity] = ("critical", "warning", "info")


async def report(caller: Caller, identities: Sequence[str] | None, cloudwatch_client: Any) -> HealthReport:
    """Look everything up; see `Account.health`."""
    names = _checked(caller, identities, cloudwatch_client)
    check = _Check(caller)
    account = await check.look_up(GET_ACCOUNT, {}, "account", GUIDE)
    check.findings += of_account(account)
    values = await check.rates(cloudwatch_client)
    quota = quota_of(account, values.get("sends"))
    check.findings += of_quota(quota)
    check.findings += of_rates(values.get("bounces"), values.get("complaints"))
    heard = await check.configuration_sets()
    await check.identities(names, heard)
    if account.vdm_attributes is not None and account.vdm_attributes.vdm_enabled == "ENABLED":
        await check.recommendations()
    return HealthReport(
        region_name=caller.region_name,
        checked_at=clock.current().now(),
        quota=quota,
        bounce_rate=values.get("bounces"),
        complaint_rate=values.get("complaints"),
        findings=tuple(sorted(check.findings, key=lambda one: _ORDER.index(one.severity))),
    )


def _checked(caller: Caller, identities: Any, cloudwatch_client: Any) -> list[str] | None:
    """The names of the identities, each once. None: all.

    Raises:
        RequestInvalidError: An argument is wrong.
    """
    problems: list[Problem] = []
    names: list[Any] | None = None
    if isinstance(identities, str):
        problems.append(Problem("identities", "must be a list of identities, not text", "sesv2kit"))
    elif hasattr(identities, "__iter__"):
        names = list(identities)
    elif identities is not None:
        problems.append(Problem("identities", "must be a list of identities", "sesv2kit"))
    for number, name in enumerate(names or ()):
        try:
            validated(GET_EMAIL_IDENTITY, {"email_identity": name})
        except RequestInvalidError as error:
            problems += [Problem(f"identities.{number}", one.message, one.source) for one in error.problems]
    if cloudwatch_client is not None:
        region_name = getattr(getattr(cloudwatch_client, "meta", None), "region_name", None)
        if service_of(cloudwatch_client) != "cloudwatch":
            problems.append(Problem("cloudwatch_client", 'must be a client of boto3 for "cloudwatch"', "sesv2kit"))
        elif region_name != caller.region_name:
            message = f"must be for {caller.region_name}, not for {region_name}: each region has its own metrics"
            problems.append(Problem("cloudwatch_client", message, "sesv2kit"))
    if problems:
        raise RequestInvalidError("health", problems)
    return None if names is None else list(dict.fromkeys(names))


def _is_of_one(error: SESv2Error) -> bool:
    """Whether an error says something about one identity or configuration set only, so that others are looked up."""
    if isinstance(error, AuthenticationError | TooManyRequestsError):
        return False
    return isinstance(error, ServiceError | ResponseUnreadableError)


class _Check:
    """What is looked up. Beyond the account itself, what cannot be read becomes a finding."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.findings: list[Finding] = []

    async def rates(self, given: Any) -> Mapping[str, float]:
        """The rates that AWS judges by, from CloudWatch."""
        caller, instead = self._caller, "pass cloudwatch_client="

        def ask() -> Figures:
            opened = nullcontext(given) if given is not None else caller.other_client("cloudwatch", instead=instead)
            with opened as client:
                return latest(client, clock.current().now())

        try:
            figures = await caller.blocking(ask)
        except (CredentialsError, AuthenticationError):
            raise
        except SESv2Error as error:
            self._not_known("account", "bounce and complaint rates", error, REPUTATION)
            return {}
        for id, status in figures.refused.items():
            message = f"{id}: not known, CloudWatch did not carry out the query ({status})"
            action = (
                "the credentials must be allowed cloudwatch:GetMetricData" if status == "Forbidden" else "try again"
            )
            self._add("info", "not_known", "account", message, action, REPUTATION)
        return figures.values

    async def look_up(
        self, operation: Operation[RequestT, ResponseT], arguments: Mapping[str, Any], subject: str, source: str
    ) -> ResponseT:
        """Call an operation that reads. Members of the response that could not be read become a finding."""
        found = await self._caller.look_up(operation, arguments)
        if found.metadata.unread:
            message = f"not all is known, the response of {operation.name} lacks {', '.join(found.metadata.unread)}"
            self._add("info", "not_known", subject, message, "look at it in the console", source)
        return found

    async def configuration_sets(self) -> frozenset[str] | None:
        """Configuration sets that report bounces and complaints somewhere, or may do so. None: not known."""
        heard: set[str] = set()
        try:
            for name in await listed(self._caller, LIST_CONFIGURATION_SETS, {}):
                subject = f"configuration-set/{name}"
                try:
                    is_heard = await self._configuration_set(name, subject)
                except NotFoundError:  # deleted since it was listed
                    continue
                except SESv2Error as error:
                    if not _is_of_one(error):
                        raise
                    self._not_known(subject, "its settings", error, EVENTS)
                    is_heard = True
                if is_heard:
                    heard.add(name)
        except AuthenticationError:
            raise
        except (ServiceError, TransportError, PaginationLoopError) as error:
            self._not_known("account", "configuration sets", error, EVENTS)
            return None
        return frozenset(heard)

    async def _configuration_set(self, name: str, subject: str) -> bool:
        """Whether a configuration set reports bounces and complaints, or may do so."""
        arguments = {"configuration_set_name": name}
        found = await self.look_up(GET_CONFIGURATION_SET, arguments, subject, EVENTS)
        if found.sending_options is not None and found.sending_options.sending_enabled is False:
            self._add(
                "warning",
                "configuration_set_paused",
                subject,
                "its sending is paused",
                "configuration_sets.put_configuration_set_sending_options(sending_enabled=True) resumes it",
                PAUSED,
            )
        destinations = await self.look_up(GET_CONFIGURATION_SET_EVENT_DESTINATIONS, arguments, subject, EVENTS)
        if destinations.metadata.unread:
            return True
        types = {kind for one in destinations.event_destinations if one.enabled for kind in one.matching_event_types}
        missing = [kind for kind in ("BOUNCE", "COMPLAINT") if kind not in types]
        if missing:
            self._add(
                "warning",
                "bounces_unnoticed",
                subject,
                f"no event destination gets its {' and '.join(missing)} events",
                "configuration_sets.ensure_event_destination() adds one",
                EVENTS,
            )
        return not missing

    async def identities(self, names: Sequence[str] | None, heard: frozenset[str] | None) -> None:
        """What is wrong with identities."""
        try:
            if names is None:
                infos = await listed(self._caller, LIST_EMAIL_IDENTITIES, {})
                names = [one.identity_name for one in infos if one.identity_name]
            for name in names:
                await self._identity(name, heard)
        except AuthenticationError:
            raise
        except (ServiceError, TransportError, PaginationLoopError) as error:
            self._not_known("account", "identities", error, IDENTITIES)

    async def _identity(self, name: str, heard: frozenset[str] | None) -> None:
        subject = f"identity/{name}"
        try:
            found = await self.look_up(GET_EMAIL_IDENTITY, {"email_identity": name}, subject, IDENTITIES)
        except NotFoundError:
            self._add(
                "critical",
                "identity_not_verified",
                subject,
                "there is no such identity in this region",
                "identities.ensure() creates it",
                IDENTITIES,
            )
        except SESv2Error as error:
            if not _is_of_one(error):
                raise
            self._not_known(subject, "its state", error, IDENTITIES)
        else:
            self.findings += of_identity(name, found, None if found.metadata.unread else heard)

    async def recommendations(self) -> None:
        """What VDM's advisor found."""
        try:
            found = await listed(self._caller, LIST_RECOMMENDATIONS, {"filter": {"STATUS": "OPEN"}})
        except AuthenticationError:
            raise
        except (ServiceError, TransportError, PaginationLoopError) as error:
            self._not_known("account", "recommendations", error, VDM)
            return
        for one in found:
            subject = (one.resource_arn or "account").partition(":ses:")[2].split(":", 2)[-1] or "account"
            severity: Severity = "warning" if one.impact == "HIGH" else "info"
            self._add(
                severity,
                "open_recommendation",
                subject,
                f"the advisor recommends a change: {one.type or 'not stated'} {one.description or ''}".rstrip(),
                "the page explains each code",
                GUIDE + "vdm-advisor.html",
            )

    def _not_known(self, subject: str, what: str, error: SESv2Error, source: str) -> None:
        hint = "may not be read with these credentials" if isinstance(error, AccessDeniedError) else "cannot be read"
        self._add("info", "not_known", subject, f"{what}: not known, {hint}", " ".join(str(error).split()), source)

    def _add(self, severity: Severity, kind: FindingKind, subject: str, message: str, action: str, source: str) -> None:
        self.findings.append(Finding(severity, kind, subject, message, action, source))
