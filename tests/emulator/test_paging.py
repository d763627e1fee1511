"""Pages and tokens, for the suppression list and every other paged list."""

import random
import string
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit.testing import Backend
from sesv2kit.testing.state.sorted_dict import SortedDict
from sesv2kit.testing.state.suppression import Suppressed, SuppressionList

from .conftest import make_client
from .helpers import pages, refusal


def addresses(count: int) -> list[str]:
    return [f"user{number:05}@example.com" for number in range(count)]


def listed(ses: Any, **members: Any) -> list[str]:
    return [
        entry["EmailAddress"]
        for page in pages(ses.list_suppressed_destinations, **members)
        for entry in page["SuppressedDestinationSummaries"]
    ]


def test_a_sorted_dict_behaves_as_a_dict_that_is_sorted() -> None:
    ordered, chance = SortedDict[int](), random.Random(7)
    plain: dict[str, int] = {}
    for number in range(20_000):
        key = "".join(chance.choices(string.ascii_lowercase, k=3))
        if chance.random() < 0.3 and key in plain:
            del ordered[key], plain[key]
        else:
            ordered[key] = plain[key] = number
    assert list(ordered.items()) == sorted(plain.items())
    assert len(ordered) == len(plain)
    for start in ("", "m", "mm", "mmmm", "zzzz", next(iter(plain))):
        assert list(ordered.after(start)) == sorted((key, value) for key, value in plain.items() if key > start)
    for key in list(plain):
        del ordered[key]
    assert (list(ordered), list(ordered.after(""))) == ([], [])
    with pytest.raises(KeyError):
        del ordered["gone"]


def test_a_walk_sees_every_entry_once_in_order(backend: Backend, ses: Any) -> None:
    expected = addresses(2500)
    backend.suppress(reversed(expected))
    sizes = [len(page["SuppressedDestinationSummaries"]) for page in pages(ses.list_suppressed_destinations)]
    assert sizes == [1000, 1000, 500]
    assert listed(ses) == expected
    assert listed(ses, PageSize=7) == expected


def test_the_last_page_has_no_token_even_when_it_is_full(backend: Backend, ses: Any) -> None:
    backend.suppress(addresses(20))
    assert len(list(pages(ses.list_suppressed_destinations, PageSize=10))) == 2


def test_deleting_and_adding_during_a_walk_skips_nothing(backend: Backend, ses: Any) -> None:
    everyone = addresses(100)
    backend.suppress(everyone)
    seen: list[str] = []
    for page in pages(ses.list_suppressed_destinations, PageSize=10):
        handed_out = [entry["EmailAddress"] for entry in page["SuppressedDestinationSummaries"]]
        seen += handed_out
        for address in handed_out:  # even the entry that the token names
            ses.delete_suppressed_destination(EmailAddress=address)
        backend.suppress(["aaa@example.com"])
    assert seen == everyone


def test_a_filter_fills_its_pages(backend: Backend, ses: Any) -> None:
    everyone = addresses(60)
    backend.suppress(everyone[::2], "BOUNCE")
    backend.suppress(everyone[1::2], "COMPLAINT")
    sizes = [
        len(page["SuppressedDestinationSummaries"])
        for page in pages(ses.list_suppressed_destinations, Reasons=["COMPLAINT"], PageSize=20)
    ]
    assert sizes == [20, 10]
    assert listed(ses, Reasons=["COMPLAINT"], PageSize=20) == everyone[1::2]


TAMPERINGS: list[Callable[[str], str]] = [
    lambda token: "",
    lambda token: "x",
    lambda token: "é",
    lambda token: token[:-4],
    lambda token: ("B" if token[0] == "A" else "A") + token[1:],  # the first character of a signature is random
]


def token(ses: Any, **members: Any) -> Any:
    return ses.list_suppressed_destinations(PageSize=1, **members)["NextToken"]


def test_a_token_may_change_its_page_size(backend: Backend, ses: Any) -> None:
    backend.suppress(addresses(5))
    assert listed(ses, NextToken=token(ses), PageSize=100) == addresses(5)[1:]


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_a_token_that_was_not_issued_is_refused(backend: Backend, ses: Any, tamper: Any) -> None:
    backend.suppress(addresses(3))
    assert refusal(ses.list_suppressed_destinations, NextToken=tamper(token(ses))) == (
        400,
        "InvalidNextTokenException",
        "The next token is invalid.",
    )


def test_a_token_belongs_to_its_filter_operation_region_and_account(backend: Backend, ses: Any) -> None:
    backend.suppress(addresses(3))
    backend.for_region("eu-west-1").suppress(addresses(3))
    ses.create_tenant(TenantName="acme")
    own = token(ses)
    code = refusal(ses.list_suppressed_destinations, NextToken=own, Reasons=["BOUNCE"])[1]
    assert code == "InvalidNextTokenException"
    code = refusal(ses.list_suppressed_destinations, NextToken=own, TenantName="acme")[1]
    assert code == "InvalidNextTokenException"
    code = refusal(make_client("eu-west-1").list_suppressed_destinations, NextToken=own)[1]
    assert code == "InvalidNextTokenException"
    assert refusal(ses.list_tenants, NextToken=own) == (400, "BadRequestException", "The next token is invalid.")


@pytest.mark.parametrize(
    ("operation", "maximum"),
    [
        ("list_configuration_sets", 1000),
        ("list_email_identities", 1000),
        ("list_email_templates", 100),
        ("list_recommendations", 100),
        ("list_suppressed_destinations", 1000),
        ("list_tenants", 100),
    ],
)
def test_page_sizes_are_bounded(backend: Backend, ses: Any, operation: str, maximum: int) -> None:
    backend.enable_vdm()
    call = getattr(ses, operation)
    call(PageSize=maximum)
    text = "1 validation error detected: Value at 'pageSize' failed to satisfy constraint: Member must have value "
    assert refusal(call, PageSize=maximum + 1) == (
        400,
        "BadRequestException",
        f"{text}less than or equal to {maximum}",
    )
    assert refusal(call, PageSize=0) == (400, "BadRequestException", f"{text}greater than or equal to 1")


@pytest.mark.parametrize(
    ("operation", "member", "default"),
    [
        ("list_configuration_sets", "ConfigurationSets", 50),
        ("list_email_identities", "EmailIdentities", 25),
        ("list_email_templates", "TemplatesMetadata", 10),
        ("list_tenants", "Tenants", 100),
    ],
)
def test_default_page_sizes(backend: Backend, ses: Any, operation: str, member: str, default: int) -> None:
    for number in range(default + 1):
        name = f"n{number:03}"
        ses.create_configuration_set(ConfigurationSetName=name)
        ses.create_email_identity(EmailIdentity=f"{name}.example")
        ses.create_email_template(TemplateName=name, TemplateContent={"Subject": "s"})
        ses.create_tenant(TenantName=name)
    sizes = [len(page[member]) for page in pages(getattr(ses, operation))]
    assert sizes == [default, 1]


def test_a_put_and_a_page_cost_the_same_however_long_the_list_is() -> None:
    def cost(count: int) -> float:
        suppressed, now = SuppressionList(), datetime.now(UTC)
        for address in addresses(count):
            suppressed.put(Suppressed(address, "BOUNCE", now))
        times: list[float] = []
        for number in range(30):
            started = time.thread_time()
            for extra in range(20):
                suppressed.put(Suppressed(f"{number}.{extra}.x@example.org", "BOUNCE", now))
            after = suppressed.entries.after("")
            for _ in range(500):
                next(after)
            times.append(time.thread_time() - started)
        return min(times)

    assert cost(200_000) < 4 * cost(1000)
