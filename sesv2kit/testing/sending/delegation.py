"""Delegated sending: with an identity of another account, whose policy allows it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.protocol.arns import check_partition
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import covering_identities
from sesv2kit.testing.state.identities import Identity

_ARN = re.compile(
    r"arn:(?P<partition>[\w-]+):ses:(?P<region>[\w-]*):(?P<account>\d{12}):identity/(?P<name>.+)", re.ASCII
)

_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "stringequals": lambda pattern, value: pattern == value,
    "stringequalsignorecase": lambda pattern, value: pattern.lower() == value.lower(),
    "stringlike": lambda pattern, value: _is_like(value, pattern),
}


def identity_at(state: State, arn: str, address: str, actions: Sequence[str]) -> tuple[Identity | None, str]:
    """The identity with this ARN, if it is verified and covers `address`, and its ARN in the form that its account
    uses.

    An identity of another account must have a policy that allows this account one of the `actions`.
    """
    form = _ARN.fullmatch(arn)
    if form is None:
        raise bad_request(f"Resource <{arn}> is not an email identity.")
    if form["region"] != state.region:
        raise bad_request(f"Resource <{arn}> is not in region {state.region}.")
    check_partition(state, arn, form["partition"])
    owner = state.siblings.get((form["account"], state.region))
    name = key(form["name"])
    if form["account"] != state.account_id:
        identity = owner.identities.get(name) if owner else None
        if identity is None or not _is_allowed(state.account_id, identity, arn, address, actions):
            user = f"arn:aws:iam::{state.account_id}:root"
            raise Refused(
                "AccessDeniedException",
                f"User `{user}' is not authorized to perform `{actions[0]}' on resource `{arn}'",
            )
    covering = covering_identities(owner, address) if owner else iter(())
    found = next((identity for identity in covering if identity.name == name and identity.verified), None)
    return found, f"arn:{state.partition}:ses:{state.region}:{form['account']}:identity/{name}"


def _is_allowed(account_id: str, identity: Identity, arn: str, address: str, actions: Sequence[str]) -> bool:
    """Whether the policies of an identity allow an account to send. Deny takes precedence over Allow."""
    effects = {
        statement.get("Effect")
        for policy in identity.policies.values()
        for statement in _statements(policy)
        if _names_account(statement.get("Principal"), account_id)
        and any(
            _is_like(action, one.lower()) for action in map(str.lower, actions) for one in _texts(statement, "Action")
        )
        and any(_is_like(arn, one) for one in _texts(statement, "Resource"))
        and _holds(statement.get("Condition"), address)
    }
    return effects == {"Allow"}


def _statements(policy: str) -> Iterator[Json]:
    try:
        document: Any = json.loads(policy)
    except ValueError:
        return
    if isinstance(document, dict):
        yield from (cast(Json, each) for each in _several(cast(Json, document), "Statement") if isinstance(each, dict))


def _several(holder: Json, name: str) -> list[Any]:
    """A member that IAM allows to be one value or a list of them."""
    value: Any = holder.get(name, [])
    return [*value] if isinstance(value, list) else [value]


def _texts(holder: Json, name: str) -> list[str]:
    return [str(each) for each in _several(holder, name)]


def _names_account(principal: Any, account_id: str) -> bool:
    """Whether a Principal is the account, or a user or role of it. The local SES does not distinguish users."""
    if not isinstance(principal, dict):
        return bool(principal == "*")
    named = _texts(cast(Json, principal), "AWS")
    return any(one in ("*", account_id) or f"::{account_id}:" in one for one in named)


def _holds(condition: Any, address: str) -> bool:
    """Whether the conditions on the sender's address are true. Other conditions are ignored."""
    if not isinstance(condition, dict):
        return True
    return all(
        any(compare(pattern, address) for pattern in _texts(keys, name))
        for operator, keys in cast("dict[str, Json]", condition).items()
        if (compare := _COMPARISONS.get(operator.lower()))
        for name in keys
        if name.lower() == "ses:fromaddress"
    )


def _is_like(value: str, pattern: str) -> bool:
    """Whether a text matches an IAM pattern, in which only `*` and `?` are special."""
    return fnmatchcase(value, pattern.replace("[", "[[]"))
