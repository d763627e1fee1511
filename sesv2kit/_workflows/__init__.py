"""Workflows: higher-level functions that use several operations. Methods of the services call them."""
