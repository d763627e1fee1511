"""Tenants with what they need to send, and without it again: `tenants.ensure`, `tenants.preflight` and
`tenants.offboard`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pydantic_core import PydanticCustomError

from sesv2kit import arns
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import listed
from sesv2kit._workflows.waiting import patiently
from sesv2kit.errors import AlreadyExistsError, BadRequestError, NotFoundError, Problem, RequestInvalidError
from sesv2kit.models.configuration_sets import DELETE_CONFIGURATION_SET, GET_CONFIGURATION_SET
from sesv2kit.models.identities import DELETE_EMAIL_IDENTITY, GET_EMAIL_IDENTITY, GetEmailIdentityResponse
from sesv2kit.models.tags import TAG_RESOURCE
from sesv2kit.models.templates import DELETE_EMAIL_TEMPLATE, GET_EMAIL_TEMPLATE
from sesv2kit.models.tenants import (
    CREATE_TENANT,
    CREATE_TENANT_RESOURCE_ASSOCIATION,
    DELETE_TENANT,
    DELETE_TENANT_RESOURCE_ASSOCIATION,
    GET_TENANT,
    LIST_RESOURCE_TENANTS,
    LIST_TENANT_RESOURCES,
    PUT_TENANT_SUPPRESSION_ATTRIBUTES,
    CreateTenantRequest,
    Tenant,
)
from sesv2kit.operation import Operation, ResponseT
from sesv2kit.plans import ChangeResult, PlanResult
from sesv2kit.shapes import addresses
from sesv2kit.shapes.addresses import bare
from sesv2kit.tenancy import PreflightProblem, TenantChange, TenantPreflight

_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/tenants.html"

# What a tenant sends with.


@dataclass(frozen=True, slots=True)
class _Kind:
    """What workflows need to know of a kind of resource."""

    get: Operation[Any, Any]
    delete: Operation[Any, Any]
    argument: str
    """The name, in the arguments of both."""


_KINDS = {  # in the order in which they are deleted: the default set of an identity goes after it
    "identity": _Kind(GET_EMAIL_IDENTITY, DELETE_EMAIL_IDENTITY, "email_identity"),
    "configuration-set": _Kind(GET_CONFIGURATION_SET, DELETE_CONFIGURATION_SET, "configuration_set_name"),
    "template": _Kind(GET_EMAIL_TEMPLATE, DELETE_EMAIL_TEMPLATE, "template_name"),
}
_FORM = (
    "must be the ARN of an identity, a configuration set or an email template, or what comes after the account in it, "
    "such as identity/shop.example"
)


@dataclass(frozen=True, slots=True)
class _Resource:
    """A resource that a caller named."""

    kind: str
    name: str
    argument: str
    """Where it was named, such as `resources.0`."""

    given: arns.Arn | None
    """The ARN that was given. None: the rest of one was."""

    @property
    def text(self) -> str:
        return f"{self.kind}/{self.name}"


def _resources(argument: str, given: Sequence[str]) -> Iterator[_Resource | Problem]:
    """Each resource once, or what is wrong with it."""
    if isinstance(given, str) or not isinstance(given, Sequence):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        yield Problem(argument, "must be a list", _SOURCE)
        return
    seen = set[str]()
    for number, one in enumerate(given):
        found = _resource(f"{argument}.{number}", one)
        text = found.text if isinstance(found, _Resource) else f"{number}"
        if text not in seen:
            seen.add(text)
            yield found


def _resource(argument: str, given: Any) -> _Resource | Problem:
    arn: arns.Arn | None = None
    text = given if isinstance(given, str) else ""
    if text.startswith("arn:"):
        try:
            arn = arns.parse(text)
        except ValueError:
            return Problem(argument, _FORM, _SOURCE)
        text = arn.resource
    kind, _, name = text.partition("/")
    known = _KINDS.get(kind)
    if known is None:
        return Problem(argument, _FORM, _SOURCE)
    try:
        checked = validated(known.get, {known.argument: name})
    except RequestInvalidError as error:
        return replace(error.problems[0], argument=argument)
    name = getattr(checked, known.argument)
    return _Resource(kind, _folded(name) if kind == "identity" else name, argument, arn)


def _folded(identity: str) -> str:
    """A domain in lower case, as SES stores it; what comes before an @ as it is."""
    local, at, domain = identity.rpartition("@")
    return local + at + domain.lower()


def _text(arn: str) -> str:
    """What comes after the account in an ARN that SES returned."""
    text = arn.split(":", 5)[-1]
    kind, slash, name = text.partition("/")
    return kind + slash + _folded(name) if kind == "identity" else text


def _check_regions(method: str, caller: Caller, resources: Sequence[_Resource]) -> None:
    region = caller.region_name
    wrong = [
        Problem(one.argument, "must be in the region of the client", _SOURCE)
        for one in resources
        if one.given is not None and one.given.region_name != region
    ]
    if wrong:
        raise RequestInvalidError(method, wrong)


def _problems(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> Sequence[Problem]:
    """What is wrong with arguments that have the names of an operation's."""
    try:
        validated(operation, arguments)
    except RequestInvalidError as error:
        return error.problems
    return ()


