"""An invoice as a letter: what it came to, what has happened since, what is left and how to pay it."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from shared.documents import Column, Letter, Pair, Table
from shared.errors import NotFound
from shared.formats import amount as digits
from shared.formats import in_fours, long_date, money, percent
from shared.i18n import said
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.models import Invoice
from shared.money import Money
from shared.receipts import paid
from shared.receipts.paid import Movement
from shared.reports.letters.heading import heading, payment_block
from shared.words import Rail


def invoice_letter(session: Session, invoice_id: int, *, debtor_id: int | None = None, language: str = "") -> Letter:
    """The letter about an invoice; for a debtor only their own. `language` "" is the debtor's.

    Raises:
        NotFound: there is none of that id, or it is somebody else's.
    """
    row = session.get(Invoice, invoice_id)
    if row is None or debtor_id not in (None, row.debtor_id):
        raise NotFound("This invoice is not here.")
    invoice = owed.by_ids(session, row.debtor_id, [invoice_id])[invoice_id]
    movements = paid.movements(session, row.debtor_id, invoice_id)
    head = heading(session, row.debtor_id, language=language, on_behalf_of="" if invoice.is_house else invoice.creditor)
    spoken = head.language
    title = said("Invoice {number}", spoken, number=invoice.number)
    return Letter(
        kind="invoice",
        number=invoice.number,
        name=title,
        title=title,
        facts=tuple(_facts(row, spoken)),
        lead=_lead(invoice, spoken),
        total=Pair(said("Left to pay", spoken), money(invoice.outstanding, spoken)),
        tables=(_table(invoice, movements, spoken),),
        payment=payment_block(session, invoice.payment_reference, invoice.outstanding, spoken),
        notes=tuple(_notes(row, spoken)),
        asks=invoice.outstanding.minor,
        currency=row.currency,
        creditor=invoice.creditor,
        **head.common,
    )


def _facts(row: Invoice, language: str) -> Iterator[Pair]:
    yield Pair(said("Invoice", language), row.number)
    yield Pair(said("Issued", language), long_date(row.issued_on, language))
    yield Pair(said("Due", language), long_date(row.due_on, language), strong=True)
    if row.purchase_order:
        yield Pair(said("Your order", language), row.purchase_order)
    yield Pair(said("Reference", language), in_fours(row.payment_reference))


def _lead(invoice: OwedInvoice, language: str) -> str:
    due = long_date(invoice.due_on, language)
    if invoice.is_paid:
        return said("This invoice is paid. Nothing is left to pay.", language)
    return said("What is left is payable by {day}. If you have just paid, thank you.", language, day=due)


def _table(invoice: OwedInvoice, movements: Sequence[Movement], language: str) -> Table:
    """The sum: from the invoice's amount to what is left; the first movement is the invoice itself."""
    rows = [_row(said("Invoice amount", language), long_date(invoice.issued_on, language), invoice.total, language)]
    if invoice.settled_before:
        before = said("Paid before it came to us", language)
        rows.append(_row(before, "", -invoice.settled_before, language))
    rows += [
        _row(_words(each, language), long_date(each.on, language), each.amount, language) for each in movements[1:]
    ]
    return Table(
        title=said("How we get to this amount", language),
        columns=(
            Column(said("What", language)),
            Column(said("When", language)),
            Column(invoice.total.currency, figure=True),
        ),
        rows=tuple(rows),
        foot=(said("Left to pay", language), "", digits(invoice.outstanding, language)),
    )


def _row(words: str, day: str, amount: Money, language: str) -> tuple[str, str, str]:
    return words, day, digits(amount, language)


def _words(movement: Movement, language: str) -> str:
    if movement.amount.minor > 0:
        return said("Payment taken back", language) if movement.rail else said("Added", language)
    match movement.rail, bool(movement.receipt_id):
        case None, _:
            return said("Reduced", language)
        case Rail.CREDIT_NOTE, _:
            return said("Credit note", language)
        case Rail.CARD, True:
            return said("You paid by card", language)
        case Rail.CARD, False:
            return said("Paid for you by card", language)
        case _, True:
            return said("You paid by bank transfer", language)
    return said("Paid for you by bank transfer", language)


def _notes(row: Invoice, language: str) -> Iterator[str]:
    if row.tax_minor:
        tax = money(Money(row.tax_minor, row.currency), language)
        yield said("The invoice amount includes {tax} of VAT.", language, tax=tax)
    if row.discount_until and row.discount_bp and row.outstanding_minor == row.total_minor:
        yield said(
            "With the agreed discount of {percent} you may pay less until {day}.",
            language,
            percent=percent(row.discount_bp / 100, language),
            day=long_date(row.discount_until, language),
        )
