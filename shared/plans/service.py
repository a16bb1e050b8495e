"""A plan from the first wish to its beginning, and what people do to it later; schedules change in `replanning`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from shared import clock
from shared.db import locked
from shared.errors import Refused
from shared.i18n import phrase, retold
from shared.models import Instalment, Invoice, Plan, PlanInvoice, PlanMeans
from shared.payments import saved_cards
from shared.plans import costs, gathering, policies, states, telling
from shared.plans.charging import call_off
from shared.plans.deciding import Decision, Facts, Means, Offer, Outcome, decide
from shared.plans.holding import begin, lock, release
from shared.plans.loading import last_allocation, load
from shared.plans.nearest import nearest
from shared.plans.schedule import Ask, build, summary
from shared.words import Level, PlanState


class PlanRefused(Refused):
    """No plan like this; `offers` are the nearest that would pass."""

    def __init__(self, decision: Decision, offers: Sequence[Offer] = ()) -> None:
        self.decision, self.offers = decision, tuple(offers)
        super().__init__(" ".join(each.sentence for each in decision.rules))


class NotPossible(Refused):
    """The plan as it is, or this person, does not allow it; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A plan asked for: what it covers and how it is paid, with what the debtor said of their means, if asked.

    `instead_of` is the plan it would take the place of, where there is one (`replanning.renegotiate`).
    """

    debtor_id: int
    invoice_ids: tuple[int, ...]
    ask: Ask
    means: Means | None = None
    answers: Mapping[str, int] | None = None
    holds: Mapping[int, frozenset[str]] | None = None
    rating: str = ""
    instead_of: int = 0


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a debtor agreed: which terms in which language, from where, and with which saved card ("": by hand)."""

    terms: str
    language: str = "en"
    address: str = ""
    card: str = ""


def propose(session: Session, wish: Wish, *, level: Level, actor: str) -> Plan:
    """Set a plan up: decided at once, kept as offered to the debtor or as waiting for somebody's approval.

    Earlier offers for the same invoices that nobody accepted are withdrawn.

    Raises:
        PlanRefused: no level may agree to it; with the nearest plans that pass.
        NotFound: no such debtor or invoice.
    """
    locked(session, Invoice, wish.invoice_ids)
    facts = _facts(session, wish)
    version = policies.in_force(session, wish.ask.total.currency, facts.country, facts.kind, facts.on)
    decision = decide(version.policy, wish.ask, facts, level=level)
    if decision.outcome is Outcome.REFUSED:
        raise PlanRefused(decision, nearest(version.policy, wish.ask, facts, level=level))
    _withdraw_older(session, wish.invoice_ids, actor)
    plan = _new(wish, facts, decision, actor)
    plan.policy_id = policies.kept(session, version)
    offered_until = facts.on + timedelta(days=version.policy.conduct.offer_days)
    plan.offered_until = _until(plan, wish.ask.dates[0], offered_until)
    session.add(plan)
    session.flush()
    _add_parts(session, plan, wish, facts)
    telling.note(session, plan, "proposed", summary(wish.ask), actor=actor)
    if level is not Level.PORTAL and plan.state is PlanState.OFFERED:
        telling.write(session, plan, "plan_offered", until=plan.offered_until)
    return plan


def accept(session: Session, plan_id: int, acceptance: Acceptance, *, actor: str) -> Plan:
    """The debtor agrees to the terms. An offered plan begins at once; one that waits for approval begins with it.

    Raises:
        NotNow: it is neither offered nor waiting, or the offer has lapsed.
        Changed: what is owed is not what the plan was made for.
        NotYourCard, CardGone: the card is somebody else's, or cannot be charged.
    """
    plan = lock(session, plan_id)
    has_lapsed = plan.state is PlanState.OFFERED and clock.today() > plan.offered_until
    if has_lapsed or plan.state not in states.WAITING:
        raise states.NotNow(PlanState.EXPIRED if has_lapsed else plan.state)
    if acceptance.card:
        saved_cards.usable_one(session, plan.debtor_id, acceptance.card)
    plan.accepted_by, plan.accepted_at, plan.card = actor, clock.now(), acceptance.card
    plan.acceptance = {
        "terms": acceptance.terms,
        "language": acceptance.language,
        "address": acceptance.address,
        "amount_rule": "each instalment, by its amount and on its day, as in the schedule",
    }
    telling.note(session, plan, "accepted", phrase("You agreed to the plan."), actor=actor)
    if plan.state is PlanState.OFFERED:
        begin(session, plan, actor=actor)
    return plan


