"""Tenants: creating them with their resources, checking and deleting them."""
