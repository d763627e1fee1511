"""The local SES over HTTP: an endpoint for any AWS SDK, a control API, and a page that shows sent emails."""
