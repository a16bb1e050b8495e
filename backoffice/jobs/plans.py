"""Instalment plans, by the clock: offers lapse, schedules adapt, charges are announced, consequences come in order."""

import logging
from dataclasses import dataclass

from shared import db, plans
from shared.errors import Conflict
from shared.plans import settling

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Followed:
    """How many plans and settlement offers were looked at, and how many moved on."""

    looked_at: int
    moved: int


def follow_plans() -> Followed:
    """Every hour, each plan in a transaction of its own: one that somebody is changing waits for the next hour."""
    plan_ids, offer_ids = db.look(plans.to_follow), db.look(settling.to_follow)
    before = db.look(plans.states_of, plan_ids)
    for plan_id in plan_ids:
        try:
            db.run(plans.follow, plan_id)
        except Conflict as conflict:
            log.warning("Plan %s waits: %s", plan_id, conflict)
    moved = sum(before[id_] is not state for id_, state in db.look(plans.states_of, plan_ids).items())
    ended = sum(db.run(settling.follow, each) not in settling.OPEN for each in offer_ids)
    return Followed(len(plan_ids) + len(offer_ids), moved + ended)
