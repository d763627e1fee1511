"""The fixtures of tests/unit/support.py."""

from tests.unit.support import clock, each_client, each_sender, eager_threads, environment

__all__ = ["clock", "each_client", "each_sender", "eager_threads", "environment"]
