"""Errors with wrong names. Every line that ends in "# wrong" is an error, and no other line."""

from botocore.exceptions import ClientError

from sesv2kit import SESv2, errors
from sesv2kit.models import SEND_EMAIL

client = SESv2()

try:
    client.account.get_account()
except errors.TooManyRequestsError as error:
    error.max_sendrate  # wrong
except errors.TenantNotAssociatedError as error:
    error.missing_arn  # wrong
except errors.NotFoundError as error:
    error.cod  # wrong
    error.mesage  # wrong
    error.code.lower()  # wrong
    rate: int = error.status  # wrong
except errors.TransportError as error:
    error.code  # wrong
except errors.SESv2Error as error:
    error.operation  # wrong

try:
    client.account.get_account()
except ClientError as error:
    if isinstance(error, errors.ServiceError):
        error.cod  # wrong
        error.hint.lower()  # wrong

try:
    client.account.get_account()
except errors.OutcomeUnknownError as error:
    error.request_of(SEND_EMAIL).content  # wrong
    if found := error.request_of(SEND_EMAIL):
        found.bulk_email_entries  # wrong
    error.request_of("SendEmail")  # wrong

errors.ServiceError("gone", operation="GetAccount", cod="x")  # wrong
errors.ServiceError({}, "GetAccount")  # wrong
