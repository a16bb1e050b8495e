"""Agreeing to a plan: the form carries the wish, and what the debtor was shown; the rules decide it here anew."""

from sqlmodel import Session
from starlette.responses import Response

from portal import routes as at
from portal.components.plan_wish import PlanWish
from portal.http.step_up import proved
from shared import db
from shared.access.rules import Person
from shared.errors import NotFound
from shared.i18n import negotiated
from shared.money import Money
from shared.payments import saved_cards
from shared.payments.saved_cards import CardGone, NotYourCard
from shared.plans import Acceptance, PlanRefused, Wish, agreeing, wizard
from shared.plans.agreeing import LookAgain
from shared.plans.schedule import NotASchedule
from shared.ui.arguments import line, whole
from shared.ui.http import Visit, network_address, post, see

_MOST = 10**12
"""Nobody earns more minor units a month."""


async def agree(visit: Visit) -> Response:
    """Begin the plan, or find the one that the same form began a moment ago."""
    texts = [(name, value) for name, value in visit.form.multi_items() if isinstance(value, str)]
    wish = PlanWish.read(texts)
    answers = {
        name: whole(value, least=0, most=_MOST) for name, value in texts if name in (*wizard.INCOME, *wizard.SPENDING)
    }
    acceptance = Acceptance(
        wizard.TERMS,
        language=negotiated([visit.text("language")]),
        address=network_address(visit.request),
        card=line(visit.text("card"), most=40),
    )
    seen = line(visit.text("seen"), most=64)
    try:
        plan_id = await db.call(_agree, visit.person, wish, answers, acceptance, seen)
    except (LookAgain, PlanRefused, NotASchedule):
        return see(f"{wish.address(at.PLAN_TERMS)}&problem=changed")
    except (NotYourCard, CardGone):
        return see(f"{wish.address(at.PLAN_CONFIRM)}&problem=card")
    return see(at.plan(plan_id))


def _agree(
    session: Session, person: Person, wish: PlanWish, answers: dict[str, int], acceptance: Acceptance, seen: str
) -> int:
    invoices = wizard.own(session, person.id, wish.invoices)
    if not invoices:
        raise NotFound("Please choose the invoices of the plan first.")
    if acceptance.card:
        saved_cards.one_of(session, person.id, acceptance.card)
    total = Money.total((each.outstanding for each in invoices), invoices[0].currency)
    ask = wish.ask(total)
    means = wizard.means_of(answers, ask.frequency) if answers else None
    wanted = Wish(person.id, wish.invoices, ask, means=means, answers=answers)
    return agreeing.agree(session, wanted, acceptance, seen=seen, actor=person.actor).id or 0


routes = [post(at.PLAN_AGREE, proved(agree), allow="debtor")]
