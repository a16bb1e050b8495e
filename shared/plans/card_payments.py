"""What a card payment for a plan or a settlement offer is begun with: decided by the books, not by a form."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from shared import clock
from shared.errors import NotFound
from shared.formats import typed_amount
from shared.money import Money
from shared.plans import claiming, holding, offers, queries
from shared.plans.loading import load
from shared.plans.paying import More, NothingDue, Preview, preview


@dataclass(frozen=True, slots=True)
class ForCard:
    """How much of each invoice, and of that what is for which instalment, in minor units."""

    wanted: Mapping[int, Money]
    instalments: Mapping[int, Mapping[int, int]]


def for_plan(session: Session, debtor_id: int, plan_id: int, amount: str = "", more: More = More.SHORTEN) -> ForCard:
    """What is due on a plan of the debtor's, else the next instalment; or the amount they typed, up to what is left.

    Raises:
        NotFound: there is no such plan of theirs.
        NothingDue: nothing is left to pay, or the plan does not run.
        NotAnAmount: the text is none.
    """
    shown = preview_of(session, debtor_id, plan_id, amount, more)
    return ForCard(shown.by_invoice, shown.by_instalment)


def make_owed(session: Session, debtor_id: int, plan_id: int, amount: str = "", more: More = More.SHORTEN) -> None:
    """Claim the interest that `for_plan` is about to be paid with; taken back if that payment never comes.

    Raises:
        NotFound, NothingDue, NotAnAmount: see `for_plan`.
    """
    shown = preview_of(session, debtor_id, plan_id, amount, more)
    holding.lock(session, plan_id)
    claiming.for_payment(session, load(session, plan_id), shown.amount.minor, clock.today())


def preview_of(session: Session, debtor_id: int, plan_id: int, amount: str, more: More) -> Preview:
    """What `for_plan` would do to the schedule."""
    due = queries.plan(session, plan_id, clock.today(), debtor_id=debtor_id).due
    if due is None:
        raise NothingDue
    typed = typed_amount(amount, due.amount.currency) if amount else None
    return preview(session, plan_id, typed, more)


def for_offer(session: Session, debtor_id: int, offer_id: int) -> Mapping[int, Money]:
    """What is left to pay for an offer to be honoured, over its invoices, the earliest due first.

    Raises:
        NotFound: there is no such offer to the debtor, or it stands no more.
    """
    found = offers.of_debtor(session, debtor_id, clock.today())
    offer = next((each for each in found if each.id == offer_id and each.stands), None)
    if offer is None:
        raise NotFound("This offer does not stand any more.")
    return offer.parts
