"""How accepted lines reach the books, by what they are for; and how one posted line is undone again."""

from collections.abc import Mapping, Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from shared import audit, clock, outbox, plans, receipts
from shared.db import chunks, locked
from shared.journals import payer_memory, rules
from shared.journals.payer_memory import Lesson
from shared.journals.plan_lines import named_in
from shared.journals.proposed import Proposed
from shared.ledger import Account
from shared.models import (
    DifferenceKind,
    Invoice,
    JournalLine,
    LinePurpose,
    LineShare,
    LineState,
    Rail,
    Receipt,
    ReceiptReturn,
    ReturnReason,
)
from shared.money import Money
from shared.plans.references import Named
from shared.receipts import Difference, MoneyIn, OtherMoney, Returned, Wanted

Shares = Mapping[int, Sequence[LineShare]]


def book(session: Session, lines: Sequence[JournalLine], shares: Shares, actor: str) -> None:
    """Receipts and their allocations all at once, then what goes to other accounts, then returns one by one.

    Raises:
        Refused: the books do not take one of them; nothing of the batch may stand.
    """
    of = {each: [line for line in lines if line.purpose is each] for each in LinePurpose}
    receipt_of = _book_receipts(session, of[LinePurpose.RECEIPT], shares, actor)
    elsewhere = [_other_money(each) for each in (*of[LinePurpose.PAYOUT], *of[LinePurpose.OTHER])]
    if elsewhere:
        receipts.book_other(session, elsewhere, actor=actor)
    for each in of[LinePurpose.RETURN]:
        receipts.take_back(session, _returned(each), actor=actor)
    done = [
        {
            "id": each.id,
            "state": LineState.POSTED,
            "receipt_id": receipt_of.get(each.id or 0),
            "was_right": _was_right(each, shares[each.id or 0]),
        }
        for each in lines
    ]
    session.execute(update(JournalLine), done)


def reverse_line(session: Session, line_id: int, *, reason: str, actor: str) -> None:
    """Undo one posted line: its invoices reopen at their original due dates, and only its own.

    What it taught of its payer is forgotten, and the proposal it came from counts as wrong.

    Raises:
        NotDecidable: the line is not posted.
        ReasonMissing: no reason worth the name.
        Refused: the books cannot undo it any more; see `receipts`.
    """
    why = rules.check_reason(reason)
    line = locked(session, JournalLine, [line_id])[line_id]
    if line.state is not LineState.POSTED:
        raise rules.NotDecidable(line.state.value.replace("_", " "))
    _undo(session, line, why, actor)
    payer_memory.unlearn(session, line_id)
    line.state, line.note = LineState.REVERSED, why
    line.was_right = None if line.was_right is None else False
    audit.note(session, actor, "line.reversed", f"line:{line_id}", reason=reason)
    outbox.changed(session, f"journal:{line.journal_id}")


def _undo(session: Session, line: JournalLine, why: str, actor: str) -> None:
    today, name = clock.today(), _external_id(line)
    match line.purpose:
        case LinePurpose.RECEIPT:
            receipts.reverse(session, line.receipt_id or 0, reason=why, on=today, actor=actor)
        case LinePurpose.RETURN:
            found = session.exec(select(ReceiptReturn.id).where(ReceiptReturn.external_id == name)).one()
            receipts.undo_return(session, found or 0, reason=why, on=today, actor=actor)
        case LinePurpose.PAYOUT | LinePurpose.OTHER:
            receipts.reverse_other(session, name, reason=why, on=today, actor=actor)


def _book_receipts(session: Session, lines: Sequence[JournalLine], shares: Shares, actor: str) -> dict[int, int]:
    """Both steps of the bank rail, receipt and allocation; gives each line's receipt."""
    if not lines:
        return {}
    ids = receipts.record(session, [_money_in(each) for each in lines], actor=actor)
    receipt_of = {line.id or 0: receipt_id for line, receipt_id in zip(lines, ids, strict=True)}
    items = _items(session, [share for each in lines for share in shares[each.id or 0]])
    wanted = [one for each in lines for one in _wanted(each, receipt_of[each.id or 0], shares[each.id or 0], items)]
    wanted = plans.for_instalments(session, wanted, _plans_named(lines, receipt_of))
    receipts.allocate(session, wanted, on=clock.today(), actor=actor)
    payer_memory.learn(session, [one for each in lines for one in _lessons(each, shares[each.id or 0], items)])
    return receipt_of


def _plans_named(lines: Sequence[JournalLine], receipt_of: Mapping[int, int]) -> dict[int, Named]:
    """The plan or instalment that payers named, by the receipt their money became."""
    found = ((each, named_in(each.reference, each.end_to_end_id, each.text)) for each in lines)
    return {receipt_of[each.id or 0]: named for each, named in found if named}


