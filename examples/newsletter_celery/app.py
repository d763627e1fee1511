"""The Celery application: a task is acknowledged after its emails were sent, so that no crash loses one."""

from celery import Celery

from newsletter_celery.settings import SETTINGS

app = Celery("newsletter", broker=SETTINGS.broker_url, include=["newsletter_celery.tasks"])
app.conf.update(
    task_default_queue="newsletter",
    task_ignore_result=True,  # what became of a part is in the store, where it can be listed
    # A task that was not acknowledged is delivered again: after a crash of its process at once, after one of its
    # machine or of the broker when the visibility timeout is over. The journal makes that safe.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_acks_on_timeout=False,
    task_time_limit=SETTINGS.time_limit,
    worker_prefetch_multiplier=1,  # a task waits in the queue, where every worker finds it, and not in a busy worker
    broker_transport_options={
        # Above the longest task. Otherwise a second worker gets a task that is still running, waits for its keys, and
        # sends nothing: that is safe, but costs calls to the journal and a process.
        "visibility_timeout": SETTINGS.visibility_timeout,
        "unacked_restore_throttle": 1,  # look for such tasks every 10 s; by default it is every 100 s
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # A part that is tried again becomes a new task, which must outlast a restart of the broker.
    task_publish_retry_policy={"max_retries": 60, "interval_start": 0, "interval_step": 0.5, "interval_max": 2},
)
