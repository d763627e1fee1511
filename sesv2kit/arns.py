"""ARNs of SES: made from names, and read.

Most operations take names. Tenants, tags, and policies of identities take ARNs, which SES rarely returns.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
"""

import re
from dataclasses import dataclass

__all__ = [
    "Arn",
    "configuration_set",
    "contact_list",
    "custom_verification_email_template",
    "dedicated_ip_pool",
    "deliverability_test_report",
    "export_job",
    "identity",
    "import_job",
    "mailmanager_archive",
    "multi_region_endpoint",
    "parse",
    "partition",
    "reputation_policy",
    "template",
    "tenant",
]


def __dir__() -> list[str]:
    return __all__


_PARTITIONS = {
    "cn": "aws-cn",
    "eu-isoe": "aws-iso-e",
    "eusc-de": "aws-eusc",
    "us-gov": "aws-us-gov",
    "us-iso": "aws-iso",
    "us-isob": "aws-iso-b",
    "us-isof": "aws-iso-f",
}
_REGION = re.compile(r"[a-z]{2,6}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}")
_REGION_RULE = "region_name must be the name of an AWS region, such as eu-west-1"
_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:(aws[a-z-]*):ses:([a-z0-9-]+):([0-9]{12}|aws):([a-z-]+)/([^\x00-\x1f\x7f]+)")
_NAME = re.compile(r"[^\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an ARN of SES. `str()` returns the ARN."""

    partition: str
    """Group of regions: `aws`, `aws-cn`, `aws-us-gov` ..."""

    region_name: str
    """AWS region, `eu-west-1`."""

    account_id: str
    """Account, 12 digits; `aws` for resources of AWS itself."""

    resource_type: str
    """Type of the resource, such as `identity` or `configuration-set`."""

    name: str
    """Name of the resource; for jobs, reports and archives, the id."""

    unique_id: str | None = None
    """Id of a tenant, `tn-` and hexadecimal digits. None: the resource is not a tenant."""

    @property
    def resource(self) -> str:
        """The part after the account, `identity/shop.example`."""
        return f"{self.resource_type}/{self.name}" + (f"/{self.unique_id}" if self.unique_id else "")

    def __str__(self) -> str:
        """The ARN."""
        return f"arn:{self.partition}:ses:{self.region_name}:{self.account_id}:{self.resource}"


def parse(arn: str) -> Arn:
    """Read an ARN of SES.

    Args:
        arn: The ARN of any resource of SES.

    Returns:
        Its parts.

    Raises:
        ValueError: It is not the ARN of a resource of SES.
    """
    found = _match(_ARN, arn)
    if found is None:
        raise ValueError("arn must be an ARN of SES, arn:<partition>:ses:<region>:<account>:<type>/<name>")
    partition, region, account, kind, name = found.groups()
    unique_id: str | None = None
    if kind == "tenant":  # other names may contain a slash, such as an email address
        name, _, unique_id = name.partition("/")
    return Arn(partition, region, account, kind, name, unique_id or None)


def partition(region_name: str) -> str:
    """The partition of a region, with which an ARN begins.

    Args:
        region_name: AWS region, `eu-west-1`.

    Returns:
        `aws-cn`, `aws-us-gov` ...; `aws` for all regions that belong to no other partition.

    Raises:
        ValueError: It is not text.

    Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    if not _is_text(region_name):
        raise ValueError(_REGION_RULE)
    return _PARTITIONS.get(region_name.rsplit("-", 2)[0], "aws")


def identity(email_identity: str, *, region_name: str, account_id: str) -> str:
    """The ARN of a domain or an email address.

    Args:
        email_identity: The domain or the address.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("identity", email_identity, region_name, account_id)


def configuration_set(configuration_set_name: str, *, region_name: str, account_id: str) -> str:
    """The ARN of a configuration set.

    Args:
        configuration_set_name: Name of the set.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("configuration-set", configuration_set_name, region_name, account_id)


def template(template_name: str, *, region_name: str, account_id: str) -> str:
    """The ARN of an email template.

    Args:
        template_name: Name of the template.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("template", template_name, region_name, account_id)


def tenant(tenant_name: str, tenant_id: str, *, region_name: str, account_id: str) -> str:
    """The ARN of a tenant.

    Args:
        tenant_name: Name of the tenant.
        tenant_id: Its id, which `tenants.get_tenant` returns.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    if not _is_text(tenant_id) or not tenant_id:
        raise ValueError("tenant_id must be text, and must not be empty")
    return _made("tenant", tenant_name and f"{tenant_name}/{tenant_id}", region_name, account_id)


def contact_list(contact_list_name: str, *, region_name: str, account_id: str) -> str:
    """The ARN of a contact list.

    Args:
        contact_list_name: Name of the list.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("contact-list", contact_list_name, region_name, account_id)


def custom_verification_email_template(template_name: str, *, region_name: str, account_id: str) -> str:
    """The ARN of a template for custom verification emails.

    Args:
        template_name: Name of the template.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("custom-verification-email-template", template_name, region_name, account_id)


def dedicated_ip_pool(pool_name: str, *, region_name: str, account_id: str) -> str:
    """The ARN of a pool of dedicated IP addresses.

    Args:
        pool_name: Name of the pool.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("dedicated-ip-pool", pool_name, region_name, account_id)


def multi_region_endpoint(endpoint_name: str, *, region_name: str, account_id: str) -> str:
    """The ARN of a multi-region endpoint.

    Args:
        endpoint_name: Name of the endpoint.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("multi-region-endpoint", endpoint_name, region_name, account_id)


def deliverability_test_report(report_id: str, *, region_name: str, account_id: str) -> str:
    """The ARN of the report of an inbox placement test.

    Args:
        report_id: Id of the report.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("deliverability-test-report", report_id, region_name, account_id)


def import_job(job_id: str, *, region_name: str, account_id: str) -> str:
    """The ARN of an import job.

    Args:
        job_id: Id of the job.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("import-job", job_id, region_name, account_id)


def export_job(job_id: str, *, region_name: str, account_id: str) -> str:
    """The ARN of an export job.

    Args:
        job_id: Id of the job.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("export-job", job_id, region_name, account_id)


def mailmanager_archive(archive_id: str, *, region_name: str, account_id: str) -> str:
    """The ARN of an archive of Mail Manager.

    Args:
        archive_id: Id of the archive, `a-...`.
        region_name: AWS region.
        account_id: Account, 12 digits.

    Raises:
        ValueError: An argument cannot be part of an ARN.
    """
    return _made("mailmanager-archive", archive_id, region_name, account_id)


def reputation_policy(policy_name: str, *, region_name: str) -> str:
    """The ARN of a reputation policy, which AWS provides.

    Args:
        policy_name: Name of the policy, such as `standard`.
        region_name: AWS region.

    Raises:
        ValueError: An argument cannot be part of an ARN.

    Source: https://docs.aws.amazon.com/ses/latest/dg/tenants.html
    """
    return _made("reputation-policy", policy_name, region_name, "aws")


def _made(kind: str, name: str, region_name: str, account_id: str) -> str:
    if not _match(_REGION, region_name):
        raise ValueError(_REGION_RULE)
    if not (_match(_ACCOUNT, account_id) or (kind, account_id) == ("reputation-policy", "aws")):
        raise ValueError("account_id must be 12 digits, as text")
    if not _match(_NAME, name):
        rule = "must be text, and must not be empty or contain control characters"
        raise ValueError(f"the name for an ARN of type {kind} {rule}")
    return str(Arn(partition(region_name), region_name, account_id, kind, name))


def _match(pattern: re.Pattern[str], value: object) -> re.Match[str] | None:
    """The match of a whole text. None: no match, or not text, because not every caller is type-checked."""
    return pattern.fullmatch(value) if isinstance(value, str) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)
