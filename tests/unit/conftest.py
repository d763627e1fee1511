"""The fixtures of tests/unit/support.py."""

from tests.unit.support import clock, eager_threads, environment

__all__ = ["clock", "eager_threads", "environment"]
