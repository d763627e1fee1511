"""Files in S3, for import jobs to read."""

import re
from typing import IO, Any

from sesv2kit._boto.others import asked, check_service
from sesv2kit.errors import ConfigurationError

_HINT = "the credentials of s3_client= must be allowed s3:PutObject on the bucket."


class Folder:
    """S3, through the user's boto3 client, which repeats requests as it is configured to."""

    def __init__(self, client: Any) -> None:
        """Raises ConfigurationError if the client is not one for S3."""
        check_service(client, "s3")
        self._client = client

    def put(self, url: str, file: IO[bytes]) -> None:
        """Write a file to `s3://bucket/key`. It replaces an existing one."""
        found = re.fullmatch("s3://([^/]+)/(.+)", url)
        if found is None:
            raise ConfigurationError("s3_url= must be s3://bucket/key")
        bucket, key = found.groups()
        asked(
            self._client,
            "PutObject",
            lambda: self._client.put_object(Bucket=bucket, Key=key, Body=file),
            hint=_HINT,
        )
