"""Bulk sends of any length: `sending.send_bulk`. The plan does no I/O; `bulk.py` and `aio/bulk.py` run it."""
