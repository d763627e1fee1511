"""Skips tests of what AWS added after the oldest botocore that pyproject.toml allows, if that botocore is installed.

A fact is an operation of SES v2 (`GetTenant`) or a member of one of its structures (`Tenant.TenantName`).
"""

from functools import cache

import botocore
import pytest

from tests.conformance import baseline
from tests.tools import aws


def lacks(fact: str) -> bool:
    """Whether the installed botocore lacks a fact of the baseline."""
    if not _known(_recorded(), fact):
        raise ValueError(f"{fact} is no fact of the baseline")  # otherwise a wrong name would always skip its test
    return not _known(aws.installed(), fact)


def needs(*facts: str) -> pytest.MarkDecorator:
    """Skip the test if the installed botocore lacks one of the facts."""
    unknown = [fact for fact in facts if lacks(fact)]
    return pytest.mark.skipif(bool(unknown), reason=f"botocore {botocore.__version__} lacks {', '.join(unknown)}")


@cache
def _recorded() -> aws.Api:
    return aws.Api(aws.SESV2, baseline.recorded().models[aws.SESV2])


def _known(api: aws.Api, fact: str) -> bool:
    owner, _, member = fact.partition(".")
    if not member:
        return owner in api.operations
    return owner in api.shapes and member in api.shapes[owner].members
