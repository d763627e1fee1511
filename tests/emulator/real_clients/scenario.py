"""The scenario that every real client runs against the server. It needs only Python, because capo-sesv2 runs it in its
own environment."""

import importlib
import json
import os
import re
import sys
import urllib.request
from collections.abc import Callable
from typing import Any, Protocol

Json = dict[str, Any]

RESULT = {
    "verified": [False, True],
    "bulk": ["SUCCESS", "SUCCESS"],
    "tenants": ["tenant-0", "tenant-1", "tenant-2", "tenant-3", "tenant-4"],
    "sets": ["main", "spare"],
    "identities": ["example.com", "example.net"],
    "templates": ["welcome"],
    "associations": ["CONFIGURATION_SET", "EMAIL_IDENTITY", "EMAIL_TEMPLATE"],
    "errors": ["NotFoundException", "AlreadyExistsException", "BadRequestException", "BadRequestException"],
    "left": [[], ["spare"], ["example.net"], []],
}
"""The expected result. The errors are: an unknown tenant, an existing tenant, deleting an associated set, an invalid
name."""


class Refusal(Exception):
    """An error that a client recognised; its argument is AWS's code."""


class Client(Protocol):
    """A client, in AWS's own names."""

    def call(self, operation: str, **members: Any) -> Json:
        """The operation's response; an error is raised as a Refusal."""
        ...

    def walk(self, operation: str, member: str, **members: Any) -> list[Any]:
        """All items of a list, with the client's own paginator, two per page."""
        ...


def play(client: Client, endpoint_url: str, account: str, region: str) -> Json:
    """Run the scenario and return its result, which should be RESULT."""
    call = client.call

    def refusal(operation: str, **members: Any) -> str:
        try:
            call(operation, **members)
        except Refusal as refused:
            return str(refused.args[0])
        return "none"

    verified = [call("CreateEmailIdentity", EmailIdentity="example.com")["VerifiedForSendingStatus"]]
    body = json.dumps({"name": "example.com"}).encode()
    with urllib.request.urlopen(f"{endpoint_url}/_identities?account={account}&region={region}", body) as answer:
        assert answer.status == 200
    verified.append(call("GetEmailIdentity", EmailIdentity="example.com")["VerifiedForSendingStatus"])
    call("CreateEmailIdentity", EmailIdentity="example.net")
    call("CreateConfigurationSet", ConfigurationSetName="main", SendingOptions={"SendingEnabled": True})
    call("CreateConfigurationSet", ConfigurationSetName="spare")
    content = {"Subject": "Hello {{name}}", "Text": "Dear {{name}}: {{news}}"}
    call("CreateEmailTemplate", TemplateName="welcome", TemplateContent=content)
    tenants = [call("CreateTenant", TenantName=f"tenant-{number}") for number in range(5)]
    prefix = tenants[0]["TenantArn"].partition("tenant/")[0]
    arns = [
        f"{prefix}{resource}" for resource in ("identity/example.com", "configuration-set/main", "template/welcome")
    ]
    for arn in arns:
        call("CreateTenantResourceAssociation", TenantName="tenant-0", ResourceArn=arn)
    sender = {"FromEmailAddress": "ann@example.com", "ConfigurationSetName": "main", "TenantName": "tenant-0"}
    template = {"TemplateName": "welcome", "TemplateData": '{"name": "Bob", "news": "Grüße"}'}
    call("SendEmail", Destination={"ToAddresses": ["bob@example.org"]}, Content={"Template": template}, **sender)
    entries = [
        {
            "Destination": {"ToAddresses": [f"{name.lower()}@example.org"]},
            "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": json.dumps({"name": name})}},
        }
        for name in ("Carol", "Dave")
    ]
    sent = call("SendBulkEmail", DefaultContent={"Template": template}, BulkEmailEntries=entries, **sender)
    result = {
        "verified": verified,
        "bulk": [entry["Status"] for entry in sent["BulkEmailEntryResults"]],
        "tenants": [tenant["TenantName"] for tenant in client.walk("ListTenants", "Tenants")],
        "sets": call("ListConfigurationSets")["ConfigurationSets"],
        "identities": [each["IdentityName"] for each in call("ListEmailIdentities")["EmailIdentities"]],
        "templates": [each["TemplateName"] for each in call("ListEmailTemplates")["TemplatesMetadata"]],
        "associations": [
            each["ResourceType"]
            for each in client.walk("ListTenantResources", "TenantResources", TenantName="tenant-0")
        ],
        "errors": [
            refusal("GetTenant", TenantName="ghost"),
            refusal("CreateTenant", TenantName="tenant-0"),
            refusal("DeleteConfigurationSet", ConfigurationSetName="main"),
            refusal("CreateConfigurationSet", ConfigurationSetName="no name"),
        ],
    }
    call("DeleteTenantResourceAssociation", TenantName="tenant-0", ResourceArn=arns[0])
    for tenant in tenants:
        call("DeleteTenant", TenantName=tenant["TenantName"])
    call("DeleteConfigurationSet", ConfigurationSetName="main")
    call("DeleteEmailTemplate", TemplateName="welcome")
    call("DeleteEmailIdentity", EmailIdentity="example.com")
    result["left"] = [
        client.walk("ListTenants", "Tenants"),
        call("ListConfigurationSets")["ConfigurationSets"],
        [each["IdentityName"] for each in call("ListEmailIdentities")["EmailIdentities"]],
        call("ListEmailTemplates")["TemplatesMetadata"],
    ]
    return result


class Capo:
    """capo-sesv2, which has its own names."""

    def __init__(self) -> None:
        self._client: Any = importlib.import_module("capo_sesv2").SESv2Client()

    def call(self, operation: str, **members: Any) -> Json:
        try:
            answer: Json = _renamed(getattr(self._client, _snake(operation))(**_renamed(members, _snake)), _camel)
        except Exception as error:
            raise Refusal(type(error).__name__) from error
        return answer

    def walk(self, operation: str, member: str, **members: Any) -> list[Any]:
        items = getattr(self._client, f"iter_{_snake(operation)}")(page_size=2, **_renamed(members, _snake))
        return [_renamed(item, _camel) for item in items]


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {rename(name): _renamed(item, rename) for name, item in value.items()}
    return [_renamed(item, rename) for item in value] if isinstance(value, list) else value


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


if __name__ == "__main__":
    names = ("AWS_ENDPOINT_URL_SE_SV2", "AWS_ACCESS_KEY_ID", "AWS_REGION")
    json.dump(play(Capo(), *(os.environ[name] for name in names)), sys.stdout)
