"""The local SES over HTTP: an endpoint for any AWS SDK, an API to arrange and inspect, and a page that shows mail."""
