"""What became of everybody so far: `python -m newsletter_celery.report RUN_ID`."""

import sys
from collections import Counter

from newsletter_celery import store


def report(run_id: str) -> Counter[str]:
    """Print whose email was not accepted and why; return the counts, and how many parts are not finished.

    Parts that stay unfinished with an empty queue were lost with their broker, or their task failed: start the producer
    again.
    """
    counts: Counter[str] = Counter()
    for part in store.parts(run_id):
        counts.update(part.counts)
        counts["unfinished parts"] += not part.finished
        for customer, outcome, reason in part.failed:
            print(customer, outcome, reason)
    return counts


if __name__ == "__main__":
    print(dict(report(sys.argv[1])))
