"""Instalments taken from a saved card: announced, handed out once, and followed by a retry before any consequence.

The seam to the card rail (see `autopay`): `due_charges` are each charged under their key, and `charge_results` told
what became of them. What nobody knows yet stays under way and is asked for again under that key (`unsettled_charges`).
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from shared import clock
from shared.db import locked
from shared.i18n import Told, phrase
from shared.models import ChargeState, Instalment, Message, MessageState, Plan, PlanCharge, Receipt
from shared.money import Money
from shared.payments.saved_cards.mandates import NOTICE_DAYS
from shared.plans import asking, claiming, paying, states, telling
from shared.plans.allocation import Share, Standing, spread
from shared.plans.held_back import held_back
from shared.plans.loaded import Loaded
from shared.plans.loading import load, load_all
from shared.plans.states import RUNNING, retry_on

_HOUR = time(9)
"""Charges are made at nine in the firm's time zone (domain.md 3.5)."""
_TOLD = (MessageState.SENT, MessageState.KEPT)
_BEGINS_ANEW = (ChargeState.CALLED_OFF, ChargeState.HARD_DECLINE)
_HELD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DueCharge:
    """A charge to make now. `key` goes to the provider; `shares` say what of it is for which invoice."""

    id: int
    key: str
    plan_id: int
    instalment_id: int
    debtor_id: int
    card: str
    amount: Money
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A charge that was handed out and not ended yet, by its key."""

    id: int
    key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a charge ended. `receipt_id` where money came: what of it is not allocated yet is set against the plan."""

    state: ChargeState
    receipt_id: int | None = None
    problem: str = ""


def plan_charges(session: Session, plan_id: int, on: date) -> int:
    """Announce the charges that are near: a row for the first try of each instalment, and a notice to the debtor.

    Returns:
        How many were planned. Without an address to write to nothing is charged.
    """
    locked(session, Plan, [plan_id])
    return announce_near(session, load(session, plan_id, on=on), on)


def announce_near(session: Session, loaded: Loaded, on: date) -> int:
    """See `plan_charges`; for a plan that is locked and loaded already."""
    plan = loaded.plan
    if plan.state not in RUNNING or not plan.card or plan.card_stopped or loaded.is_paused:
        return 0
    # A policy may ask for more days than the mandate promises, never for fewer.
    notice = timedelta(days=max(loaded.policy.conduct.notice_days, NOTICE_DAYS))
    near = [each for each in loaded.asked if each.left and each.due_on <= on + notice]
    return sum(
        _announce(session, loaded, each, max(each.due_on, on + notice))
        for each in near
        if not _series(loaded.charges[each.id])
    )


def give_up_unannounced(session: Session, loaded: Loaded) -> bool:
    """Stop the card of a plan whose notice of a charge will never leave: what is not announced is not charged.

    Nothing waits for that charge then, and the debtor pays by hand.
    """
    planned = [one.notice_id for each in loaded.charges.values() for one in each if one.state is ChargeState.PLANNED]
    lost = select(Message.id).where(col(Message.id).in_(planned), Message.state == MessageState.FAILED)
    if session.exec(lost).first() is None:
        return False
    stop_card(session, loaded.plan, phrase("The e-mail that announces a charge could not be sent to you."))
    return True


def due_charges(session: Session, now: datetime, limit: int = 20) -> list[DueCharge]:
    """The charges that `hand_out` finds, without how many it looked at."""
    return hand_out(session, now, limit)[1]