# Requests.


async def _found(
    caller: Caller, operation: Operation[Any, ResponseT], arguments: Mapping[str, Any]
) -> ResponseT | None:
    """A response; None: there is no such thing."""
    try:
        return await caller.look_up(operation, arguments)
    except NotFoundError:
        return None


def _is_still_associated(error: Exception) -> bool:
    return isinstance(error, BadRequestError) and "associat" in error.message


class _Work(Protocol):
    """Changes that are found first and made then."""

    async def changes(self, caller: Caller) -> Sequence[TenantChange]: ...

    async def make(self, caller: Caller, change: TenantChange) -> None: ...


async def done(caller: Caller, work: _Work) -> PlanResult[TenantChange]:
    """Find changes and make them. The first that fails ends the work.

    Args:
        caller: The client.
        work: What to do.

    Returns:
        The changes that were made.
    """
    results: list[ChangeResult[TenantChange]] = []
    for change in await work.changes(caller):
        await work.make(caller, change)
        results.append(ChangeResult(change, "accepted"))
    return PlanResult(tuple(results))


class _OfTenant:
    """Work on one tenant, whose ARN tells the account."""

    def __init__(self, tenant_name: str) -> None:
        self._tenant_name = tenant_name
        self._tenant_arn: str | None = None

    async def _tenant(self, caller: Caller) -> Tenant | None:
        response = await _found(caller, GET_TENANT, {"tenant_name": self._tenant_name})
        tenant = None if response is None else response.tenant
        self._tenant_arn = None if tenant is None else tenant.tenant_arn
        return tenant

    async def _arn(self, caller: Caller, resource: _Resource) -> str:
        if resource.given is not None:
            return str(replace(resource.given, name=resource.name))
        region = caller.region_name
        try:
            account = arns.parse(self._tenant_arn or "").account_id
        except ValueError:  # there is no tenant yet
            account = await caller.account_id()
        return str(arns.Arn(arns.partition(region), region, account, resource.kind, resource.name))

    async def _associated(self, caller: Caller) -> list[str]:
        """The ARNs of the tenant's resources."""
        found = await listed(caller, LIST_TENANT_RESOURCES, {"tenant_name": self._tenant_name})
        return [one.resource_arn for one in found if one.resource_arn]

    def _change(self, action: Any, **rest: Any) -> TenantChange:
        return TenantChange(action, self._tenant_name, **rest)


