"""Advice on botocore's errors about a configuration or about arguments."""

import re
from collections.abc import Iterator
from typing import Any

import botocore
import botocore.exceptions as boto

MADE_FOR_BOTOCORE = "1.44.8"
"""The version of botocore whose model our operations and shapes follow: the oldest known to have all of them."""


def too_old(unknown: str) -> str:
    """Why botocore cannot send something, and what to do.

    Args:
        unknown: The unknown operation, or the names of unknown arguments.
    """
    installed = f"botocore {botocore.__version__} does not know {unknown}"
    if botocore.__version__ == MADE_FOR_BOTOCORE:  # then the name is not one of our models'
        return f"{installed}: check how it is spelt, or pip install --upgrade boto3"
    return f"{installed}; botocore {MADE_FOR_BOTOCORE} does: pip install --upgrade boto3"


def unknown_members(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """The paths of the members that botocore's model of a request lacks: `Content.Simple.Attachments`.

    Args:
        shape: botocore's shape of the value.
        value: What to send, with AWS's names.
        path: The path of the value in the request.
    """
    if shape.type_name == "structure":
        for name, each in value.items():
            place = f"{path}.{name}".lstrip(".")
            if name in shape.members:
                yield from unknown_members(shape.members[name], each, place)
            else:
                yield place
    elif shape.type_name == "list":
        for each in value:
            yield from unknown_members(shape.member, each, path)


_PASSWORD = re.compile(r"(?<=://)[^/\s\"']*@")


def without_passwords(text: str) -> str:
    """A text without the users' names and passwords in its URLs."""
    return _PASSWORD.sub("", text)


_REFUSED = re.compile(r"^(?:Invalid [\w ]+ for|Missing required|Unknown) parameter (?:in )?([\w.\[\]]+)", re.MULTILINE)


_OF_A_PROCESS = ("Unsupported version", "Missing required key")
"""Beginnings of botocore's own messages about a credential process. Any other text is the stderr of the process."""


def explain(error: Exception) -> str:
    """botocore's message about a configuration, with advice."""
    match error:
        case boto.CredentialRetrievalError() if error.kwargs.get("provider") == "custom-process" and not str(
            error.kwargs.get("error_msg")
        ).startswith(_OF_A_PROCESS):
            error.args = ("the process failed",)  # tracebacks print these messages, and stderr may contain secrets
            return "the process failed. To fix it: run the credential_process of the profile yourself to see its error"
        case boto.NoRegionError():
            advice = "pass region_name=, or set AWS_DEFAULT_REGION or a region in the profile"
        case boto.NoCredentialsError() | boto.PartialCredentialsError():
            advice = (
                "pass session= or profile_name=, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run under a role"
            )
        case boto.ProfileNotFound():
            advice = "check profile_name=, AWS_PROFILE and the files in ~/.aws"
        case boto.CredentialRetrievalError() | boto.TokenRetrievalError() | boto.SSOError():
            advice = "sign in again (aws sso login) or check the credential process"
        case boto.MissingDependencyException():
            advice = 'a global endpoint needs the AWS CRT: pip install "botocore[crt]"'
        case boto.ParamValidationError():  # the error's text contains the values
            return f"botocore's validation refuses {', '.join(_REFUSED.findall(str(error))) or 'its arguments'}"
        case _:
            return str(error)
    return f"{str(error).rstrip('.')}. To fix it: {advice}"
