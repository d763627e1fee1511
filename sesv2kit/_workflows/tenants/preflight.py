"""What would make a tenant's send fail: `tenants.preflight`."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import PydanticCustomError

from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import listed
from sesv2kit._workflows.tenants.resources import suffix
from sesv2kit._workflows.tenants.work import looked_up, problems_of
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.configuration_sets import GET_CONFIGURATION_SET
from sesv2kit.models.identities import GET_EMAIL_IDENTITY, GetEmailIdentityResponse
from sesv2kit.models.templates import GET_EMAIL_TEMPLATE
from sesv2kit.models.tenants import GET_TENANT, LIST_TENANT_RESOURCES
from sesv2kit.shapes import addresses
from sesv2kit.shapes.addresses import bare
from sesv2kit.tenancy import PreflightProblem, TenantPreflight


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
    response = await looked_up(caller, GET_TENANT, {"tenant_name": tenant_name})
    if response is None:
        problems.append(PreflightProblem("tenant_not_found"))
    else:
        if response.tenant is not None and response.tenant.sending_status == "DISABLED":
            problems.append(PreflightProblem("tenant_paused"))
        resources = await listed(caller, LIST_TENANT_RESOURCES, {"tenant_name": tenant_name})
        associated = {suffix(one.resource_arn) for one in resources if one.resource_arn}
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
        if await looked_up(caller, GET_EMAIL_TEMPLATE, {"template_name": template_name}) is None:
            problems.append(PreflightProblem("template_not_found", used[-1]))
    problems += [PreflightProblem("not_associated", one) for one in used if one not in associated]
    return TenantPreflight(tenant_name, tuple(used), tuple(problems))


async def _of_configuration_set(caller: Caller, name: str) -> list[PreflightProblem]:
    found = await looked_up(caller, GET_CONFIGURATION_SET, {"configuration_set_name": name})
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
    problems = [*problems_of(GET_TENANT, {"tenant_name": tenant_name})]
    sender = ""
    try:
        sender = bare(addresses.mailbox(from_email_address if isinstance(from_email_address, str) else ""))
    except PydanticCustomError as error:
        rule, source = ((error.context or {}).get(name, "") for name in ("limit", "source"))
        problems.append(Problem("from_email_address", f"must be {rule}", source))
    if configuration_set_name is not None:
        problems += problems_of(GET_CONFIGURATION_SET, {"configuration_set_name": configuration_set_name})
    if template_name is not None:
        problems += problems_of(GET_EMAIL_TEMPLATE, {"template_name": template_name})
    if problems:
        raise RequestInvalidError("preflight", problems)
    return sender


async def _identity(caller: Caller, sender: str) -> tuple[str, GetEmailIdentityResponse | None]:
    """The identity that SES would send from: the first verified one of the address, its domain and the domains above
    it. Else the first that there is. None: there is none."""
    first: tuple[str, GetEmailIdentityResponse | None] = ("", None)
    for name in _covering(sender):
        found = await looked_up(caller, GET_EMAIL_IDENTITY, {"email_identity": name})
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
