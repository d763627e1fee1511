"""The service classes, one file a domain."""
