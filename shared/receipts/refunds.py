"""Pay back what we hold by the bank: proposed by one, approved by another, then sent (domain.md 1.2, L9).

Those that go back to a card are decided here too; what the card provider does with them is `card_refunds`.
"""

from datetime import date

from sqlmodel import Session, col, func, select
from stdnum import iban

from shared import audit, clock, ledger, outbox
from shared.db import locked
from shared.errors import NotAllowed, NotFound, Refused
from shared.ledger import Account, entries, rates
from shared.ledger.exchange import Carried
from shared.ledger.queries import moved_base
from shared.models import BankAccount, Rail, Receipt, Refund, RefundState, ReopenedPart
from shared.money import Money
from shared.receipts import freeing
from shared.receipts.rules import NobodysReceipt, check_reason

CARD_REFUND_APPROVED = "card_refund.approved"
"""The promise that an approved refund is asked from the card provider; `refund_id` names it."""
CARD_REFUND_SENT = "card_refund.sent"
"""The promise that whoever paid is told of a refund that went back to their card; `refund_id` names it."""
CARD_REFUND_FAILED = "card_refund.failed"
"""The promise that whoever was told so is told when its bank gave it back; `refund_id` names it."""


class NotRefundable(Refused):
    def __init__(self, asked: Money, left: Money) -> None:
        super().__init__(f"{asked} cannot be refunded; {left} is unapplied and not proposed for a refund yet.")


class BadIban(Refused):
    def __init__(self) -> None:
        super().__init__("That is not a valid IBAN; its check digits do not fit.")


class OnItsWay(Refused):
    def __init__(self) -> None:
        super().__init__("This refund is on its way at the card provider, and cannot be stopped any more.")


class ToTheCard(Refused):
    def __init__(self) -> None:
        super().__init__("This refund goes back to the card; the card provider says when it is sent.")


class RefundIs(Refused):
    def __init__(self, state: RefundState) -> None:
        super().__init__(f"This refund is {state.value} already.")


class OneAndTheSame(NotAllowed):
    def __init__(self) -> None:
        super().__init__("Who proposed a refund cannot approve it; ask a colleague.")


class WrongAccount(Refused):
    def __init__(self, account: str, currency: str) -> None:
        super().__init__(f"{account} is not an account in {currency}.")


