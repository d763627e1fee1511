"""Whether a run can succeed: `BulkRun.preflight`."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sesv2kit._workflows.bulk.items import SOURCE
from sesv2kit._workflows.bulk.kinds import Rendering
from sesv2kit._workflows.bulk.plan import BulkPlan
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.checking import identities
from sesv2kit.bulk import BulkFinding, BulkPreflight
from sesv2kit.errors import BadRequestError, NotFoundError, ServiceError, TemplateInvalidError
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.common import API, QUOTAS, EmailTemplateContent
from sesv2kit.models.configuration_sets import GET_CONFIGURATION_SET, GET_CONFIGURATION_SET_EVENT_DESTINATIONS
from sesv2kit.models.identities import GET_EMAIL_IDENTITY
from sesv2kit.models.templates import GET_EMAIL_TEMPLATE, TEST_RENDER_EMAIL_TEMPLATE
from sesv2kit.models.tenants import GET_TENANT
from sesv2kit.operation import Operation
from sesv2kit.shapes.addresses import bare

_EVENTS = "https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html"
_SANDBOX = "https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html"


async def preflight(caller: Caller, plan: BulkPlan[Any], total: int | None) -> BulkPreflight:
    """Check what a run needs. Its first entries were read before."""
    return await _Preflight(caller).of(plan, total)


class _Preflight:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._findings: list[BulkFinding] = []
        self._quota_left: float | None = None

    async def of(self, plan: BulkPlan[Any], total: int | None) -> BulkPreflight:
        items, refused = plan.read
        for one in refused:
            message = f"entry {one.index} is invalid: {one.error}"
            self._find("problem", "entries", message, SOURCE, one.index, one.error)
        if plan.failure is not None:
            message = f"reading them raised {type(plan.failure).__name__}"
            error = plan.failure if isinstance(plan.failure, Exception) else None
            self._find("problem", "entries", message, SOURCE, error=error)
        facts = plan.kind.facts(items)
        await self._account(total)
        default = None
        for address, identity_arn in facts.senders:
            if identity_arn is None:
                default = await self._sender(bare(address)) or default
        await self._templates(facts.renderings)
        await self._configuration_set(facts.configuration_set_name or default, bool(facts.renderings))
        if facts.tenant_name is not None:
            await self._tenant(facts.tenant_name)
        return BulkPreflight(tuple(self._findings), len(items) + len(refused), self._quota_left)

    def _find(
        self,
        severity: Literal["problem", "warning"],
        argument: str,
        message: str,
        source: str,
        index: int | None = None,
        error: Exception | None = None,
    ) -> None:
        self._findings.append(BulkFinding(severity, argument, message, source, index, error))

    async def _look_up(self, argument: str, operation: Operation[Any, Any], request: Mapping[str, Any]) -> Any:
        """The response. None: the resource does not exist, which is added as a finding."""
        try:
            return await self._caller.look_up(operation, request)
        except NotFoundError as error:
            self._find("problem", argument, "does not exist", operation.reference, error=error)
        except ServiceError as error:
            self._unknown(argument, operation, error)
        return None

    def _unknown(self, argument: str, operation: Operation[Any, Any], error: ServiceError) -> None:
        message = f"could not be looked up: {operation.name} was refused with {error.code}"
        self._find("warning", argument, message, operation.reference, error=error)

    async def _account(self, total: int | None) -> None:
        account = await self._look_up("account", GET_ACCOUNT, {})
        if account is None:
            return
        source = GET_ACCOUNT.reference
        if account.sending_enabled is False:
            self._find("problem", "account", "is paused: it cannot send", source)
        if account.enforcement_status == "SHUTDOWN":
            self._find("problem", "account", "was suspended by AWS", source)
        elif account.enforcement_status not in (None, "HEALTHY"):
            self._find("warning", "account", f"has the enforcement status {account.enforcement_status}", source)
        if account.production_access_enabled is False:
            message = "is in the sandbox: it sends only to verified addresses and to the mailbox simulator"
            self._find("warning", "account", message, _SANDBOX)
        quota = account.send_quota
        if quota is None or quota.max24_hour_send < 0:
            return
        self._quota_left = left = max(0.0, quota.max24_hour_send - quota.sent_last24_hours)
        if total is not None and total > left:
            self._find("problem", "account", f"may send to {left:g} more recipients within 24 hours", QUOTAS)
        elif total is None and not left:
            self._find("problem", "account", "has used up its quota of 24 hours", QUOTAS)

    async def _sender(self, address: str) -> str | None:
        """The default configuration set of the sender's identity."""
        operation = GET_EMAIL_IDENTITY
        for identity in identities(address):
            try:
                found = await self._caller.look_up(operation, {"email_identity": identity})
            except NotFoundError:
                continue
            except ServiceError as error:
                self._unknown("from_email_address", operation, error)
                return None
            if found.verified_for_sending_status:
                return found.configuration_set_name
        message = "has no identity that is verified for sending in this region"
        self._find("problem", "from_email_address", message, operation.reference)
        return None

    async def _templates(self, renderings: Sequence[Rendering]) -> None:
        contents: dict[str, EmailTemplateContent | None] = {}
        for one in renderings:
            template = one.template
            name, content = template.template_name, template.template_content
            if name is not None:
                if name not in contents:
                    found = await self._look_up("template_name", GET_EMAIL_TEMPLATE, {"template_name": name})
                    contents[name] = None if found is None else found.template_content
                content = contents[name]
            if content is None:
                continue
            try:
                missing = await self._missing(content, one.data)
            except TemplateInvalidError as error:
                message = f"cannot be rendered: line {error.line} of its {error.part}: {error.reason}"
                self._find("problem", "template_name", message, API + "API_Template.html", one.index)
                continue
            if missing:
                message = f"the data of entry {one.index} lacks variables of the template: {', '.join(missing)}"
                self._find("problem", "template_data", message, API + "API_Template.html", one.index)
            elif name is not None:
                await self._render(name, one)

    async def _missing(self, content: EmailTemplateContent, data: Mapping[str, Any]) -> list[str]:
        from sesv2kit._workflows.variables import missing_in, parsed

        found = await self._caller.blocking(lambda: missing_in(parsed(content), data))
        return sorted(one.path for one in found)

    async def _render(self, name: str, rendering: Rendering) -> None:
        operation, index = TEST_RENDER_EMAIL_TEMPLATE, rendering.index
        try:
            await self._caller.look_up(operation, {"template_name": name, "template_data": rendering.data})
        except BadRequestError as error:
            message = f"entry {index} cannot be rendered: {error.message}"
            self._find("problem", "template_data", message, operation.reference, index, error)
        except ServiceError as error:
            self._unknown("template_data", operation, error)

    async def _configuration_set(self, name: str | None, renders: bool) -> None:
        argument = "configuration_set_name"
        if name is None:
            self._find("warning", argument, "is not given, so no events are published for these emails", _EVENTS)
            return
        found = await self._look_up(argument, GET_CONFIGURATION_SET, {"configuration_set_name": name})
        if found is None:
            return
        if found.sending_options is not None and found.sending_options.sending_enabled is False:
            self._find("problem", argument, "is paused: it cannot send", GET_CONFIGURATION_SET.reference)
        if not renders:
            return
        operation = GET_CONFIGURATION_SET_EVENT_DESTINATIONS
        listed = await self._look_up(argument, operation, {"configuration_set_name": name})
        if listed is not None and not any(
            one.enabled and "RENDERING_FAILURE" in one.matching_event_types for one in listed.event_destinations
        ):
            message = (
                "has no event destination for RENDERING_FAILURE: SES accepts an email whose template cannot be "
                "rendered, and only this event reports that it was not sent"
            )
            self._find("warning", argument, message, _EVENTS)

    async def _tenant(self, name: str) -> None:
        found = await self._look_up("tenant_name", GET_TENANT, {"tenant_name": name})
        tenant = None if found is None else found.tenant
        if tenant is not None and tenant.sending_status == "DISABLED":
            self._find("problem", "tenant_name", "is paused: it cannot send", GET_TENANT.reference)
