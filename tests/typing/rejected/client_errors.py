"""A limit of errors whose types need no stubs. Every line that ends in "# wrong" is an error, and no other line."""
# needs botocore-stubs

from botocore.exceptions import ClientError

from sesv2kit import errors


def code_of(error: ClientError) -> str | None:
    return error.response.get("Error", {}).get("Code")


def codes_of(error: ClientError | errors.ServiceError) -> str | None:
    return error.code if isinstance(error, errors.ServiceError) else code_of(error)


def handle(error: errors.ServiceError) -> None:
    code_of(error)  # wrong
    codes_of(error)
    if isinstance(error, ClientError):
        code_of(error)
