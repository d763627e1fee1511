"""Contacts: changes that keep everything that is not given, imports and exports."""
