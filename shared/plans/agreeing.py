"""A debtor agrees to a plan they drew themselves: decided anew, kept and begun in one transaction, once."""

from sqlmodel import Session, col, select

from shared import clock
from shared.db import locked
from shared.errors import Conflict
from shared.i18n import retold
from shared.models import Invoice, Plan, PlanInvoice
from shared.plans import service, states, wizard
from shared.plans.schedule import summary
from shared.plans.service import Acceptance, Wish
from shared.words import Level


class LookAgain(Conflict):
    def __init__(self) -> None:
        super().__init__("Something has changed since you looked at this plan. Please look at it again.")


def agree(session: Session, wish: Wish, acceptance: Acceptance, *, seen: str, actor: str) -> Plan:
    """Set up the plan as it was shown, and accept it; one that needs approval waits for it.

    The same plan again, from a second click or another tab, is the one that was agreed.

    Args:
        session: the caller's transaction.
        wish: what is covered and how it is paid; it is decided here, whatever a page has shown.
        acceptance: which terms, in which language, from where.
        seen: the mark of what the debtor was shown (`wizard.Drawn.seen`).
        actor: the debtor.

    Raises:
        NotFound: an invoice is not theirs.
        LookAgain: it would not be what they saw: the rules, the terms or what is owed have changed.
        PlanRefused: the rules refuse it.
    """
    wizard.own(session, wish.debtor_id, wish.invoice_ids)
    locked(session, Invoice, wish.invoice_ids)
    if before := _agreed_before(session, wish):
        return before
    drawn = wizard.draw(session, wish.debtor_id, wish.invoice_ids, wish.ask, clock.today(), means=wish.means)
    if drawn.seen != seen:
        raise LookAgain
    plan = service.propose(session, wish, level=Level.PORTAL, actor=actor)
    return service.accept(session, plan.id or 0, acceptance, actor=actor)


def _agreed_before(session: Session, wish: Wish) -> Plan | None:
    """The plan of exactly these invoices and this schedule that the debtor has accepted, and that waits or runs."""
    query = (
        select(Plan)
        .where(Plan.debtor_id == wish.debtor_id, Plan.asked_for == retold(summary(wish.ask))[:200])
        .where(col(Plan.state).in_(states.RUNNING | states.WAITING), col(Plan.accepted_at).is_not(None))
        .order_by(col(Plan.id).desc())
    )
    for each in session.exec(query):
        covered = session.exec(select(PlanInvoice.invoice_id).where(PlanInvoice.plan_id == each.id)).all()
        if set(covered) == set(wish.invoice_ids):
            return each
    return None
