"""A receipt as a letter: what was paid, when and how, what it paid, and what is left of it."""

from collections.abc import Iterator

from sqlmodel import Session

from shared.documents import Column, Letter, Pair, Table
from shared.errors import NotFound
from shared.formats import amount as digits
from shared.formats import long_date, money
from shared.i18n import said
from shared.models import Receipt
from shared.receipts import paid
from shared.receipts.paid import Paid, Part
from shared.reports.letters.heading import heading
from shared.words import Rail


def receipt_letter(session: Session, receipt_id: int, *, debtor_id: int | None = None, language: str = "") -> Letter:
    """The letter about a receipt; for a debtor only their own. `language` "" is the debtor's.

    Raises:
        NotFound: there is none of that id, it is somebody else's, or nobody has said yet whose it is.
    """
    row = session.get(Receipt, receipt_id)
    found = paid.receipt(session, row.debtor_id, receipt_id) if row and row.debtor_id else None
    if row is None or row.debtor_id is None or found is None or debtor_id not in (None, row.debtor_id):
        raise NotFound("There is no receipt for this payment.")
    head = heading(session, row.debtor_id, language=language)
    spoken, number = head.language, row.number or found.number
    return Letter(
        kind="receipt",
        number=number,
        name=said("Receipt {number}", spoken, number=number),
        title=_title(found, number, spoken),
        facts=tuple(_facts(found, number, spoken)),
        lead=_lead(found, spoken),
        total=Pair(said("Received", spoken), money(found.amount, spoken)),
        tables=(_table(found, spoken),) if found.parts else (),
        notes=tuple(_notes(found, spoken)),
        **head.common,
    )


def _title(found: Paid, number: str, language: str) -> str:
    if found.rail is Rail.CREDIT_NOTE:
        return said("Credit note {number}", language, number=number)
    return said("Receipt {number}", language, number=number)


def _facts(found: Paid, number: str, language: str) -> Iterator[Pair]:
    yield Pair(said("Number", language), number)
    yield Pair(said("Date", language), long_date(found.received_on, language))
    yield Pair(said("How", language), how(found.rail, language))


def how(rail: Rail, language: str) -> str:
    """How money came, as a word beside "How"."""
    match rail:
        case Rail.CARD:
            return said("By card", language)
        case Rail.BANK:
            return said("By bank transfer", language)
    return said("By credit note", language)


def _lead(found: Paid, language: str) -> str:
    day = long_date(found.received_on, language)
    if found.rail is Rail.CREDIT_NOTE:
        return said("We took this off what you owe on {day}.", language, day=day)
    return said("We received your payment on {day}. Thank you.", language, day=day)


def _table(found: Paid, language: str) -> Table:
    return Table(
        title=said("What it paid", language),
        columns=(
            Column(said("Invoice", language)),
            Column(said("Left to pay there", language)),
            Column(found.amount.currency, figure=True),
        ),
        rows=tuple((each.number, _left(each, language), digits(each.amount, language)) for each in found.parts),
    )


def _left(part: Part, language: str) -> str:
    if part.left is None:
        return ""
    return money(part.left, language) if part.left else said("Paid in full", language)


def _notes(found: Paid, language: str) -> Iterator[str]:
    if found.taken_back_on:
        day = long_date(found.taken_back_on, language)
        yield said("This payment was taken back on {day}. What it had paid is open again.", language, day=day)
    elif found.unapplied:
        yield said(
            "{amount} of it is not set against an invoice yet. It stays yours: we set it against what you owe, or pay "
            "it back.",
            language,
            amount=money(found.unapplied, language),
        )
