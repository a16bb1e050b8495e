"""What runs by the clock. Add a job to the list of its rhythm; each looks for due rows and may run twice."""

from collections.abc import Callable
from typing import Final

from huey import Huey, crontab

from backoffice.jobs.charges import charge_plans, settle_charges
from backoffice.jobs.documents import tidy_documents
from backoffice.jobs.events import ask_card_provider, replay_events
from backoffice.jobs.plans import follow_plans
from shared import audit, db, outbox
from shared.access import service as access
from shared.journals import layouts
from shared.messaging import service as messaging

Job = Callable[[], object]


def seal_audit() -> None:
    db.run(audit.seal)


def forget_lapsed_links() -> None:
    db.run(messaging.forget_secrets)


def prune() -> None:
    """Drop what no page and no rule looks at any more."""
    db.run(outbox.prune)
    db.run(access.forget_old)
    db.run(layouts.drop_old)


EVERY_MINUTE: Final[tuple[Job, ...]] = (seal_audit, forget_lapsed_links, replay_events)
EVERY_FIVE_MINUTES: Final[tuple[Job, ...]] = (ask_card_provider, charge_plans, settle_charges)
EVERY_HOUR: Final[tuple[Job, ...]] = (prune, follow_plans, tidy_documents)


CLOCK: Final = (
    (crontab(), EVERY_MINUTE),
    (crontab(minute="*/5"), EVERY_FIVE_MINUTES),
    (crontab(minute="7"), EVERY_HOUR),
)


def register(queue: Huey) -> None:
    """Put every job on the queue's clock, each as a task of its own, so that one failing stops no other."""
    for when, jobs in CLOCK:
        for job in jobs:
            queue.periodic_task(when, name=job.__name__)(job)
