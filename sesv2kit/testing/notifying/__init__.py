"""What SNS does with the events of the local SES: subscriptions, signed messages, and requests to endpoints."""
