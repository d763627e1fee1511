"""The fixtures of tests/unit/support.py."""

from tests.unit.support import clock, environment

__all__ = ["clock", "environment"]
