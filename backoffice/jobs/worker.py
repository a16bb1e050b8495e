"""The worker: a queue consumer for what runs by the clock, and short beats for what somebody waits for."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from backoffice.jobs import periodic
from backoffice.jobs.documents import make_due
from backoffice.jobs.outbox import send_due
from backoffice.jobs.queue import open_queue
from shared.access.redaction import redact_logs

log = logging.getLogger(__name__)

BEAT_S: Final = 2.0

# Each in a thread of its own, so that no mail waits for a document. What each does returns 0 when nothing is left.
BEATS: Final[dict[str, tuple[Callable[[], int], float]]] = {
    "outbox": (send_due, BEAT_S),
    "documents": (make_due, 0.5),
}


def work() -> None:
    """Run jobs until the process is told to end; any number of workers may run."""
    logging.basicConfig(level=logging.INFO)
    for talkative in ("huey", "stripe"):  # they tell of every look at an empty queue
        logging.getLogger(talkative).setLevel(logging.WARNING)
    redact_logs()
    queue = open_queue()
    periodic.register(queue)
    is_over = threading.Event()
    beats = [
        threading.Thread(target=beat_until, args=(is_over, task, every_s), name=f"duebook-{name}")
        for name, (task, every_s) in BEATS.items()
    ]
    for each in beats:
        each.start()
    try:
        queue.create_consumer(workers=2, periodic=True, check_worker_health=True).run()
    finally:
        is_over.set()
        for each in beats:
            each.join()


def beat_until(is_over: threading.Event, task: Callable[[], int], every_s: float = BEAT_S) -> None:
    """Do what is due, again and again: somebody waits for it."""
    while not is_over.wait(every_s):
        try:
            while task():
                pass
        except SQLAlchemyError:
            log.exception("%s cannot read what is due; trying again", threading.current_thread().name)