class Ensuring(_OfTenant):
    """See `Tenants.ensure`."""

    def __init__(self, method: str, resources: Sequence[str], arguments: Mapping[str, Any]) -> None:
        """Check the arguments.

        Args:
            method: Name of the method.
            resources: The resources to associate.
            arguments: Those of CreateTenant.

        Raises:
            RequestInvalidError: An argument is wrong.
        """
        found = list(_resources("resources", resources))
        problems = [*_problems(CREATE_TENANT, arguments), *(one for one in found if isinstance(one, Problem))]
        given = arguments["suppression_attributes"]
        if not problems and given is not None:
            request = validated(CREATE_TENANT, arguments)
            given = request.suppression_attributes
            if given is None or given.suppression_scope is None or given.suppressed_reasons is None:
                rule = "must have suppression_scope and suppressed_reasons: SES takes both or none"
                problems.append(Problem("suppression_attributes", rule, CREATE_TENANT.reference))
        if problems:
            raise RequestInvalidError(method, problems)
        super().__init__(arguments["tenant_name"])
        self._method = method
        self._resources = {one.text: one for one in found if isinstance(one, _Resource)}
        self._request: CreateTenantRequest = validated(CREATE_TENANT, arguments)
        self._not_created: Exception | None = None

    async def changes(self, caller: Caller) -> Sequence[TenantChange]:
        """What is not as wanted."""
        _check_regions(self._method, caller, list(self._resources.values()))
        tenant = await self._tenant(caller)
        if tenant is None:
            associated = set[str]()
            changes = [self._change("create_tenant")]
        else:
            associated = {_text(arn) for arn in await self._associated(caller)}
            changes = self._settings(tenant)
        missing = [text for text in self._resources if text not in associated]
        return [*changes, *(self._change("associate", resource=text) for text in missing)]

    def _settings(self, tenant: Tenant) -> list[TenantChange]:
        """The settings of a tenant that are not as wanted."""
        changes: list[TenantChange] = []
        wanted, found = self._request.suppression_attributes, tenant.suppression_attributes
        if wanted is not None and (found is None or _settings_of(wanted) != _settings_of(found)):
            changes.append(self._change("put_suppression_attributes"))
        there = {tag.key: tag.value for tag in tenant.tags}
        keys = tuple(tag.key for tag in self._request.tags or () if there.get(tag.key) != tag.value)
        if keys:
            changes.append(self._change("tag", tag_keys=keys))
        return changes

    async def make(self, caller: Caller, change: TenantChange) -> None:
        """Make one change."""
        if change.action == "create_tenant":
            self._not_created = None
            try:
                await self._create(caller)
            except Exception as error:
                self._not_created = error
                raise
        elif self._not_created is not None:  # nothing else can be done, and SES would be searched for the tenant
            raise self._not_created
        elif change.action == "associate":
            await self._associate(caller, self._resources[str(change.resource)])
        elif change.action == "tag":
            tags = [tag for tag in self._request.tags or () if tag.key in change.tag_keys]
            await patiently(caller, TAG_RESOURCE, {"resource_arn": self._tenant_arn, "tags": tags})
        else:
            wanted = self._request.suppression_attributes
            arguments = {
                "tenant_name": self._tenant_name,
                "suppression_scope": wanted and wanted.suppression_scope,
                "suppressed_reasons": wanted and wanted.suppressed_reasons,
            }
            await patiently(caller, PUT_TENANT_SUPPRESSION_ATTRIBUTES, arguments)

    async def _create(self, caller: Caller) -> None:
        try:
            self._tenant_arn = (await caller.call(CREATE_TENANT, self._request)).tenant_arn
        except AlreadyExistsError:
            # Made by an attempt whose response was lost, or by somebody else; or the look-up before came too early.
            response = await patiently(caller, GET_TENANT, {"tenant_name": self._tenant_name}, reads=True)
            tenant = response.tenant or Tenant()
            self._tenant_arn = tenant.tenant_arn
            for change in self._settings(tenant):
                await self.make(caller, change)

    async def _associate(self, caller: Caller, resource: _Resource) -> None:
        arguments = {"tenant_name": self._tenant_name, "resource_arn": await self._arn(caller, resource)}
        with suppress(AlreadyExistsError):
            await patiently(caller, CREATE_TENANT_RESOURCE_ASSOCIATION, arguments)


