"""A newsletter sent by a fleet: Celery hands parts of it to workers, and a journal keeps anybody from getting it twice.

In this folder's parent, with a Redis and the variables of `settings.py`:

    celery -A newsletter_celery.app worker --concurrency=4     # on each machine
    python -m newsletter_celery.produce 2026-06 people.csv     # once; started again, it goes on
    python -m newsletter_celery.report 2026-06                 # at any time
"""
