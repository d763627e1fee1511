# Written by `python -m tests.tools.twin` from sesv2kit/services/__init__.py. Change that one.
"""The service classes, one module for each domain."""
