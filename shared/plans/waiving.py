"""A fee of a plan waived: nobody owes it, and the instalment that carried it is smaller (domain.md 1.2, L17)."""

from datetime import date

from sqlmodel import Session

from shared import fees
from shared.errors import NotFound
from shared.i18n import Told
from shared.money import Money
from shared.plans import allocation, holding, replanning
from shared.plans.allocation import Change
from shared.plans.loaded import Covered, Loaded
from shared.plans.loading import load
from shared.plans.replanning import LESS, Why
from shared.plans.service import NotPossible


def waive(session: Session, plan_id: int, fee_id: int, *, reason: str, on: date, actor: str) -> Money:
    """Give up what is open of a fee of this plan, with a reason that is kept. Returns what was given up.

    Raises:
        NotFound: the plan has no such fee.
        NotPossible: who proposed the plan cannot decide that it costs less.
        NoReason, NothingToWaive: see `fees.waive`.
    """
    holding.lock(session, plan_id)
    loaded = load(session, plan_id)
    item = next((each for each in loaded.invoices if each.fee_id == fee_id), None)
    if item is None:
        raise NotFound("There is no such fee.")
    if actor == loaded.plan.proposed_by:
        raise NotPossible("Somebody other than who proposed this plan has to waive its fees.")
    amount = fees.waive(session, fee_id, reason=reason, on=on, actor=actor)
    told = Told("{amount} of fees and interest was waived; that much less is left to pay.", amount=amount)
    change = _smaller(loaded, item, amount.minor)
    replanning.apply(session, loaded, change, {item.row.id or 0: -amount.minor}, Why(LESS, told), actor)
    return amount


def _smaller(loaded: Loaded, item: Covered, minor: int) -> Change:
    """Off the instalment that carries it, as far as it is unpaid, and else off the end."""
    carrier = next((each for each in loaded.stands if each.number == item.carried_by and each.left >= minor), None)
    return Change(((carrier.id, minor),)) if carrier else allocation.shorter(loaded.stands, minor)
