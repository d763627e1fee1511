"""Objects of S3, for import jobs."""

from typing import Any

import botocore.exceptions as boto

from sesv2kit._boto.topics import failed, refused
from sesv2kit.errors import ConfigurationError

_HINT = "the credentials of s3_client= must be allowed s3:PutObject on the object."


class Bucket:
    """A bucket, through the user's boto3 client for S3, which repeats requests as it is configured to."""

    def __init__(self, client: Any, name: str) -> None:
        """Raises ConfigurationError if the client is not one for S3."""
        service = getattr(getattr(getattr(client, "meta", None), "service_model", None), "service_name", None)
        if service != "s3":
            what = f"a client for {service}" if service else f"a {type(client).__name__}"
            raise ConfigurationError(f"s3_client= must be a boto3 client for s3, not {what}")
        self._client = client
        self._name = name

    def put(self, key: str, content: bytes) -> None:
        """Write an object."""
        try:
            self._client.put_object(Bucket=self._name, Key=key, Body=content)
        except boto.ClientError as error:
            raise refused("PutObject", error, self._client, _HINT) from error
        except boto.BotoCoreError as error:
            raise failed("PutObject", error) from error