def propose(
    session: Session, receipt_id: int, amount: Money, *, payee_name: str, payee_iban: str, reason: str, actor: str
) -> int:
    """Ask for unapplied money to be paid back; nothing is booked yet, but the same money is not proposed twice.

    Returns:
        The refund's id.

    Raises:
        NotFound: no such receipt.
        NobodysReceipt: identify it first.
        NotRefundable: it is more than what is left, less what is proposed already.
        BadIban, ReasonMissing.
    """
    if not iban.is_valid(payee_iban):
        raise BadIban
    why = check_reason(reason)
    receipt = locked(session, Receipt, [receipt_id])[receipt_id]
    if receipt.debtor_id is None:
        raise NobodysReceipt
    free = receipt.unapplied - _proposed(session, receipt)
    if amount.currency != free.currency or not Money.zero(free.currency) < amount <= free:
        raise NotRefundable(amount, free)
    made = Refund(
        receipt_id=receipt_id,
        currency=amount.currency,
        amount_minor=amount.minor,
        payee_name=payee_name.strip()[:140],
        payee_iban=iban.compact(payee_iban),
        reason=why,
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    audit.note(session, actor, "refund.proposed", f"refund:{made.id}", receipt=receipt_id, amount=str(amount))
    outbox.changed(session, "refunds")
    return made.id or 0


def approve(session: Session, refund_id: int, *, on: date, actor: str) -> None:
    """Agree to a refund: what we hold becomes what we owe (Dr 2100, Cr 2150).

    Raises:
        NotFound: no such refund.
        RefundIs: it was decided before.
        OneAndTheSame: the actor proposed it.
        NotRefundable: the money was applied in the meantime.
    """
    refund, receipt = held(session, refund_id)
    must_be(refund, RefundState.PROPOSED)
    if refund.proposed_by == actor:
        raise OneAndTheSame
    if refund.rail is Rail.CARD:
        session.add_all(_free(session, refund, receipt, on, actor))
        outbox.promise(session, CARD_REFUND_APPROVED, f"card_refund:{refund_id}", {"refund_id": refund_id})
    if receipt.unapplied < refund.amount:
        raise NotRefundable(refund.amount, receipt.unapplied)
    base = Carried(receipt.unapplied_minor, receipt.unapplied_base_minor).release(refund.amount_minor)
    ledger.post(session, [entries.refund_approved(refund_id, refund.receipt_id, refund.amount, base, on)], actor=actor)
    _decide(session, refund, RefundState.APPROVED, actor)


def decline(session: Session, refund_id: int, *, reason: str, on: date, actor: str) -> None:
    """Turn a refund down, or stop one that was approved and not sent: then we hold the money again.

    Raises:
        NotFound: no such refund.
        RefundIs: it was sent or declined before.
        OnItsWay: it was approved to go back to a card.
        ReasonMissing: no reason worth the name.
    """
    why = check_reason(reason)
    refund, _ = held(session, refund_id)
    must_be(refund, RefundState.PROPOSED, RefundState.APPROVED)
    if not can_be_stopped(refund):
        raise OnItsWay
    if refund.state is RefundState.APPROVED:
        ledger.reverse(session, f"refund:{refund_id}", on=on, reason=why, actor=actor)
    refund.decline_reason = why
    _decide(session, refund, RefundState.DECLINED, actor)


def mark_sent(session: Session, refund_id: int, *, bank_account_id: int, on: date, actor: str) -> None:
    """Say that the money left: Dr 2150, Cr 1010 of the account named.

    Raises:
        NotFound: no such refund or account.
        RefundIs: it is not approved, or was sent before.
        WrongAccount: the account is in another currency.
        ToTheCard: no bank account sends it.
    """
    refund, _ = held(session, refund_id)
    must_be(refund, RefundState.APPROVED)
    if refund.rail is Rail.CARD:
        raise ToTheCard
    account = locked(session, BankAccount, [bank_account_id])[bank_account_id]
    if account.currency != refund.currency:
        raise WrongAccount(account.name, refund.currency)
    sent = rates.worth_on(session, refund.amount, on)
    booked = entries.refund_sent(
        f"refund-sent:{refund_id}",
        refund.receipt_id,
        refund.amount,
        owed_base=owed_base(session, refund_id),
        sent_base=sent,
        bank_account_id=bank_account_id,
        on=on,
    )
    ledger.post(session, [booked], actor=actor)
    refund.state, refund.sent_on, refund.sent_by, refund.bank_account_id = RefundState.SENT, on, actor, bank_account_id
    audit.note(session, actor, "refund.sent", f"refund:{refund_id}", bank_account=bank_account_id)
    outbox.changed(session, "refunds")


def can_be_stopped(refund: Refund) -> bool:
    """What was approved to go back to a card is with the provider, or may be."""
    return refund.rail is Rail.BANK or refund.state is RefundState.PROPOSED


def of_receipt(session: Session, receipt_id: int, *states: RefundState) -> list[Refund]:
    """The receipt's refunds in these states, oldest first."""
    query = select(Refund).where(Refund.receipt_id == receipt_id, col(Refund.state).in_(states))
    return list(session.exec(query.order_by(col(Refund.id))))


def held(session: Session, refund_id: int) -> tuple[Refund, Receipt]:
    """The refund under its receipt's lock, which is always taken first, and the invoices' before that.

    Raises:
        NotFound: no such refund.
    """
    found = session.get(Refund, refund_id)
    if found is None:
        raise NotFound("There is no such refund.")
    receipt = freeing.lock(session, found.receipt_id)
    return locked(session, Refund, [refund_id])[refund_id], receipt


def _free(session: Session, refund: Refund, receipt: Receipt, on: date, actor: str) -> list[ReopenedPart]:
    """What the money had paid reopens before it goes back to the card (L9b)."""
    freed = freeing.free(session, receipt, refund.amount, reason=f"Refund: {refund.reason}", on=on, actor=actor)
    return [each.of_refund(refund.id or 0) for each in freed]


def must_be(refund: Refund, *states: RefundState) -> None:
    """Refuse what the refund is past.

    Raises:
        RefundIs: it is in none of these states.
    """
    if refund.state not in states:
        raise RefundIs(refund.state)


def _decide(session: Session, refund: Refund, state: RefundState, actor: str) -> None:
    refund.state, refund.decided_by, refund.decided_at = state, actor, clock.now()
    audit.note(session, actor, f"refund.{state.value}", f"refund:{refund.id}", reason=refund.decline_reason)
    outbox.changed(session, "refunds")


def _proposed(session: Session, receipt: Receipt) -> Money:
    query = select(func.coalesce(func.sum(Refund.amount_minor), 0))
    query = query.where(Refund.receipt_id == receipt.id, Refund.state == RefundState.PROPOSED)
    return Money(int(session.exec(query).one()), receipt.currency)


def owed_base(session: Session, refund_id: int) -> int:
    """What the refund was worth when it was approved, in minor units of the base currency."""
    return -moved_base(session, f"refund:{refund_id}", Account.REFUNDS_PAYABLE)