def _settings_of(attributes: Any) -> tuple[Any, frozenset[Any]]:
    """Suppression attributes without the order of their reasons."""
    return attributes.suppression_scope, frozenset(attributes.suppressed_reasons or ())


# Offboarding.


class Offboarding(_OfTenant):
    """See `Tenants.offboard`."""

    def __init__(self, method: str, tenant_name: str, delete_resources: Sequence[str]) -> None:
        """Check the arguments.

        Args:
            method: Name of the method.
            tenant_name: The tenant.
            delete_resources: The resources to delete.

        Raises:
            RequestInvalidError: An argument is wrong.
        """
        found = list(_resources("delete_resources", delete_resources))
        problems = [
            *_problems(GET_TENANT, {"tenant_name": tenant_name}),
            *(one for one in found if isinstance(one, Problem)),
        ]
        if problems:
            raise RequestInvalidError(method, problems)
        super().__init__(tenant_name)
        self._method = method
        order = list(_KINDS)
        self._resources = {
            one.text: one
            for one in sorted(
                (one for one in found if isinstance(one, _Resource)), key=lambda one: order.index(one.kind)
            )
        }
        self._associations: dict[str, str] = {}

    async def changes(self, caller: Caller) -> Sequence[TenantChange]:
        """What is left of the tenant.

        Raises:
            RequestInvalidError: Another tenant uses a resource that is to be deleted.
        """
        _check_regions(self._method, caller, list(self._resources.values()))
        tenant = await self._tenant(caller)
        if tenant is not None:
            self._associations = {_text(arn): arn for arn in await self._associated(caller)}
        doomed: list[TenantChange] = []
        shared: list[Problem] = []
        for resource in self._resources.values():
            users = await self._users(caller, resource)
            if users is not None:
                doomed.append(self._change("delete_resource", resource=resource.text))
                if users - {self._tenant_name}:
                    shared.append(Problem(resource.argument, "must not be in use by another tenant", _SOURCE))
        if shared:
            raise RequestInvalidError(self._method, shared)
        return [
            *(self._change("dissociate", resource=text) for text in self._associations),
            *doomed,
            *([] if tenant is None else [self._change("delete_tenant")]),
        ]

    async def _users(self, caller: Caller, resource: _Resource) -> set[str] | None:
        """The tenants that send with a resource. None: it does not exist."""
        arguments = {"resource_arn": await self._arn(caller, resource)}
        try:
            found = await listed(caller, LIST_RESOURCE_TENANTS, arguments)
        except NotFoundError:
            return None
        return {str(one.tenant_name) for one in found}

    async def make(self, caller: Caller, change: TenantChange) -> None:
        """Make one change. What is gone already is no error: an attempt whose response was lost may have done it."""
        try:
            if change.action == "dissociate":
                arguments = {
                    "tenant_name": self._tenant_name,
                    "resource_arn": self._associations[str(change.resource)],
                }
                await caller.call(DELETE_TENANT_RESOURCE_ASSOCIATION, arguments)
            elif change.action == "delete_resource":
                resource = self._resources[str(change.resource)]
                kind = _KINDS[resource.kind]
                await patiently(caller, kind.delete, {kind.argument: resource.name}, _is_still_associated)
            else:
                await caller.call(DELETE_TENANT, {"tenant_name": self._tenant_name})
        except NotFoundError:
            pass


# Before a send.


