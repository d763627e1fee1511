"""All code that uses boto3 and botocore: making the clients, sending a request and reading its response, and
translating errors. Private."""
