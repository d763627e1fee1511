"""Items of a DynamoDB table, for the journal in DynamoDB."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import botocore.exceptions as boto

from sesv2kit._boto.advice import explain
from sesv2kit._core import fork
from sesv2kit.errors import JournalError

if TYPE_CHECKING:
    import boto3

Item = dict[str, Any]
"""An item: strings and numbers by the names of its attributes."""


class Table:
    """A table whose only key is the string `id`. The boto3 client is made at the first use."""

    def __init__(
        self, name: str, region_name: str | None, endpoint_url: str | None, session: "boto3.Session | None"
    ) -> None:
        self._name = name
        self._region_name = region_name
        self._endpoint_url = endpoint_url
        self._session = session
        self._made: Any = None
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: another client, whose connections the parent does not use."""
        self._inherited, self._made = self._made, None

    def close(self) -> None:
        """Close the connections."""
        if self._made is not None:
            self._made.close()

    def update(self, id: str, change: str, condition: str, values: Mapping[str, Any]) -> tuple[bool, Item | None]:
        """Change an item if a condition is true.

        Args:
            id: Id of the item.
            change: An UpdateExpression. Names in it are written `#name`.
            condition: A ConditionExpression.
            values: The values of `:name` in both expressions.

        Returns:
            Whether the item was changed, and the item after that. If it was not changed, the item as it was for the
            condition. None: there is no such item.
        """
        text = f"{change} {condition}"
        names = {f"#{name}": name for name in _NAMES if f"#{name}" in text}
        try:
            found = self._ask(
                "update_item",
                Key={"id": {"S": id}},
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=_used(values, text),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except boto.ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ConditionalCheckFailedException":
                raise _unusable(error) from error
            found = cast("dict[str, Any]", error.response)
            return False, _item(found["Item"]) if "Item" in found else None
        return True, _item(found["Attributes"])

    def get(self, id: str) -> Item | None:
        """An item, read consistently. None: there is no such item."""
        found = self._asked("get_item", Key={"id": {"S": id}}, ConsistentRead=True)
        return _item(found["Item"]) if "Item" in found else None

    def delete(self, id: str, condition: str, values: Mapping[str, Any]) -> bool:
        """Delete an item if a condition is true. Returns whether it was."""
        try:
            self._ask(
                "delete_item",
                Key={"id": {"S": id}},
                ConditionExpression=condition,
                ExpressionAttributeNames={f"#{name}": name for name in _NAMES if f"#{name}" in condition},
                ExpressionAttributeValues=_used(values, condition),
            )
        except boto.ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ConditionalCheckFailedException":
                raise _unusable(error) from error
            return False
        return True

    def scan(self, prefix: str) -> Iterator[Item]:
        """The items whose id begins with `prefix`. Reads the whole table."""
        start: dict[str, Any] = {}
        while True:
            page = self._asked(
                "scan",
                ConsistentRead=True,
                FilterExpression="begins_with(#id, :prefix)",
                ExpressionAttributeNames={"#id": "id"},
                ExpressionAttributeValues={":prefix": {"S": prefix}},
                **start,
            )
            yield from map(_item, page.get("Items", []))
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _asked(self, method: str, **arguments: Any) -> Any:
        try:
            return self._ask(method, **arguments)
        except boto.ClientError as error:
            raise _unusable(error) from error

    def _ask(self, method: str, **arguments: Any) -> Any:
        try:
            return getattr(self._client(), method)(TableName=self._name, **arguments)
        except boto.BotoCoreError as error:
            raise JournalError(f"DynamoDB cannot be used: {explain(error)}") from error

    def _client(self) -> Any:
        if self._made is None:
            with fork.IMPORTING.lock:
                import boto3
                from botocore.config import Config

                if self._made is None:
                    session: Any = self._session or boto3.DEFAULT_SESSION or boto3.Session()
                    # botocore may repeat our changes: a second claim of the same owner, or settlement, changes nothing.
                    config = Config(connect_timeout=5, read_timeout=5, retries={"mode": "standard"})
                    self._made = session.client(
                        "dynamodb", region_name=self._region_name, endpoint_url=self._endpoint_url, config=config
                    )
        return self._made


_NAMES = (
    "claimed_at",
    "digest",
    "generation",
    "id",
    "key",
    "leased_until",
    "operation",
    "outcome",
    "owner",
    "settled_at",
    "state",
    "verifier",
)
"""The attributes. Some are reserved words in DynamoDB's expressions."""


def _unusable(error: boto.ClientError) -> JournalError:
    code = error.response.get("Error", {}).get("Code", "")
    return JournalError(f"DynamoDB cannot be used: {code}")


def _used(values: Mapping[str, Any], text: str) -> Item:
    """The values that an expression uses: DynamoDB refuses others."""
    return {f":{name}": _wire(value) for name, value in values.items() if re.search(rf":{name}\b", text)}


def _wire(value: Any) -> dict[str, str]:
    return {"N": repr(value)} if isinstance(value, int | float) else {"S": str(value)}


def _item(wire: Mapping[str, Mapping[str, str]]) -> Item:
    return {name: one["S"] if "S" in one else float(one["N"]) for name, one in wire.items()}
