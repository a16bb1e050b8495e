"""What debtors do to their own plans; whose a plan is, the query says, whatever id a browser has sent."""

from datetime import date

from sqlmodel import Session

from shared import clock
from shared.errors import NotFound
from shared.i18n import phrase
from shared.payments import saved_cards
from shared.plans import queries, replanning, service, wizard
from shared.plans.service import Acceptance


def accept(session: Session, debtor_id: int, plan_id: int, how: Acceptance, *, actor: str) -> None:
    """Take a plan that was offered.

    Raises:
        NotFound: there is no such plan of theirs.
        NotNow, Changed: see `service.accept`.
    """
    _own(session, debtor_id, plan_id)
    service.accept(session, plan_id, how, actor=actor)


def decline(session: Session, debtor_id: int, plan_id: int, *, actor: str) -> None:
    """Turn down a plan that was offered, or take back one that waits for approval."""
    _own(session, debtor_id, plan_id)
    service.decline(session, plan_id, reason=phrase("You did not take this plan."), actor=actor)


def cancel(session: Session, debtor_id: int, plan_id: int, *, actor: str) -> None:
    """End a plan before the first payment.

    Raises:
        NotPossible: it was begun to be paid.
    """
    _own(session, debtor_id, plan_id)
    service.cancel(session, plan_id, reason=phrase("You ended this plan."), actor=actor, by_debtor=True)


def move_date(session: Session, debtor_id: int, plan_id: int, instalment_id: int, to: date, *, actor: str) -> None:
    """Move one instalment by a few days; see `replanning.move_date`."""
    _own(session, debtor_id, plan_id)
    replanning.move_date(session, plan_id, instalment_id, to, actor=actor)


def use_card(session: Session, debtor_id: int, plan_id: int, card: str, *, actor: str) -> None:
    """Have the instalments of a running plan taken from one of their saved cards, or pay them by hand again with "".

    What they agreed to when they took the plan stays as it was; a charge is made under the card's own mandate.

    Raises:
        NotFound: there is no such plan, or no such card of theirs (`NotYourCard`).
        CardGone: the card cannot be charged.
        NotPossible: the plan does not run.
    """
    _own(session, debtor_id, plan_id)
    if card:
        saved_cards.usable_one(session, debtor_id, card)
    service.use_card(session, plan_id, card, actor=actor)


def decide(session: Session, debtor_id: int, plan_id: int, change_id: int, *, agrees: bool, actor: str) -> None:
    """Agree to a change of the schedule, or turn it down.

    Raises:
        NotFound: no such change waits on a plan of theirs.
        OutOfDate: see `replanning.consent`.
    """
    plan = queries.plan(session, plan_id, clock.today(), debtor_id=debtor_id)
    if change_id not in [each.id for each in plan.changes]:
        raise NotFound("This change was decided already.")
    if agrees:
        replanning.consent(session, change_id, actor=actor)
    else:
        replanning.refuse(session, change_id, actor=actor)


def acceptance(language: str, address: str = "", *, card: str = "") -> Acceptance:
    """The terms of today, as this debtor reads them, with how they want to pay."""
    return Acceptance(wizard.TERMS, language, address, card)


def _own(session: Session, debtor_id: int, plan_id: int) -> None:
    queries.plan(session, plan_id, clock.today(), debtor_id=debtor_id)