def hand_out(session: Session, now: datetime, limit: int = 20) -> tuple[int, list[DueCharge]]:
    """Hand out the charges that are due, each once; from now on they are under way until `charge_results` is told.

    One whose notice has not left yet waits, and one that is held back (see `held_back`) for an hour; one that is not
    needed any more, or not possible, is called off.

    Returns:
        How many were looked at, none when nothing is due any more; and those to charge.
    """
    query = (
        select(PlanCharge)
        .where(PlanCharge.state == ChargeState.PLANNED, col(PlanCharge.due_at) <= now)
        .join(Message, col(Message.id) == PlanCharge.notice_id)
        .where(col(Message.state).in_(_TOLD))
        .order_by(col(PlanCharge.due_at), col(PlanCharge.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=PlanCharge)
    )
    found = _with_plans(session, session.exec(query).all())
    found = [(charge, claiming.before_charge(session, loaded, clock.today())) for charge, loaded in found]
    held = held_back(session, [loaded for _, loaded in found])
    taken = [_taken(charge, loaded, held, now) for charge, loaded in found]
    session.flush()
    return len(found), [each for each in taken if each is not None]


def unsettled_charges(session: Session, older_than: datetime, limit: int = 20, *, after: int = 0) -> list[UnderWay]:
    """Charges under way since before a moment, in the order of their ids: to be asked for again, never made anew."""
    query = (
        select(PlanCharge, Instalment.plan_id)
        .join(Instalment, col(Instalment.id) == PlanCharge.instalment_id)
        .where(PlanCharge.state == ChargeState.PROCESSING, col(PlanCharge.taken_at) < older_than)
        .where(col(PlanCharge.id) > after)
        .order_by(col(PlanCharge.id))
        .limit(limit)
    )
    return [UnderWay(charge.id or 0, _key(plan_id, charge)) for charge, plan_id in session.exec(query)]


def charge_result(session: Session, charge_id: int, outcome: Outcome) -> None:
    """Take in what became of one charge; see `charge_results`."""
    charge_results(session, {charge_id: outcome})


def charge_results(session: Session, outcomes: Mapping[int, Outcome]) -> None:
    """Take in what became of charges, by their ids; the same again changes nothing.

    A soft decline is tried again on the policy's days; a hard one stops the card until the debtor gives another; where
    the bank wants the debtor's consent, they get a link and pay by hand.
    """
    ended = {id_: each for id_, each in outcomes.items() if each.state is not ChargeState.PROCESSING}
    charges = [each for each in locked(session, PlanCharge, ended).values() if each.state is ChargeState.PROCESSING]
    for each in charges:
        outcome = ended[each.id or 0]
        each.state, each.problem, each.settled_at = outcome.state, outcome.problem[:300], clock.now()
        each.receipt_id = outcome.receipt_id
    session.flush()
    with_rest = _not_all_allocated(session, [each.receipt_id for each in charges if each.receipt_id])
    for charge, loaded in _with_plans(session, charges):
        _follow_up(session, loaded, charge, has_rest=charge.receipt_id in with_rest)


def stop_card(session: Session, plan: Plan, why: str) -> None:
    """No more charges to this card; the debtor is asked for another, or pays by hand. A stopped card stays as it is."""
    if plan.card_stopped:
        return
    plan.card_stopped = why[:200]
    call_off(session, plan.id or 0, why)
    telling.write(session, plan, "plan_card_stopped", why=why)
    telling.note(session, plan, "card_stopped", why, actor=telling.AUTOMATIC)


def call_off(session: Session, plan_id: int, why: str, instalment_ids: Iterable[int] | None = None) -> None:
    """Drop planned charges of a plan, or of some instalments of it; those under way are left to end."""
    query = (
        select(PlanCharge)
        .join(Instalment, col(Instalment.id) == PlanCharge.instalment_id)
        .where(Instalment.plan_id == plan_id, PlanCharge.state == ChargeState.PLANNED)
    )
    if instalment_ids is not None:
        query = query.where(col(Instalment.id).in_(sorted(instalment_ids)))
    for each in session.exec(query):
        _drop(each, why)
    session.flush()


def _series(tried: Sequence[PlanCharge]) -> list[PlanCharge]:
    """The tries that count: those since a charge was called off, or a card given up for another."""
    counted: list[PlanCharge] = []
    for each in tried:
        counted = [] if each.state in _BEGINS_ANEW else [*counted, each]
    return counted


def _announce(session: Session, loaded: Loaded, stand: Standing, on: date) -> bool:
    due_at = datetime.combine(on, _HOUR, clock.ZONE)
    amount = loaded.money(stand.left)
    notice = telling.write(session, loaded.plan, "plan_charge_notice", amount=amount, on=on)
    if notice is None:
        stop_card(session, loaded.plan, phrase("We have no address to announce charges to."))
        return False
    charge = PlanCharge(
        instalment_id=stand.id,
        try_number=len(loaded.charges[stand.id]) + 1,
        amount_minor=stand.left,
        due_at=due_at,
        notice_id=notice.id,
        planned_at=clock.now(),
    )
    session.add(charge)
    session.flush()
    return True


def _not_all_allocated(session: Session, receipt_ids: Sequence[int]) -> set[int]:
    query = select(Receipt.id).where(col(Receipt.id).in_(receipt_ids), Receipt.unapplied_minor > 0)
    return {each or 0 for each in session.exec(query)}


def _follow_up(session: Session, loaded: Loaded, charge: PlanCharge, *, has_rest: bool) -> None:
    plan, amount = loaded.plan, loaded.money(charge.amount_minor)
    match charge.state:
        case ChargeState.SUCCEEDED if has_rest:
            paying.pay(session, plan, charge.receipt_id or 0, first=charge.instalment_id, actor=telling.AUTOMATIC)
        case ChargeState.SOFT_DECLINE:
            _try_again(session, loaded, charge)
        case ChargeState.HARD_DECLINE:
            stop_card(session, plan, charge.problem or telling.DECLINED[0])
        case ChargeState.AUTHENTICATION:
            asking.ask_to_confirm(session, plan, charge.instalment_id, amount=amount)
    told = Told(telling.CHARGED[charge.state], amount=amount)
    telling.note(session, plan, "charge", told, actor=telling.AUTOMATIC)


def _try_again(session: Session, loaded: Loaded, charge: PlanCharge) -> None:
    stand = next((each for each in loaded.asked if each.id == charge.instalment_id and each.left), None)
    stopped = loaded.plan.card_stopped or loaded.is_paused or not loaded.plan.card
    if stand is None or stopped or loaded.plan.state not in RUNNING:
        return
    tries = _series(loaded.charges[stand.id])
    on = retry_on(clock.day_of(tries[0].due_at), len(tries), loaded.policy.conduct)
    if on is not None:
        _announce(session, loaded, stand, max(on, clock.today() + timedelta(days=1)))


def _taken(charge: PlanCharge, loaded: Loaded, held: Set[int], now: datetime) -> DueCharge | None:
    plan = loaded.plan
    if plan.state not in states.RUNNING or not plan.card or plan.card_stopped or plan.paused_on:
        _drop(charge, "The plan is not charged any more.")
        return None
    due = _handed(charge, loaded)
    if not due.amount:
        _drop(charge, "The instalment was paid in the meantime.")
        return None
    if any(each.invoice_id in held for each in due.shares):
        charge.due_at = now + _HELD_FOR
        return None
    charge.state, charge.taken_at, charge.amount_minor = ChargeState.PROCESSING, clock.now(), due.amount.minor
    return due


def _drop(charge: PlanCharge, why: str) -> None:
    charge.state, charge.problem, charge.settled_at = ChargeState.CALLED_OFF, why[:300], clock.now()


def _handed(charge: PlanCharge, loaded: Loaded) -> DueCharge:
    """Never more than was announced, nor than is left."""
    stand = [each for each in loaded.stands if each.id == charge.instalment_id]
    shares, excess = spread(
        min(charge.amount_minor, sum(each.left for each in stand)), stand, loaded.owed, fees=loaded.fees
    )
    amount = charge.amount_minor if charge.state is ChargeState.PROCESSING else sum(each.amount for each in shares)
    return DueCharge(
        id=charge.id or 0,
        key=_key(loaded.plan.id or 0, charge),
        plan_id=loaded.plan.id or 0,
        instalment_id=charge.instalment_id,
        debtor_id=loaded.plan.debtor_id,
        card=loaded.plan.card,
        amount=loaded.money(amount - excess),
        shares=tuple(shares),
    )


def _key(plan_id: int, charge: PlanCharge) -> str:
    return f"plan:{plan_id}:{charge.instalment_id}:{charge.try_number}"


def _with_plans(session: Session, charges: Sequence[PlanCharge]) -> list[tuple[PlanCharge, Loaded]]:
    ids = [each.instalment_id for each in charges]
    found = session.exec(select(Instalment).where(col(Instalment.id).in_(ids)))
    plan_of = {each.id: each.plan_id for each in found}
    loaded = load_all(session, plan_of.values())
    return [(each, loaded[plan_of[each.instalment_id]]) for each in charges]
