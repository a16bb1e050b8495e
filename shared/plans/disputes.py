"""Disputes of a plan's invoices and of its card payments, as its pages tell them; staff may let the plan wait."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from shared import cases, clock
from shared.errors import NotFound
from shared.i18n import Told
from shared.payments.after_capture import queries
from shared.plans import holding, states, telling
from shared.plans.loaded import Loaded
from shared.plans.loading import load
from shared.plans.service import NotPossible


@dataclass(frozen=True, slots=True)
class DisputedPart:
    """An invoice of the plan that is disputed; `id` is None where a cardholder disputes a payment of it at the bank.

    `holds`: the plan waits. At the bank that means that no card of the plan is charged.
    """

    id: int | None
    invoice_id: int
    number: str
    since: date
    holds: bool


def disputed_parts(session: Session, loaded: Loaded) -> tuple[DisputedPart, ...]:
    """What is disputed of a running plan now; nothing of one that does not run."""
    if loaded.plan.state not in states.RUNNING:
        return ()
    numbers = {each.row.invoice_id: each.number for each in loaded.invoices}
    ours = [
        DisputedPart(each.id, each.invoice_id, numbers[each.invoice_id], each.since, each.holds)
        for each in loaded.disputes
    ]
    at_bank = queries.disputed_among(session, numbers)
    since = {id_: _since(session, id_) for id_ in numbers if id_ in at_bank}
    return (*ours, *(DisputedPart(None, id_, numbers[id_], day, holds=True) for id_, day in since.items()))


def let_wait(session: Session, plan_id: int, dispute_id: int, *, actor: str) -> None:
    """Let a running plan wait for a dispute that came again.

    Raises:
        NotFound: no dispute of that id is open for an invoice of the plan.
        NotPossible: it does not run, or waits already.
    """
    plan = holding.lock(session, plan_id)
    loaded = load(session, plan_id)
    found = {each.id: each for each in loaded.disputes}.get(dispute_id)
    if found is None:
        raise NotFound("There is no such dispute of this plan.")
    if plan.state not in states.RUNNING or found.holds:
        raise NotPossible("Only a plan that goes on in spite of a dispute can be made to wait for it.")
    cases.let_plans_wait(session, dispute_id, actor=actor)
    number = next(each.number for each in loaded.invoices if each.row.invoice_id == found.invoice_id)
    told = Told("The plan waits until the dispute of invoice {number} is answered.", number=number)
    telling.note(session, plan, "waits", told, actor=actor)


def _since(session: Session, invoice_id: int) -> date:
    return min(clock.day_of(each.opened_at) for each in queries.of_invoice(session, invoice_id) if each.is_open)
