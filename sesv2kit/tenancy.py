"""What `tenants.plan_ensure`, `tenants.ensure`, `tenants.plan_offboard`, `tenants.offboard` and `tenants.preflight`
return."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["PreflightProblem", "PreflightProblemKind", "TenantAction", "TenantChange", "TenantPreflight"]


def __dir__() -> list[str]:
    return __all__


TenantAction: TypeAlias = Literal[
    "create_tenant",
    "put_suppression_attributes",
    "tag",
    "associate",
    "dissociate",
    "delete_resource",
    "delete_tenant",
]
"""The action of a change.

- `create_tenant`: creates the tenant, with its tags and suppression settings.
- `put_suppression_attributes`: replaces the suppression settings of a tenant that exists.
- `tag`: adds tags to a tenant that exists, or gives them other values.
- `associate`: allows the tenant to send with a resource.
- `dissociate`: stops the tenant from sending with a resource, which stays.
- `delete_resource`: deletes a resource.
- `delete_tenant`: deletes the tenant with its suppression list and its reputation.
"""

_WORDS = {
    "create_tenant": "create tenant {tenant}",
    "put_suppression_attributes": "change the suppression attributes of tenant {tenant}",
    "tag": "tag tenant {tenant}: {tags}",
    "associate": "associate {resource} with tenant {tenant}",
    "dissociate": "dissociate {resource} from tenant {tenant}",
    "delete_resource": "delete {resource}",
    "delete_tenant": "delete tenant {tenant}",
}


@dataclass(frozen=True, slots=True)
class TenantChange:
    """One change to a tenant or its resources."""

    action: TenantAction
    """The action."""

    tenant_name: str
    """The tenant."""

    resource: str | None = None
    """The identity, configuration set or template, `identity/shop.example`. None: the change concerns only the
    tenant."""

    tag_keys: tuple[str, ...] = ()
    """Keys of the tags that are added or get other values. Empty: none."""

    def __str__(self) -> str:
        """The change in words."""
        tags = ", ".join(self.tag_keys)
        return _WORDS[self.action].format(tenant=self.tenant_name, resource=self.resource, tags=tags)


PreflightProblemKind: TypeAlias = Literal[
    "tenant_not_found",
    "tenant_paused",
    "identity_not_found",
    "identity_not_verified",
    "configuration_set_required",
    "configuration_set_not_found",
    "configuration_set_paused",
    "template_not_found",
    "not_associated",
]
"""Why SES would refuse an email of a tenant."""

_REMEDIES: dict[PreflightProblemKind, str] = {
    "tenant_not_found": "there is no such tenant in this region: tenants.ensure() creates it",
    "tenant_paused": "the tenant may not send: reputation.get_reputation_entity() shows why",
    "identity_not_found": "no identity covers the sender: identities.ensure() creates one",
    "identity_not_verified": "the identity is not verified: publish its DNS records, or follow the link in AWS's email",
    "configuration_set_required": "a tenant needs a configuration set: name one, or give the identity a default one",
    "configuration_set_not_found": "there is no such configuration set in this region",
    "configuration_set_paused": "sending with the configuration set is paused: "
    "configuration_sets.put_configuration_set_sending_options() resumes it",
    "template_not_found": "there is no such template in this region",
    "not_associated": "the tenant may not send with it: tenants.ensure(resources=[...]) associates it",
}


@dataclass(frozen=True, slots=True)
class PreflightProblem:
    """One reason why SES would refuse an email of a tenant."""

    kind: PreflightProblemKind
    """The kind of problem."""

    resource: str | None = None
    """The identity, configuration set or template, `identity/shop.example`. None: it concerns no resource."""

    @property
    def remedy(self) -> str:
        """The problem and what to do, as text."""
        return _REMEDIES[self.kind]

    def __str__(self) -> str:
        """The resource, and what to do."""
        return f"{self.resource}: {self.remedy}" if self.resource else self.remedy


_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/tenants.html"

_ARGUMENTS = {
    "tenant": "tenant_name",
    "identity": "from_email_address",
    "configuration": "configuration_set_name",
    "template": "template_name",
}


def _argument(problem: PreflightProblem) -> str:
    """The argument of `preflight` that a problem concerns. The resource itself is not shown, because it may be an
    address."""
    about = problem.resource or "" if problem.kind == "not_associated" else problem.kind
    return next(argument for beginning, argument in _ARGUMENTS.items() if about.startswith(beginning))


@dataclass(frozen=True, slots=True)
class TenantPreflight:
    """Whether a tenant could send an email, as far as SES returns this."""

    tenant_name: str
    """The tenant."""

    resources: tuple[str, ...]
    """The identity, the configuration set and the template that SES would use, `identity/shop.example`."""

    problems: tuple[PreflightProblem, ...]
    """Why SES would refuse the email. Empty: nothing is known to be wrong."""

    @property
    def is_ok(self) -> bool:
        """Whether no problem was found."""
        return not self.problems

    @property
    def missing(self) -> tuple[str, ...]:
        """The resources that must be associated with the tenant: `tenants.ensure(resources=preflight.missing)`."""
        return tuple(one.resource for one in self.problems if one.kind == "not_associated" and one.resource)

    def raise_for_problems(self) -> None:
        """Raise if there is a problem.

        Raises:
            PreflightError: There is one; it has all of them. Its text contains no address.
        """
        from sesv2kit.errors import PreflightError, Problem

        if self.problems:
            raise PreflightError([Problem(_argument(one), one.remedy, _SOURCE) for one in self.problems])

    def __str__(self) -> str:
        """A line for each problem."""
        return "\n".join(map(str, self.problems)) or "no problems"
