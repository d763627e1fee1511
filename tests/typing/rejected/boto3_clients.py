"""boto3 objects in wrong places. Every line that ends in "# wrong" is an error, and no other line."""
# needs botocore-stubs

import boto3
from botocore.config import Config

from sesv2kit import AsyncSESv2, SESv2

SESv2(boto3_client=boto3.Session())  # wrong
SESv2(session=boto3.Session)  # wrong
SESv2(boto_config={"retries": {"total_max_attempts": 1}})  # wrong
SESv2(boto_config=Config(retrys={}))  # wrong
AsyncSESv2(boto3_client=boto3.Session())  # wrong
AsyncSESv2(session=Config())  # wrong
AsyncSESv2(boto_config=boto3.Session())  # wrong