def approve(session: Session, plan_id: int, *, level: Level, actor: str) -> Plan:
    """Somebody who may agrees to a plan; one that the debtor has accepted begins, else it is offered to them.

    Raises:
        NotNow: it does not wait for approval.
        NotPossible: who proposed it cannot approve it, and the level must be high enough.
    """
    plan = lock(session, plan_id)
    states.moved(plan.state, PlanState.OFFERED)
    if plan.state is not PlanState.PENDING_APPROVAL:
        raise states.NotNow(plan.state)
    if actor == plan.proposed_by:
        raise NotPossible("Somebody other than who proposed this plan has to approve it.")
    if list(Level).index(level) < list(Level).index(plan.agreed_by or Level.MANAGER):
        raise NotPossible("This plan is beyond what you may agree to; an approver has to.")
    plan.approved_by, plan.approved_at, plan.state = actor, clock.now(), PlanState.OFFERED
    loaded = load(session, plan_id)
    offered_until = clock.today() + timedelta(days=loaded.policy.conduct.offer_days)
    plan.offered_until = _until(plan, next(each.due_on for each in loaded.stands if each.number), offered_until)
    telling.note(session, plan, "approved", phrase("The plan was agreed to."), actor=actor)
    if plan.accepted_at is not None:
        begin(session, plan, actor=actor)
    else:
        telling.write(session, plan, "plan_offered", until=plan.offered_until)
    return plan


def decline(session: Session, plan_id: int, *, reason: str, actor: str) -> None:
    """Turn down a plan that waits: staff a wish, or a debtor an offer.

    Raises:
        NotNow: it does not wait any more.
    """
    _end(session, lock(session, plan_id), PlanState.DECLINED, reason, actor)


def cancel(session: Session, plan_id: int, *, reason: str, actor: str, by_debtor: bool = False) -> None:
    """End a plan; what was paid stays where it is. A debtor may until the first payment, staff at any time.

    Raises:
        NotNow: it has ended already.
        NotPossible: the debtor has begun to pay.
    """
    plan = lock(session, plan_id)
    if by_debtor and plan.began_on and any(each.paid for each in load(session, plan_id).stands):
        raise NotPossible("You have begun to pay this plan; please ask us to change or end it.")
    _end(session, plan, PlanState.CANCELLED, reason, actor)


def pause(session: Session, plan_id: int, *, reason: str, actor: str) -> None:
    """Stop the plan's clock and its card charges: a dispute, breathing space, hardship (domain.md 3.6).

    Raises:
        NotPossible: it is not running, or paused already.
    """
    plan = lock(session, plan_id)
    if plan.state not in states.RUNNING or plan.paused_on:
        raise NotPossible("Only a plan that is running can be paused.")
    plan.paused_on = clock.today()
    call_off(session, plan_id, "The plan is paused.")
    telling.note(session, plan, "paused", reason, actor=actor)


def resume(session: Session, plan_id: int, *, actor: str) -> None:
    """Start the plan's clock again; the days of the pause count for nothing.

    Raises:
        NotPossible: it is not paused.
    """
    plan = lock(session, plan_id)
    if plan.paused_on is None:
        raise NotPossible("This plan is not paused.")
    plan.paused_on, plan.resumed_on = None, clock.today()
    telling.note(session, plan, "resumed", phrase("The plan goes on."), actor=actor)


