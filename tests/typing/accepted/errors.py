"""Errors: their attributes, and code that catches them as botocore's ClientError."""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any, assert_type

from botocore.exceptions import ClientError

from sesv2kit import SESv2, errors
from sesv2kit.models import SEND_BULK_EMAIL, SEND_EMAIL, EmailContent, SendEmailRequest

client = SESv2()

try:
    client.account.get_account()
except errors.TooManyRequestsError as error:
    assert_type(error.max_send_rate, float | None)
    assert_type(error.retry_after, float | None)
except errors.TenantNotAssociatedError as error:
    assert_type(error.missing_arns, tuple[str, ...])
    assert_type(error.action, str | None)
except errors.AuthenticationError as error:
    assert_type(error.credentials_renewed, bool)
except errors.ServiceError as error:
    assert_type(error.operation, str)
    assert_type(error.code, str | None)
    assert_type(error.message, str)
    assert_type(error.status, int | None)
    assert_type(error.request_id, str | None)
    assert_type(error.attempts, int)
    assert_type(error.region, str | None)
    assert_type(error.endpoint, str | None)
    assert_type(error.hint, str | None)
    assert_type(error.after_unknown, bool)
    assert_type(error.operation_name, str)
    assert_type(error.response, Any)
    if isinstance(error, ClientError):
        print(error.code, error.operation_name)
except errors.TransportError as error:
    assert_type(error.status, int | None)
    assert_type(error.body, bytes)
except errors.SESv2Error as error:
    assert_type(error.args, tuple[Any, ...])

try:
    client.account.get_account()
except ClientError as error:
    if isinstance(error, errors.NotFoundError):
        assert_type(error.request_id, str | None)
    elif isinstance(error, errors.ServiceError):
        assert_type(error.code, str | None)
        raise RuntimeError(error.hint) from error
    else:
        raise

try:
    client.account.get_account()
except (errors.ServiceError, errors.TransportError) as error:
    assert_type(error.status, int | None)
    assert_type(error.attempts, int)

try:
    client.sending.send_email(content=EmailMessage())
except errors.OutcomeUnknownError as error:
    assert_type(error.request_of(SEND_EMAIL), SendEmailRequest | None)
    if bulk := error.request_of(SEND_BULK_EMAIL):
        for entry in bulk.bulk_email_entries:
            assert_type(entry.destination.to_addresses, Sequence[str] | None)
    if isinstance(error.request, SendEmailRequest):
        assert_type(error.request.content, EmailContent)

kinds: list[type[Exception]] = [ClientError, errors.NotFoundError]
