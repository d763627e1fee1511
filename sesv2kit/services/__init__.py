"""The service classes, one module for each domain."""
