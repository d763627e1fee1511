"""boto3's clients with the stubs of types-boto3[sesv2]."""
# needs types-boto3-sesv2

from typing import assert_type

import boto3
from botocore.config import Config
from types_boto3_sesv2.client import SESV2Client
from types_boto3_sesv2.type_defs import GetAccountResponseTypeDef

from sesv2kit import AsyncSESv2, SESv2

config = Config(retries={"total_max_attempts": 1})
given = boto3.client("sesv2", config=config)  # pyright: ignore[reportUnknownMemberType]  # other services lack stubs
assert_type(given, SESV2Client)

for client in (SESv2(boto3_client=given), AsyncSESv2(boto3_client=given), SESv2(session=boto3.Session())):
    ses: SESV2Client = client.boto3_client
    assert_type(ses.get_account(), GetAccountResponseTypeDef)