def use_card(session: Session, plan_id: int, card: str, *, actor: str) -> None:
    """Pay the instalments by this saved card from now on, or by hand again with "".

    Raises:
        NotPossible: the plan does not run.
    """
    plan = lock(session, plan_id)
    if plan.state not in states.RUNNING:
        raise NotPossible("Only a plan that is running can be changed.")
    if (plan.card, plan.card_stopped) == (card, ""):
        return
    plan.card, plan.card_stopped = card, ""
    if not card:
        call_off(session, plan_id, "The debtor pays by hand.")
    told = (
        phrase("Instalments are taken from your saved card.") if card else phrase("You pay the instalments yourself.")
    )
    telling.note(session, plan, "card", told, actor=actor)


def _until(plan: Plan, first_on: date, offered_until: date) -> date:
    return costs.begins_by(first_on, plan.frequency, offered_until, bears_interest=bool(plan.interest_bp))


def _facts(session: Session, wish: Wish) -> Facts:
    known = gathering.Known(wish.holds or {}, wish.rating, wish.means, wish.instead_of)
    return gathering.facts_for(session, wish.debtor_id, wish.invoice_ids, clock.today(), known)


def _new(wish: Wish, facts: Facts, decision: Decision, actor: str) -> Plan:
    waits = decision.outcome is Outcome.NEEDS_APPROVAL
    return Plan(
        debtor_id=wish.debtor_id,
        policy_id=0,
        state=PlanState.PENDING_APPROVAL if waits else PlanState.OFFERED,
        currency=wish.ask.total.currency,
        frequency=wish.ask.frequency,
        day=wish.ask.day,
        interest_bp=wish.ask.interest_bp,
        interest_minor=sum(each.interest.minor for each in build(wish.ask)),
        fee_minor=wish.ask.fee.minor if wish.ask.fee else 0,
        asked_for=retold(summary(wish.ask))[:200],
        agreed_by=decision.by,
        rules=[{"code": each.code, "sentence": each.sentence} for each in decision.rules],
        proposed_by=actor,
        proposed_at=clock.now(),
        offered_until=facts.on,
    )


def _add_parts(session: Session, plan: Plan, wish: Wish, facts: Facts) -> None:
    for each in facts.invoices:
        session.add(PlanInvoice(plan_id=plan.id or 0, invoice_id=each.id, open_minor=each.outstanding.minor))
    for part in build(wish.ask):
        made = Instalment(
            plan_id=plan.id or 0,
            number=part.number,
            schedule_version=1,
            due_on=part.due_on,
            amount_minor=part.principal.minor,
        )
        session.add(made)
    if wish.means is not None:
        said = PlanMeans(
            plan_id=plan.id or 0,
            income_minor=wish.means.income,
            spending_minor=wish.means.spending,
            answers=dict(wish.answers or {}),
            said_at=clock.now(),
        )
        session.add(said)
    session.flush()


def _withdraw_older(session: Session, invoice_ids: Iterable[int], actor: str) -> None:
    query = (
        select(Plan)
        .join(PlanInvoice, col(PlanInvoice.plan_id) == Plan.id)
        .where(col(PlanInvoice.invoice_id).in_(sorted(invoice_ids)), col(Plan.state).in_(states.WAITING))
        .order_by(col(Plan.id))
        .distinct()
    )
    for each in session.exec(query).all():
        _end(session, each, PlanState.CANCELLED, phrase("Another plan was asked for instead."), actor)


def _end(session: Session, plan: Plan, to: PlanState, reason: str, actor: str) -> None:
    plan.state, plan.end_reason = states.moved(plan.state, to), reason[:200]
    if plan.began_on is not None:
        plan.until_allocation_id = last_allocation(session)
    release(session, plan, reason)
    telling.note(session, plan, to.value, reason, actor=actor)
