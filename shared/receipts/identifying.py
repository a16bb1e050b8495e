"""Say whose money a receipt is, or that nobody knows after all (domain.md 1.2, L2b)."""

from datetime import date

from sqlmodel import Session, col, func, select

from shared import audit, ledger
from shared.db import locked
from shared.errors import NotFound, Refused
from shared.ledger import Account, entries
from shared.ledger.chart import HOLDING
from shared.models import Debtor, LedgerEntry, LedgerLine, Rail, Receipt, RefundState
from shared.receipts import refunds
from shared.receipts.rules import check_reason


class AlreadyIdentified(Refused):
    def __init__(self) -> None:
        super().__init__("The payer of this receipt is known already; say first that it was somebody else.")


class NobodyNamed(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody is named as the payer of this receipt.")


class InUse(Refused):
    def __init__(self) -> None:
        super().__init__("Part of this receipt is applied, went back, or waits to be refunded; undo that first.")


class CreditNotesDebtor(Refused):
    def __init__(self) -> None:
        super().__init__("A credit note is its debtor's and nobody else's.")


def identify(session: Session, receipt_id: int, debtor_id: int, *, on: date, actor: str) -> None:
    """Name the payer: what we hold moves from 2110 to 2100, and may be allocated from now on.

    Raises:
        NotFound: no such receipt or debtor.
        AlreadyIdentified: somebody is named; see `forget_payer`.
    """
    if session.get(Debtor, debtor_id) is None:
        raise NotFound("There is no such debtor.")
    receipt = locked(session, Receipt, [receipt_id])[receipt_id]
    if receipt.debtor_id is not None:
        raise AlreadyIdentified
    hold_in(session, receipt, Account.UNAPPLIED, on=on, actor=actor)
    receipt.debtor_id = debtor_id
    audit.note(session, actor, "receipt.identified", f"receipt:{receipt_id}", debtor=debtor_id)


def forget_payer(session: Session, receipt_id: int, *, reason: str, on: date, actor: str) -> None:
    """Take the payer's name off again, with the reason: what we hold moves back to 2110.

    Raises:
        NotFound: no such receipt.
        NobodyNamed: nobody was named.
        InUse: allocations or refunds stand on it, or one is proposed.
        CreditNotesDebtor: it is a credit note.
        ReasonMissing: no reason worth the name.
    """
    why = check_reason(reason)
    receipt = locked(session, Receipt, [receipt_id])[receipt_id]
    if receipt.debtor_id is None:
        raise NobodyNamed
    if receipt.rail is Rail.CREDIT_NOTE:
        raise CreditNotesDebtor
    is_promised = bool(refunds.of_receipt(session, receipt_id, RefundState.PROPOSED))
    if is_promised or receipt.unapplied_minor != receipt.amount_minor:
        raise InUse
    hold_in(session, receipt, Account.UNIDENTIFIED, on=on, actor=actor)
    was, receipt.debtor_id = receipt.debtor_id, None
    audit.note(session, actor, "receipt.payer_forgotten", f"receipt:{receipt_id}", debtor=was, reason=why)


def hold_in(session: Session, receipt: Receipt, account: Account, *, on: date, actor: str) -> None:
    """Move what we hold of a receipt to 2100 or 2110; nothing to move is no entry. The caller holds its lock."""
    if not receipt.unapplied_minor:
        return
    name = f"payer:{receipt.id}:"
    before = select(func.count(col(LedgerEntry.id))).where(col(LedgerEntry.reference).startswith(name))
    reference = f"{name}{session.exec(before).one() + 1}"
    moved = entries.payer_changed(
        reference, receipt.id or 0, receipt.unapplied, receipt.unapplied_base_minor, into=account, on=on
    )
    ledger.post(session, [moved], actor=actor)


def held_under(session: Session, reference: str) -> Account | None:
    """Where an entry put, or took from, what we hold of a receipt; None when it touched none of it."""
    query = select(LedgerLine.account).join(LedgerEntry, col(LedgerEntry.id) == LedgerLine.entry_id)
    query = query.where(LedgerEntry.reference == reference, col(LedgerLine.account).in_(HOLDING))
    account = session.exec(query).one_or_none()
    return None if account is None else Account(account)
