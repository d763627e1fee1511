"""Contacts: changes that keep what they do not name, imports and exports."""
