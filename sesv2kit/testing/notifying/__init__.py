"""A local SNS for the events of the local SES: subscriptions, signed messages, and requests to endpoints."""