async def preflight(
    caller: Caller,
    tenant_name: str,
    from_email_address: str,
    configuration_set_name: str | None,
    template_name: str | None,
) -> TenantPreflight:
    """See `Tenants.preflight`."""
    sender = _sender(tenant_name, from_email_address, configuration_set_name, template_name)
    problems: list[PreflightProblem] = []
    used: list[str] = []
    associated = set[str]()
    response = await _found(caller, GET_TENANT, {"tenant_name": tenant_name})
    if response is None:
        problems.append(PreflightProblem("tenant_not_found"))
    else:
        if response.tenant is not None and response.tenant.sending_status == "DISABLED":
            problems.append(PreflightProblem("tenant_paused"))
        resources = await listed(caller, LIST_TENANT_RESOURCES, {"tenant_name": tenant_name})
        associated = {_text(one.resource_arn) for one in resources if one.resource_arn}
    name, identity = await _identity(caller, sender)
    if identity is None:
        problems.append(PreflightProblem("identity_not_found"))
    else:
        used.append(f"identity/{name}")
        if not identity.verified_for_sending_status:
            problems.append(PreflightProblem("identity_not_verified", used[-1]))
        configuration_set_name = configuration_set_name or identity.configuration_set_name
        if configuration_set_name is None:
            problems.append(PreflightProblem("configuration_set_required"))
    if configuration_set_name is not None:
        used.append(f"configuration-set/{configuration_set_name}")
        problems += await _of_configuration_set(caller, configuration_set_name)
    if template_name is not None:
        used.append(f"template/{template_name}")
        if await _found(caller, GET_EMAIL_TEMPLATE, {"template_name": template_name}) is None:
            problems.append(PreflightProblem("template_not_found", used[-1]))
    problems += [PreflightProblem("not_associated", one) for one in used if one not in associated]
    return TenantPreflight(tenant_name, tuple(used), tuple(problems))


async def _of_configuration_set(caller: Caller, name: str) -> list[PreflightProblem]:
    found = await _found(caller, GET_CONFIGURATION_SET, {"configuration_set_name": name})
    if found is None:
        return [PreflightProblem("configuration_set_not_found", f"configuration-set/{name}")]
    if found.sending_options is not None and found.sending_options.sending_enabled is False:
        return [PreflightProblem("configuration_set_paused", f"configuration-set/{name}")]
    return []


def _sender(
    tenant_name: str, from_email_address: Any, configuration_set_name: str | None, template_name: str | None
) -> str:
    """The address of the sender, without display name.

    Raises:
        RequestInvalidError: An argument is wrong.
    """
    problems = [*_problems(GET_TENANT, {"tenant_name": tenant_name})]
    sender = ""
    try:
        sender = bare(addresses.mailbox(from_email_address if isinstance(from_email_address, str) else ""))
    except PydanticCustomError as error:
        rule, source = ((error.context or {}).get(name, "") for name in ("limit", "source"))
        problems.append(Problem("from_email_address", f"must be {rule}", source))
    if configuration_set_name is not None:
        problems += _problems(GET_CONFIGURATION_SET, {"configuration_set_name": configuration_set_name})
    if template_name is not None:
        problems += _problems(GET_EMAIL_TEMPLATE, {"template_name": template_name})
    if problems:
        raise RequestInvalidError("preflight", problems)
    return sender


async def _identity(caller: Caller, sender: str) -> tuple[str, GetEmailIdentityResponse | None]:
    """The identity that SES would send from: the first verified one of the address, its domain and the domains above
    it. Else the first that there is. None: there is none."""
    first: tuple[str, GetEmailIdentityResponse | None] = ("", None)
    for name in _covering(sender):
        found = await _found(caller, GET_EMAIL_IDENTITY, {"email_identity": name})
        if found is not None:
            if found.verified_for_sending_status:
                return name, found
            first = first if first[1] else (name, found)
    return first


def _covering(sender: str) -> Iterator[str]:
    """The identities that cover an address, the narrowest first. A top-level domain cannot be one."""
    local, _, domain = sender.rpartition("@")
    domain = domain.lower()
    yield f"{local}@{domain}"
    labels = domain.split(".")
    for number in range(max(1, len(labels) - 1)):
        yield ".".join(labels[number:])
