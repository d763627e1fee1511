"""Tests of the app in shop.py with the pytest fixtures of sesv2kit, without an AWS account and without a network.

uv run pytest examples/testing_your_app
"""

import pytest
from shop import Order, confirm, unreachable

from sesv2kit import SESv2
from sesv2kit.testing import Backend

ORDER = Order("17", "ann@mail.example", ["tea", "milk"])


@pytest.fixture(autouse=True)
def verified(ses_backend: Backend) -> None:
    """The shop's domain is verified in each test."""
    ses_backend.verify_identity("shop.example")


def test_the_confirmation_lists_what_was_bought(sesv2: SESv2, ses_backend: Backend) -> None:
    assert confirm(sesv2, ORDER) == "sent"
    (email,) = ses_backend.outbox
    assert email.subject == "Your order 17"
    assert email.text == "Thank you for:\ntea\nmilk"
    assert email.delivered_to == ("ann@mail.example",)


def test_a_throttle_of_a_second_is_waited_through(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.faults.add("send_rate", "SendEmail")  # the clock is virtual: no test waits
    assert confirm(sesv2, ORDER) == "sent"
    assert ses_backend.requests.count("SendEmail") == 2


def test_an_exhausted_quota_is_for_later(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.faults.add("daily_quota", "SendEmail")
    assert confirm(sesv2, ORDER) == "later"
    assert ses_backend.outbox == []


def test_a_lost_response_is_not_sent_again(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.faults.add("timeout", "SendEmail")
    assert confirm(sesv2, ORDER) == "ask"
    assert len(ses_backend.outbox) == 1


def test_who_bounced_is_unreachable(sesv2: SESv2) -> None:
    confirm(sesv2, ORDER)
    confirm(sesv2, Order("18", "bounce@simulator.amazonses.com", ["tea"]))
    assert unreachable(sesv2) == {"bounce@simulator.amazonses.com"}
