"""Charges to saved cards: written down before the provider is asked, settled once by whatever tells of them first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from shared import audit, clock, outbox, receipts
from shared.db import add_rows, locked
from shared.models import CardCharge, CardChargeShare, ChargeState, Invoice, Mandate, SavedCard
from shared.money import Money
from shared.payments import rules
from shared.payments.after_capture import confirming
from shared.payments.booking import PROVIDER
from shared.payments.saved_cards import cards, mandates
from shared.payments.saved_cards.stripe_cards import ChargeOrder
from shared.payments.saved_cards.told import Answer, Method, Permission, answer_of
from shared.payments.seen import Intent
from shared.receipts import MoneyIn, Wanted
from shared.settings import StripeMode, settings
from shared.words import Rail

KEYS_LIVE: Final = timedelta(hours=23)
"""How long a charge is asked again under its key: shorter than the provider remembers it (24 h)."""


@dataclass(frozen=True, slots=True)
class Share:
    """What of a charge is for which invoice, and for which instalment."""

    invoice_id: int
    instalment_id: int | None
    minor: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A charge asked for: `key` names it for good, `card` as plans name it, `text` is for the card's statement."""

    key: str
    debtor_id: int
    card: str
    amount: Money
    shares: tuple[Share, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """How a charge stands; `receipt_id` where money came."""

    state: ChargeState
    receipt_id: int | None = None
    problem: str = ""


def begin(session: Session, wishes: Sequence[Wish]) -> dict[str, ChargeOrder | Settled]:
    """Write charges down before the provider is asked: what to tell it, or why there is nothing to ask.

    A card that is gone, or without a mandate in force, is declined for good without asking anybody.
    """
    found = cards.named(session, {each.card for each in wishes})
    agreed = mandates.in_force(session, [each.id or 0 for each in found.values()])
    told: dict[str, ChargeOrder | Settled] = {}
    rows: list[tuple[Wish, SavedCard, Mandate]] = []
    for each in wishes:
        problem = _problem(found.get(each.card), agreed, each)
        if problem:
            told[each.key] = Settled(ChargeState.HARD_DECLINE, problem=problem)
        else:
            card = found[each.card]
            rows.append((each, card, agreed[card.id or 0]))
    return told | _written(session, rows)


def order_of(session: Session, keys: Iterable[str]) -> dict[str, ChargeOrder]:
    """What the provider was told of these charges."""
    return {each.key: _order(each) for each in _charges(session, keys)}


def standing(session: Session, keys: Iterable[str]) -> dict[str, Settled]:
    """How these charges stand."""
    return {each.key: _settled(each) for each in _charges(session, keys)}


def settle(session: Session, key: str, answer: Answer) -> Settled:
    """What the provider says of one charge; see `settle_all`."""
    return settle_all(session, {key: answer})[key]


def settle_all(session: Session, answers: Mapping[str, Answer]) -> dict[str, Settled]:
    """Make charges, and the books, agree with what the provider says now; a repeat changes nothing.

    Money that comes after a decline is money: it is booked all the same.

    Raises:
        MissingAttempt: there is no charge of a key (yet).
        WrongMode, WrongPayment, WrongAmount: not the payment we asked for; nothing of all of them is booked.
    """
    charges = _locked(session, answers)
    money = [(charge, intent) for charge in charges if (intent := _new_money(charge, answers[charge.key]))]
    for on in sorted({clock.day_of(intent.paid_at) for _, intent in money}):
        _receive(session, [each for each in money if clock.day_of(each[1].paid_at) == on], on)
    for charge in charges:
        answer = answers[charge.key]
        if charge.state is ChargeState.PROCESSING and answer.state is not ChargeState.PROCESSING:
            _decline(session, charge, answer)
    return {each.key: _settled(each) for each in charges}


def settle_intent(session: Session, intent: Intent) -> None:
    """The same, for what an event led to. See `settle`."""
    settle(session, intent.charge_key, answer_of(intent))


def settle_method(session: Session, method: Method) -> None:
    """What an event says of a saved card: a new expiry, or forgotten by the provider."""
    cards.take_in(session, method, actor=PROVIDER)


def settle_permission(session: Session, permission: Permission) -> None:
    """What an event says of a card's mandate there. One that has ended never counts again: the debtor agrees anew."""
    if permission.has_ended:
        cards.permission_ended(session, permission.method_id, actor=PROVIDER)


def _problem(card: SavedCard | None, agreed: Mapping[int, Mandate], wish: Wish) -> str:
    try:
        if card is None:
            raise cards.NotYourCard
        cards.check_chargeable(card, wish.debtor_id)
    except (cards.CardGone, cards.NotYourCard) as gone:
        return str(gone)
    return "" if card.id in agreed else "You have not agreed to charges to this card."


def _written(session: Session, rows: Sequence[tuple[Wish, SavedCard, Mandate]]) -> dict[str, ChargeOrder | Settled]:
    now = clock.now()
    made = [
        CardCharge(
            key=wish.key,
            debtor_id=wish.debtor_id,
            card_id=card.id or 0,
            mandate_id=mandate.id or 0,
            customer_id=card.customer_id,
            method_id=card.method_id,
            text=wish.text[:140],
            currency=wish.amount.currency,
            amount_minor=wish.amount.minor,
            asked_at=now,
        )
        for wish, card, mandate in rows
    ]
    session.add_all(made)
    session.flush()
    shares = [
        {
            "charge_id": charge.id,
            "invoice_id": share.invoice_id,
            "instalment_id": share.instalment_id,
            "amount_minor": share.minor,
        }
        for charge, (wish, _, _) in zip(made, rows, strict=True)
        for share in wish.shares
    ]
    add_rows(session, CardChargeShare, shares)
    return {each.key: _order(each) for each in made}


def _charges(session: Session, keys: Iterable[str]) -> Sequence[CardCharge]:
    return session.exec(select(CardCharge).where(col(CardCharge.key).in_(sorted(keys)))).all()


def _order(charge: CardCharge) -> ChargeOrder:
    return ChargeOrder(
        key=charge.key,
        customer_id=charge.customer_id,
        method_id=charge.method_id,
        amount=charge.amount,
        text=charge.text,
        asked_at=charge.asked_at,
    )


def _settled(charge: CardCharge) -> Settled:
    return Settled(charge.state, charge.receipt_id, charge.problem)


def _locked(session: Session, answers: Mapping[str, Answer]) -> Sequence[CardCharge]:
    query = select(CardCharge).where(col(CardCharge.key).in_(sorted(answers))).order_by(col(CardCharge.id))
    charges = session.exec(query.with_for_update().execution_options(populate_existing=True)).all()
    if missing := answers.keys() - {each.key for each in charges}:
        raise rules.MissingAttempt(min(missing))
    for each in answers.values():
        if each.intent is not None:
            rules.check_mode(is_live=each.intent.is_live, takes_live=settings().stripe_mode is StripeMode.LIVE)
    return charges


def _new_money(charge: CardCharge, answer: Answer) -> Intent | None:
    """The payment that was made, if it is not booked yet."""
    intent = answer.intent
    if intent is None or not intent.is_paid:
        return None
    if charge.receipt_id is None:
        rules.check_paid(intent, asked=charge.amount, intent_id=None)
        return intent
    if intent.id != charge.intent_id:
        raise rules.WrongPayment(charge.intent_id or "", intent.id)  # paid twice: for staff to see
    return None


def _receive(session: Session, money: Sequence[tuple[CardCharge, Intent]], on: date) -> None:
    """Book money once and set it against what it was asked for; what is not owed any more stays unapplied."""
    taken = [
        MoneyIn(Rail.CARD, intent.id, charge.amount, on, on, debtor_id=charge.debtor_id, text=charge.text)
        for charge, intent in money
    ]
    ids = receipts.record(session, taken, actor=PROVIDER)
    for (charge, intent), receipt_id in zip(money, ids, strict=True):
        charge.state, charge.code, charge.problem = ChargeState.SUCCEEDED, "", ""
        charge.intent_id, charge.receipt_id, charge.settled_at = intent.id, receipt_id, clock.now()
        audit.note(session, PROVIDER, "card_charge.received", f"receipt:{receipt_id}", charge=charge.id)
    confirming.promise(session, ids)
    receipts.allocate(session, _allocations(session, [charge for charge, _ in money]), on=on, actor=PROVIDER)
    for topic in ("receipts", "invoices", "payments"):
        outbox.changed(session, topic)


def _allocations(session: Session, charges: Sequence[CardCharge]) -> list[Wanted]:
    by_id = {each.id: each for each in charges}
    query = select(CardChargeShare).where(col(CardChargeShare.charge_id).in_(by_id)).order_by(col(CardChargeShare.id))
    shares = session.exec(query).all()
    invoices = locked(session, Invoice, (each.invoice_id for each in shares))
    left = {id_: each.outstanding_minor for id_, each in invoices.items()}
    wanted = []
    for each in shares:
        part = min(each.amount_minor, left[each.invoice_id])
        left[each.invoice_id] -= part
        if part:
            charge = by_id[each.charge_id]
            amount = Money(part, charge.currency)
            wanted.append(Wanted(charge.receipt_id or 0, each.invoice_id, amount, instalment_id=each.instalment_id))
    return wanted


def _decline(session: Session, charge: CardCharge, answer: Answer) -> None:
    charge.state, charge.code, charge.problem = answer.state, answer.code[:60], answer.problem[:300]
    charge.intent_id = answer.intent.id if answer.intent else None
    charge.settled_at = clock.now()
    audit.note(session, PROVIDER, "card_charge.declined", f"card_charge:{charge.id}", code=charge.code)
    outbox.changed(session, "payments")
    if charge.state is ChargeState.HARD_DECLINE:
        card = locked(session, SavedCard, [charge.card_id])[charge.card_id]
        if card.method_id == charge.method_id:
            cards.stop(session, card, charge.problem or "Its bank declined it.", actor=PROVIDER)
