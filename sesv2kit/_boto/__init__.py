"""All that knows boto3 and botocore: the clients, one exchange of request and response, and its failures. Private."""
