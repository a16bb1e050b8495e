"""The worker: a queue consumer for what runs by the clock, and a short beat for the outbox."""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from backoffice.jobs import periodic
from backoffice.jobs.outbox import send_due
from backoffice.jobs.queue import open_queue
from shared.access.redaction import redact_logs

log = logging.getLogger(__name__)

BEAT_S = 2.0


def work() -> None:
    """Run jobs until the process is told to end; any number of workers may run."""
    logging.basicConfig(level=logging.INFO)
    for talkative in ("huey", "stripe"):  # they tell of every look at an empty queue
        logging.getLogger(talkative).setLevel(logging.WARNING)
    redact_logs()
    queue = open_queue()
    periodic.register(queue)
    is_over = threading.Event()
    beat = threading.Thread(target=send_until, args=(is_over,), name="duebook-outbox")
    beat.start()
    try:
        queue.create_consumer(workers=2, periodic=True, check_worker_health=True).run()
    finally:
        is_over.set()
        beat.join()


def send_until(is_over: threading.Event) -> None:
    """Send what is due every two seconds: somebody waits for that mail."""
    while not is_over.wait(BEAT_S):
        try:
            while send_due():
                pass
        except SQLAlchemyError:
            log.exception("The outbox cannot be read; trying again")