def _items(session: Session, shares: Sequence[LineShare]) -> dict[int, tuple[str, int]]:
    """Currency and debtor of each invoice and credit note, by the id of a Book."""
    found: dict[int, tuple[str, int]] = {}
    for some in chunks(sorted({each.invoice_id for each in shares if each.invoice_id})):
        query = select(Invoice.id, Invoice.currency, Invoice.debtor_id).where(col(Invoice.id).in_(some))
        found.update({id_ or 0: (currency, debtor_id) for id_, currency, debtor_id in session.exec(query)})
    for some in chunks(sorted({each.credit_note_id for each in shares if each.credit_note_id})):
        notes = select(Receipt.id, Receipt.currency, Receipt.debtor_id).where(col(Receipt.id).in_(some))
        found.update({-(id_ or 0): (currency, debtor_id or 0) for id_, currency, debtor_id in session.exec(notes)})
    return found


def _wanted(
    line: JournalLine, receipt_id: int, shares: Sequence[LineShare], items: Mapping[int, tuple[str, int]]
) -> list[Wanted]:
    """The line's allocations; each debtor's credit notes settle that debtor's invoices in the payment's currency first.

    Raises:
        CreditNoteAbroad: a credit note is in another currency.
    """
    abroad = [each for each in shares if each.taken_minor is not None]
    if any(each.credit_note_id for each in abroad):
        raise rules.CreditNoteAbroad
    is_stated = _is_stated(line, shares)
    granted = {
        each.book_id: _difference(each, items[each.book_id][0], is_stated=is_stated)
        for each in shares
        if each.difference_kind
    }
    at_home: dict[int, dict[int, Money]] = {}
    for each in shares:
        if each.taken_minor is None:
            debtor_id = items[each.book_id][1]
            at_home.setdefault(debtor_id, {})[each.book_id] = Money(each.amount_minor, line.currency)
    netted = [one for each in at_home.values() for one in receipts.netted(receipt_id, each, differences=granted)]
    return netted + [
        Wanted(
            receipt_id,
            each.book_id,
            Money(each.amount_minor, items[each.book_id][0]),
            Money(each.taken_minor or 0, line.currency),
            granted.get(each.book_id),
        )
        for each in abroad
    ]


def _is_stated(line: JournalLine, shares: Sequence[LineShare]) -> bool:
    """Whether the bank itself names all that it took: such a charge needs no tolerance of ours (L4)."""
    charged = [each for each in shares if each.difference_kind == DifferenceKind.BANK_CHARGE]
    if line.charges_minor is None or any(each.taken_minor is not None for each in charged):
        return False
    return sum(each.difference_minor for each in charged) <= line.charges_minor


def _difference(share: LineShare, currency: str, *, is_stated: bool) -> Difference:
    return Difference(
        DifferenceKind(share.difference_kind),
        Money(share.difference_minor, currency),
        stated=is_stated,
        approved=share.is_granted,
    )


def _lessons(line: JournalLine, shares: Sequence[LineShare], items: Mapping[int, tuple[str, int]]) -> list[Lesson]:
    debtors = {items[each.invoice_id][1] for each in shares if each.invoice_id}
    if not debtors and line.debtor_id is not None:
        debtors = {line.debtor_id}
    return [Lesson(line.id or 0, line.payer_iban, line.payer_name, line.booked_on, each) for each in sorted(debtors)]


def _was_right(line: JournalLine, shares: Sequence[LineShare]) -> bool | None:
    """Whether what is posted is what was proposed; None when nothing was."""
    proposed = Proposed.of(line)
    if not proposed.shares:
        return None
    was = {(each["invoice_id"], each["credit_note_id"], each["amount_minor"]) for each in proposed.shares}
    return was == {(each.invoice_id, each.credit_note_id, each.amount_minor) for each in shares}


def _money_in(line: JournalLine) -> MoneyIn:
    return MoneyIn(
        rail=Rail.BANK,
        external_id=_external_id(line),
        amount=Money(line.amount_minor, line.currency),
        received_on=line.booked_on,
        value_date=line.value_date,
        debtor_id=line.debtor_id,
        bank_account_id=line.bank_account_id,
        payer_name=line.payer_name,
        payer_iban=line.payer_iban,
        text=line.text,
    )


def _other_money(line: JournalLine) -> OtherMoney:
    return OtherMoney(
        external_id=_external_id(line),
        amount=Money(line.amount_minor if line.is_credit else -line.amount_minor, line.currency),
        account=Account.CARD_CLEARING if line.purpose is LinePurpose.PAYOUT else Account(line.account),
        bank_account_id=line.bank_account_id,
        on=line.booked_on,
        value_date=line.value_date,
        text=line.text,
    )


def _returned(line: JournalLine) -> Returned:
    return Returned(
        receipt_id=line.undoes_id or 0,
        external_id=_external_id(line),
        amount=Money(line.amount_minor - line.fee_minor, line.currency),
        on=line.booked_on,
        value_date=line.value_date,
        reason=ReturnReason.RETURNED_DD if line.return_reason else ReturnReason.BANK_RECALL,
        iso_reason=line.return_reason[:8],
        fee=Money(line.fee_minor, line.currency),
        bank_account_id=line.bank_account_id,
    )


def _external_id(line: JournalLine) -> str:
    """Each posting of a line, after it was reversed, is money of its own."""
    return f"line:{line.id}:{line.postings}" if line.postings else f"line:{line.id}"
