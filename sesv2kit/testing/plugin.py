"""The pytest plugin: fixtures with a local SES for each test. pytest finds it by its entry point.

It is imported at every start of pytest wherever sesv2kit is installed, so it imports nothing itself.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sesv2kit import AsyncSESv2, SESv2
    from sesv2kit.testing import Backend

_REGION = "us-east-1"


@pytest.fixture
def ses_backend() -> "Iterator[Backend]":
    """A local SES for this test only, which replaces AWS for every boto3 client: its `Backend`."""
    try:
        from sesv2kit.testing import mock_sesv2
    except ImportError as error:
        pytest.skip(str(error))
    with mock_sesv2(_REGION) as backend:
        yield backend


@pytest.fixture
def sesv2(ses_backend: "Backend") -> "Iterator[SESv2]":
    """A client of the local SES."""
    from sesv2kit import SESv2

    with SESv2(_REGION) as client:
        yield client


@pytest.fixture
def async_sesv2(ses_backend: "Backend") -> "Iterator[AsyncSESv2]":
    """An asynchronous client of the local SES, for any event loop. It works with every plugin that runs asynchronous
    tests."""
    import asyncio

    from sesv2kit import AsyncSESv2

    client = AsyncSESv2(_REGION)
    yield client
    loop = asyncio.new_event_loop()  # not asyncio.run, which would replace the event loop of a plugin
    loop.run_until_complete(client.aclose())
    loop.close()
