"""Tenants with what they need to send, and without it again."""
