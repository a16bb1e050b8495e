"""What matching is given of a journal: its undecided payments, and the book of what may be paid."""

from sqlmodel import Session, col, select

from shared.journals.review import MATCHABLE
from shared.journals.workable import workable
from shared.matching import Book, Debtor, OpenInvoice, Payment
from shared.models import Debtor as DebtorRow
from shared.models import DebtorAccount, Invoice, JournalLine
from shared.money import share


def payments(session: Session, journal_id: int) -> list[Payment]:
    """The lines nobody decided yet, those of held statements left out, in the order of the journal."""
    query = (
        select(JournalLine)
        .where(*workable(journal_id), col(JournalLine.state).in_(MATCHABLE))
        .order_by(col(JournalLine.position))
    )
    return [_payment(each) for each in session.exec(query)]


def book(session: Session, currency: str) -> Book:
    """Every open invoice in the currency with its debtor and the accounts that debtor pays from."""
    columns = (
        Invoice.id,
        Invoice.number,
        Invoice.debtor_id,
        Invoice.outstanding_minor,
        Invoice.due_on,
        Invoice.payment_reference,
        Invoice.discount_until,
        Invoice.discount_bp,
    )
    query = select(*columns).where(Invoice.outstanding_minor > 0, Invoice.currency == currency)  # type: ignore[call-overload]
    invoices = [_invoice(row, currency) for row in session.exec(query)]
    return Book(invoices, _debtors(session))


def _debtors(session: Session) -> dict[int, Debtor]:
    ibans: dict[int, set[str]] = {}
    for debtor_id, iban in session.exec(select(DebtorAccount.debtor_id, DebtorAccount.iban)):
        ibans.setdefault(debtor_id, set()).add(iban)
    rows = session.exec(select(DebtorRow.id, DebtorRow.name, DebtorRow.number))
    return {id_ or 0: Debtor(id_ or 0, name, number, frozenset(ibans.get(id_ or 0, ()))) for id_, name, number in rows}


def _invoice(row: tuple[int, str, int, int, object, str, object, int], currency: str) -> OpenInvoice:
    id_, number, debtor_id, outstanding, due_on, reference, discount_until, discount_bp = row
    return OpenInvoice(
        id=id_,
        number=number,
        debtor_id=debtor_id,
        currency=currency,
        outstanding_minor=outstanding,
        due_on=due_on,  # type: ignore[arg-type]
        reference=reference,
        discount_until=discount_until,  # type: ignore[arg-type]
        discount_minor=share(outstanding, discount_bp),
    )


def _payment(line: JournalLine) -> Payment:
    return Payment(
        id=line.id or 0,
        amount_minor=line.amount_minor,
        currency=line.currency,
        booked_on=line.booked_on,
        text=line.text,
        reference=line.reference or None,
        end_to_end_id=line.end_to_end_id or None,
        payer_name=line.payer_name or None,
        payer_iban=line.payer_iban or None,
    )
