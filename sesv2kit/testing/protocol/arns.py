"""ARNs in requests: which resource of this account and region they name."""

import re
from collections.abc import Collection
from typing import Protocol

from sesv2kit.testing.protocol.assumptions import ARN_PARTITION, Assumption
from sesv2kit.testing.protocol.errors import bad_request


class Place(Protocol):
    """The account and region of a request; `State` has this protocol."""

    @property
    def account_id(self) -> str:
        """The id of the account, 12 digits."""
        ...

    @property
    def region(self) -> str:
        """The region, such as `eu-west-1`."""
        ...

    @property
    def partition(self) -> str:
        """The partition of the region, such as `aws`."""
        ...

    def assumes(self, assumption: Assumption) -> bool:
        """Whether an assumption is switched on here."""
        ...


def own_resource(place: Place, arn: str, kinds: Collection[str], described: str) -> tuple[str, str]:
    """Kind and name of the resource at `arn`, which must be one of `kinds` in this account and region."""
    form = re.fullmatch(rf"arn:([\w-]+):ses:([\w-]*):(\d*):({'|'.join(kinds)})/(.+)", arn)
    if form is None:
        raise bad_request(f"Resource <{arn}> is not {described}.")
    partition, region, account, kind, name = form.groups()
    if region != place.region:
        raise bad_request(f"Resource <{arn}> is not in region {place.region}.")
    if account != place.account_id:
        raise bad_request(f"Resource <{arn}> does not belong to account {place.account_id}.")
    check_partition(place, arn, partition)
    return kind, name


def check_partition(place: Place, arn: str, partition: str) -> None:
    """Refuse an ARN whose partition is not that of the region."""
    if partition != place.partition and place.assumes(ARN_PARTITION):
        raise bad_request(f"Resource <{arn}> is not in partition {place.partition}.", ARN_PARTITION)
