"""What several domains refuse in the same way."""

import re
from collections.abc import Collection, Sequence, Sized

from sesv2kit.testing.protocol.errors import Refused, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State


def check_name(kind: str, name: str) -> None:
    """Refuse a name that is not made of 1 to 64 letters, digits, hyphens and underscores."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        allowed = "only alphanumeric ASCII characters, '_', and '-' are allowed"
        raise bad_request(f"Invalid {kind} name <{name}>: {allowed}.")
    if len(name) > 64:
        raise bad_request(f"Invalid {kind} name <{name}>: it is longer than 64 characters.")


def check_tags(tags: Sequence[Json]) -> None:
    """Refuse resource tags that break AWS's rules for them."""
    keys = [tag["Key"] for tag in tags]
    if len(tags) > 50:
        raise bad_request(f"A resource can have at most 50 tags, not {len(tags)}.")
    if len(set(keys)) < len(keys):
        raise bad_request("Each tag key can be used only once.")
    for tag in tags:
        if not 1 <= len(tag["Key"]) <= 128 or len(tag["Value"]) > 256:
            raise bad_request("A tag key has 1 to 128 characters and a tag value at most 256.")
        if tag["Key"].lower().startswith("aws:"):
            raise bad_request(f"The tag key {tag['Key']} uses the reserved prefix aws:.")


def check_limit(held: Sized, maximum: int, things: str) -> None:
    """Refuse one more where there are already as many as an account may have."""
    if len(held) >= maximum:
        raise Refused("LimitExceededException", f"There can be no more than {maximum} {things}.")


def own_resource(state: State, arn: str, kinds: Collection[str], described: str) -> tuple[str, str]:
    """Kind and name of the resource at `arn`, which must be one of `kinds` in this account and region."""
    form = re.fullmatch(rf"arn:[\w-]+:ses:([\w-]*):(\d*):({'|'.join(kinds)})/(.+)", arn)
    if form is None:
        raise bad_request(f"Resource <{arn}> is not {described}.")
    region, account, kind, name = form.groups()
    if region != state.region:
        raise bad_request(f"Resource <{arn}> is not in region {state.region}.")
    if account != state.account_id:
        raise bad_request(f"Resource <{arn}> does not belong to account {state.account_id}.")
    return kind, name


def check_unassociated(state: State, arn: str) -> None:
    """Refuse to delete a resource that tenants still use."""
    if any(arn in tenant.resources for tenant in state.tenants.values()):
        reason = "it has tenant associations. Remove all tenant associations and try again"
        raise bad_request(f"Cannot delete {arn} because {reason}.")


def check_vdm(state: State) -> None:
    """Refuse what needs the Virtual Deliverability Manager while it is off."""
    if (state.account.vdm_attributes or {}).get("VdmEnabled") != "ENABLED":
        raise not_found(f"The Virtual Deliverability Manager is not enabled for account {state.account_id}.")
