"""Autopay: due charges handed to the card rail under their keys, and what became of them taken back into plans.

Whoever calls asks the provider between `take` and `settle`, in no transaction. A process that dies in between leaves
charges under way; `find_open` finds them again, and what a webhook told meanwhile counts without asking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from shared.models import Plan
from shared.payments.saved_cards import charges
from shared.payments.saved_cards.charges import Settled, Wish
from shared.payments.saved_cards.stripe_cards import ChargeOrder
from shared.payments.saved_cards.told import Answer
from shared.plans import charging
from shared.plans.charging import DueCharge, Outcome, UnderWay
from shared.plans.service import use_card
from shared.plans.states import RUNNING
from shared.words import ChargeState


@dataclass(frozen=True, slots=True)
class Taken:
    """A charge to ask the provider for: the plan's row and all the provider is told."""

    id: int
    order: ChargeOrder


def take(session: Session, now: datetime, limit: int) -> tuple[int, list[Taken]]:
    """Hand out charges that are due and write them down; a card that is gone is told to its plan at once.

    Returns:
        How many were looked at, none when nothing is due any more; and those to ask the provider for.
    """
    looked_at, due = charging.hand_out(session, now, limit)
    told = charges.begin(session, [_wish(each) for each in due])
    gone = {each.id: _outcome(told[each.key]) for each in due if isinstance(told[each.key], Settled)}
    charging.charge_results(session, gone)
    return looked_at, [Taken(each.id, order) for each in due if isinstance(order := told[each.key], ChargeOrder)]


def settle(session: Session, answers: Mapping[int, tuple[str, Answer]]) -> None:
    """Take in the provider's answers, by the plan's row: the money into the books, the outcome into the plan.

    Raises:
        Refused: see `charges.settle_all`; nothing of all of them is taken in.
    """
    settled = charges.settle_all(session, dict(answers.values()))
    charging.charge_results(session, {id_: _outcome(settled[key]) for id_, (key, _) in answers.items()})


def find_open(session: Session, older_than: datetime, limit: int, *, after: int) -> list[UnderWay]:
    """Charges under way since before a moment, in the order of their ids."""
    return charging.unsettled_charges(session, older_than, limit, after=after)


def catch_up(session: Session, open_ones: Sequence[UnderWay]) -> list[Taken]:
    """Take in what webhooks told of these charges; the others are given back, to be asked for again."""
    keys = [each.key for each in open_ones]
    standing = charges.standing(session, keys)
    ended = {each.id: _outcome(standing[each.key]) for each in open_ones if each.key in standing}
    charging.charge_results(session, ended)
    orders = charges.order_of(session, keys)
    return [
        Taken(each.id, orders[each.key])
        for each in open_ones
        if each.key in standing and standing[each.key].state is ChargeState.PROCESSING
    ]


def card_gone(session: Session, card: str, why: str) -> int:
    """A card cannot be charged any more: running plans that use it stop charging, and their debtors are told."""
    plans = _using(session, card)
    for each in plans:
        charging.stop_card(session, each, why)
    return len(plans)


def card_replaced(session: Session, card: str, by: str) -> int:
    """Another card takes a card's place: running plans that used it go on with that, also where it had been stopped."""
    plans = _using(session, card)
    for each in plans:
        use_card(session, each.id or 0, by, actor=f"debtor:{each.debtor_id}")
    return len(plans)


def _using(session: Session, card: str) -> Sequence[Plan]:
    query = select(Plan).where(Plan.card == card, col(Plan.state).in_(RUNNING))
    return session.exec(query.order_by(col(Plan.id)).with_for_update()).all()


def _wish(due: DueCharge) -> Wish:
    shares = tuple(charges.Share(each.invoice_id, each.instalment_id, each.amount) for each in due.shares)
    return Wish(due.key, due.debtor_id, due.card, due.amount, shares, f"Instalment of plan {due.plan_id}")


def _outcome(told: Settled | ChargeOrder) -> Outcome:
    if isinstance(told, ChargeOrder):
        return Outcome(ChargeState.PROCESSING)
    return Outcome(told.state, told.receipt_id, told.problem)
