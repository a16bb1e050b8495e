"""Card disputes: an inquiry, opened, the money withdrawn, decided, the money perhaps reinstated; in any order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.models import Chargeback, ChargebackState, Receipt
from shared.money import Money
from shared.payments import parents
from shared.payments.after_capture import balance
from shared.payments.after_capture.told import DisputeSeen, Movement
from shared.payments.booking import PROVIDER
from shared.receipts import Returned, chargebacks, freeing
from shared.words import ReturnReason

OPEN: Final = (ChargebackState.INQUIRY, ChargebackState.OPEN)

# A look that was taken before another may be acted on after it: what is decided stays decided.
_NEXT: Final[Mapping[ChargebackState, frozenset[ChargebackState]]] = {
    ChargebackState.INQUIRY: frozenset(ChargebackState),
    ChargebackState.OPEN: frozenset(ChargebackState) - {ChargebackState.INQUIRY},
    ChargebackState.CLOSED: frozenset(ChargebackState) - {ChargebackState.INQUIRY},
    ChargebackState.WON: frozenset({ChargebackState.WON, ChargebackState.LOST}),
    ChargebackState.LOST: frozenset({ChargebackState.WON, ChargebackState.LOST}),
}


def settle(session: Session, seen: DisputeSeen) -> None:
    """Make the books agree with a dispute as the provider has it: `dp:{id}:withdrawn`, then `dp:{id}:reinstated`.

    An inquiry moves no money. What was withdrawn stands in 1210 until the dispute is decided; a lost one is collected
    again, a won one is settled with the money that came back.

    Raises:
        ForeignPayment, MissingAttempt: see `parents.receipt_of`.
    """
    receipt = freeing.lock(session, parents.receipt_of(session, seen.payment))
    row = _kept(session, receipt, seen)
    if seen.state in _NEXT[row.state] and seen.state is not row.state:
        row.state = seen.state
        audit.note(session, PROVIDER, f"chargeback.{row.state.value}", f"receipt:{receipt.id}", chargeback=row.id)
    row.answer_by = seen.answer_by
    _move_money(session, row, seen)
    for each in seen.movements:
        balance.keep(session, each)
    for topic in ("payments", "receipts", "invoices"):
        outbox.changed(session, topic)


def still_open(session: Session) -> list[str]:
    """The provider's names of disputes that are not decided, oldest first."""
    query = select(Chargeback.provider_id).where(col(Chargeback.state).in_(OPEN)).order_by(col(Chargeback.id))
    return list(session.exec(query))


def _kept(session: Session, receipt: Receipt, seen: DisputeSeen) -> Chargeback:
    query = select(Chargeback).where(Chargeback.provider_id == seen.id).execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is not None:
        return found
    made = Chargeback(
        provider_id=seen.id,
        receipt_id=receipt.id or 0,
        currency=seen.amount.currency,
        amount_minor=seen.amount.minor,
        state=seen.state,
        reason=seen.reason[:80],
        opened_at=seen.opened_at,
    )
    session.add(made)
    session.flush()
    facts = {"chargeback": made.id, "amount": str(seen.amount)}
    audit.note(session, PROVIDER, "chargeback.told", f"receipt:{receipt.id}", **facts)
    return made


def _move_money(session: Session, row: Chargeback, seen: DisputeSeen) -> None:
    withdrawn = next((each for each in seen.movements if each.kind == "dispute"), None)
    reinstated = next((each for each in seen.movements if each.kind == "dispute_reversal"), None)
    if withdrawn and row.return_id is None:
        row.return_id = chargebacks.charge_back(session, _returned(row, withdrawn), actor=PROVIDER).id
        row.fee_minor = withdrawn.fee.minor
    if row.return_id is None:
        return
    if reinstated and row.reinstated_on is None:
        _give_back(session, row, reinstated)
    elif row.state is ChargebackState.LOST and row.reinstated_on is None:
        chargebacks.lose(session, row.return_id, on=clock.today(), actor=PROVIDER)


def _returned(row: Chargeback, withdrawn: Movement) -> Returned:
    return Returned(
        receipt_id=row.receipt_id,
        external_id=f"dp:{row.provider_id}:withdrawn",
        amount=_in_currency(row, withdrawn, -withdrawn.amount),
        on=withdrawn.on,
        value_date=withdrawn.on,
        reason=ReturnReason.CHARGEBACK,
        fee=withdrawn.fee,
    )


def _give_back(session: Session, row: Chargeback, reinstated: Movement) -> None:
    on: date = reinstated.on
    chargebacks.give_back(
        session,
        row.return_id or 0,
        _in_currency(row, reinstated, reinstated.amount),
        reference=f"dp:{row.provider_id}:reinstated",
        on=on,
        actor=PROVIDER,
    )
    row.reinstated_on = on


def _in_currency(row: Chargeback, movement: Movement, moved: Money) -> Money:
    """The payment's own currency counts; an account that settles in another moves what that is worth."""
    return moved if movement.amount.currency == row.currency else row.amount
