"""A statement of account, as a letter and as a list for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from shared.documents import Column, Letter, Pair, Table
from shared.errors import Refused
from shared.formats import amount as digits
from shared.formats import long_date, money
from shared.i18n import said
from shared.plans.schedule import add_months
from shared.reports.account import AccountLine, AccountStatement, statement
from shared.reports.letters.heading import heading
from shared.words import Rail

_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
_NO_BREAK = "\u00a0"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both included."""

    since: date
    until: date


class NoDay(Refused):
    def __init__(self) -> None:
        super().__init__("That is not a day we know. Please choose both days.")


class WrongWay(Refused):
    def __init__(self) -> None:
        super().__init__("The first day has to come before the last.")


def days(since: str, until: str, today: date) -> Days:
    """The days as a form gives them, 2026-11-30; by default the last twelve months.

    Raises:
        NoDay: one of them is no day.
        WrongWay: the last comes before the first.
    """
    try:
        last = date.fromisoformat(until) if until else today
        first = date.fromisoformat(since) if since else add_months(last, -_MONTHS) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise NoDay from error
    if first > last:
        raise WrongWay
    return Days(first, last)


def account_letter(
    session: Session, debtor_id: int, currency: str, *, since: date, until: date, language: str = ""
) -> Letter:
    """A debtor's account from day to day. `language` "" is the debtor's.

    Raises:
        NotFound: there is no such debtor.
        Refused: more happened than a letter takes.
    """
    head = heading(session, debtor_id, language=language)
    spoken, found = head.language, statement(session, debtor_id, currency, since=since, until=until)
    number = f"{head.debtor_number}-{until:%Y%m%d}-{currency}"
    return Letter(
        kind="statement",
        number=number,
        name=said("Statement {number}", spoken, number=number),
        title=said("Statement of account", spoken),
        facts=tuple(_facts(found, number, spoken)),
        lead=said("Everything that happened on your account from {since} to {until}.", spoken, **_days(found, spoken)),
        total=_total(found, spoken),
        tables=(_table(found, spoken), _made_of(found, spoken)),
        asks=max(found.closing.minor, 0),
        currency=found.currency,
        **head.common,
    )


def account_csv(found: AccountStatement, language: str) -> bytes:
    """The statement as CSV for a spreadsheet: UTF-8 with its mark, days as 2026-11-30, figures with a point.

    No cell can become a formula (OWASP CSV injection; ASVS 1.2.10).
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(_headings(language))
    opening = said("Opening balance", language)
    writer.writerow([found.since.isoformat(), opening, "", "", found.opening.decimal])
    for line in found.lines:
        charged, credited = (line.amount.decimal, "") if line.amount.minor > 0 else ("", -line.amount.decimal)
        words = _plain(what_happened(line, language))
        writer.writerow([line.on.isoformat(), words, charged, credited, line.balance.decimal])
    closing = said("Closing balance", language)
    writer.writerow([found.until.isoformat(), closing, "", "", found.closing.decimal])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def what_happened(line: AccountLine, language: str) -> str:
    """An entry in the debtor's words; the number is the invoice's or the receipt's."""
    if line.undoes:
        return _undone(line, language)
    match line.kind:
        case "invoice" | "opening" | "purchase":
            return said("Invoice {number}", language, number=line.invoice)
        case "fee":
            return said("Fee or interest {number}", language, number=line.invoice)
        case "waiver":
            return said("Waived: {number}", language, number=line.invoice)
        case "receipt":
            return _payment(line, language)
        case "credit note":
            return said("Credit note {number}", language, number=line.receipt)
        case "return":
            return said("Payment {number} taken back by the bank", language, number=line.receipt)
        case "refund":
            return said("Paid back to you from payment {number}", language, number=line.receipt)
    return _settled(line, language)


def _payment(line: AccountLine, language: str) -> str:
    if line.rail is Rail.CARD:
        return said("Payment {number}, by card", language, number=line.receipt)
    return said("Payment {number}, by bank transfer", language, number=line.receipt)


def _undone(line: AccountLine, language: str) -> str:
    if line.kind in ("receipt", "credit note"):
        return said("Correction of payment {number}", language, number=line.receipt)
    if line.invoice:
        return said("Correction on invoice {number}", language, number=line.invoice)
    return said("Correction", language)


def _settled(line: AccountLine, language: str) -> str:
    """An allocation that changed the balance: something granted besides, or money of or for somebody else."""
    if line.invoice and line.amount.minor < 0:
        return said("Reduced on invoice {number}", language, number=line.invoice)
    if line.receipt and line.amount.minor > 0:
        return said("Used from payment {number}", language, number=line.receipt)
    if line.invoice:
        return said("Added to invoice {number}", language, number=line.invoice)
    return said("Correction", language)


def _facts(found: AccountStatement, number: str, language: str) -> Iterator[Pair]:
    yield Pair(said("Statement", language), number)
    yield Pair(said("From", language), long_date(found.since, language))
    yield Pair(said("To", language), long_date(found.until, language))


def _days(found: AccountStatement, language: str) -> dict[str, str]:
    return {"since": long_date(found.since, language), "until": long_date(found.until, language)}


def _total(found: AccountStatement, language: str) -> Pair:
    day = long_date(found.until, language)
    if found.closing.minor < 0:
        return Pair(said("In your favour on {day}", language, day=day), money(-found.closing, language))
    return Pair(said("You owe on {day}", language, day=day), money(found.closing, language))


def _table(found: AccountStatement, language: str) -> Table:
    opening = said("Opening balance", language)
    first = (_day(found.since, language), opening, "", "", digits(found.opening, language))
    last = (_day(found.until, language), said("Closing balance", language), "", "")
    return Table(
        title=said("Account in {currency}", language, currency=found.currency),
        columns=tuple(Column(each, figure=at > 1) for at, each in enumerate(_headings(language))),
        rows=(first, *(_row(each, language) for each in found.lines)),
        foot=(*last, digits(found.closing, language)),
    )


def _day(day: date, language: str) -> str:
    """Not to be broken over lines: the column is narrow."""
    return long_date(day, language).replace(" ", _NO_BREAK)


def _headings(language: str) -> list[str]:
    return [
        said("Date", language),
        said("What", language),
        said("Charged", language),
        said("Paid or credited", language),
        said("Balance", language),
    ]


def _row(line: AccountLine, language: str) -> tuple[str, ...]:
    is_charged = line.amount.minor > 0
    figure = digits(line.amount if is_charged else -line.amount, language)
    sides = (figure, "") if is_charged else ("", figure)
    return (_day(line.on, language), what_happened(line, language), *sides, digits(line.balance, language))


def _made_of(found: AccountStatement, language: str) -> Table:
    """Why the balance is what it is: open invoices less money of theirs that is not used."""
    return Table(
        title=said("What the balance is made of", language),
        columns=(Column(said("What", language)), Column(found.currency, figure=True)),
        rows=(
            (said("Left to pay on invoices", language), digits(found.open, language)),
            (said("Your money that is not set against an invoice yet", language), digits(-found.held, language)),
        ),
        foot=(said("Closing balance", language), digits(found.closing, language)),
    )


def _plain(text: str) -> str:
    """A cell that a spreadsheet reads as text."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
