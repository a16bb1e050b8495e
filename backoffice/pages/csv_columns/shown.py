"""What the page of an unknown CSV shows, as plain rows; and what staff said on it, as a layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from shared.statements import CsvLayout, Direction
from shared.statements.bank_csv import Preview, Suggestion
from shared.statements.bank_csv.cells import DATE_FORMATS, reads
from shared.statements.values import Entry
from shared.ui.format import amount as in_figures
from shared.ui.format import count, long_date, money, short_date
from shared.ui.forms import Option

MEANINGS: Final = (
    Option("", "Nothing we need"),
    Option("booking_date", "Booking date"),
    Option("value_date", "Value date"),
    Option("amount", "Amount with its sign"),
    Option("credit", "Money in"),
    Option("debit", "Money out"),
    Option("direction", "Says in or out"),
    Option("fee", "Fee, taken off"),
    Option("currency", "Currency"),
    Option("name", "Payer’s name"),
    Option("payee", "Payee’s name"),
    Option("iban", "Their account"),
    Option("text", "Text"),
    Option("reference", "Reference"),
    Option("end_to_end_id", "End-to-end id"),
    Option("id", "The bank’s own number"),
    Option("balance", "Balance after it"),
    Option("account", "Our account"),
)
DELIMITERS: Final = (
    Option(";", "semicolon"),
    Option(",", "comma"),
    Option("\t", "tab"),
    Option("|", "bar"),
)
ENCODINGS: Final = (
    Option("utf-8", "UTF-8"),
    Option("utf-8-sig", "UTF-8, marked"),
    Option("utf-16", "UTF-16"),
    Option("utf-16-le", "UTF-16, not marked"),
    Option("cp1252", "Windows 1252, western"),
    Option("cp1250", "Windows 1250, central European"),
    Option("iso-8859-1", "Latin 1"),
)
CARD: Final = "card"

_PROBLEMS_SHOWN = 5
_SAMPLES = 3
_EXAMPLE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@dataclass
class ColumnRow:
    """A column of the file: what stands in it first, and what it is taken for."""

    place: int = 0
    heading: str = ""
    samples: str = ""
    meaning: str = ""
    label: str = ""


@dataclass
class EntryRow:
    """An entry as it would be read."""

    day: str = ""
    name: str = ""
    text: str = ""
    amount: str = ""
    comes_in: bool = True
    announced: bool = False


@dataclass
class SumRow:
    """What the file holds for one account and currency."""

    account: str = ""
    count: str = ""
    money_in: str = ""
    money_out: str = ""
    currency: str = ""
    ties: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What staff chose beside the columns."""

    date_format: str
    decimal: str
    sign: str
    credit_words: str
    debit_words: str


def column_rows(found: Suggestion) -> list[ColumnRow]:
    """The columns with their first different cells."""
    return [
        ColumnRow(
            place=place,
            heading=each.heading or f"Column {place + 1}",
            samples=" · ".join(_samples(row[place] for row in found.rows)),
            meaning=each.meaning,
            label=f"What column {place + 1}, {each.heading or 'without a heading'}, means",
        )
        for place, each in enumerate(found.columns)
    ]


def date_options(found: Suggestion) -> list[Option]:
    """Every form of a day; those that read all days of the file first, with what the first would be."""
    days = [cell for row in found.rows for each, cell in zip(found.columns, row, strict=True) if _is_day(each.meaning)]
    first = next((each for each in days if found.date_formats and reads(each, found.date_formats[0])), "")
    likely = [Option(form, _read_as(first, form)) for form in found.date_formats]
    others = [
        Option(form, f"like {_EXAMPLE.strftime(form)}") for form in DATE_FORMATS if form not in found.date_formats
    ]
    return [*([] if found.date_format else [Option("", "Choose")]), *likely, *others]


def words(listed: Sequence[str]) -> str:
    """Words of a list as they are typed: with commas."""
    return ", ".join(listed)


def still_open(meanings: Sequence[str], said: Said) -> str:
    """What must be said before anything can be read; "" when nothing is missing."""
    if "booking_date" not in meanings:
        return "Say which column holds the booking date."
    if "amount" in meanings and {"debit", "credit"} & set(meanings):
        return "Take either the amount with its sign, or money in and money out."
    if "amount" not in meanings and not {"debit", "credit"} <= set(meanings):
        return "Say which column holds the amount, or which two hold money in and money out."
    if not said.date_format:
        return "Say how the days are written."
    return "" if said.decimal else "Say what stands before the decimals."


def layout_said(found: Suggestion, meanings: Sequence[str], said: Said, currency: str) -> CsvLayout:
    """The layout that staff described; amounts without a currency are in the account's."""
    columns = found.named(meanings)
    if found.pending:
        columns["kind"] = columns["booking_date"]
    return replace(
        found.layout,
        columns=columns,
        date_format=said.date_format,
        decimal=said.decimal,
        currency=currency,
        spends_positive=said.sign == CARD and "amount" in columns,
        directions={"credit": _typed(said.credit_words), "debit": _typed(said.debit_words)}
        if "direction" in columns
        else {},
    )


def entry_rows(preview: Preview) -> list[EntryRow]:
    """The first entries, ready to be drawn."""
    return [_entry_row(each) for each in preview.entries]


def sum_rows(preview: Preview) -> list[SumRow]:
    """How many there are, and what they come to."""
    return [
        SumRow(
            account=each.account,
            count=count(each.count),
            money_in=in_figures(each.money_in),
            money_out=in_figures(each.money_out),
            currency=each.money_in.currency,
            ties={True: "ties", False: "held", None: ""}[each.ties],
        )
        for each in preview.totals
    ]


def span(preview: Preview) -> str:
    """From which day to which."""
    if preview.first_day is None or preview.last_day is None:
        return ""
    return f"{long_date(preview.first_day)} to {long_date(preview.last_day)}"


def problems(preview: Preview) -> list[str]:
    """The first of them, and how many more."""
    left = len(preview.problems) - _PROBLEMS_SHOWN
    more = [f"And {count(left)} more."] if left > 0 else []
    return [*preview.problems[:_PROBLEMS_SHOWN], *more]


def _samples(cells: Iterable[str]) -> list[str]:
    different = dict.fromkeys(" ".join(each.split())[:40] for each in cells if each)
    return list(different)[:_SAMPLES]


def _is_day(meaning: str) -> bool:
    return meaning in ("booking_date", "value_date")


def _read_as(text: str, form: str) -> str:
    day = datetime.strptime(text, form).date()  # noqa: DTZ007 - the bank's own day
    return f"{text} is {long_date(day)}"


def _typed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(","))


def _entry_row(entry: Entry) -> EntryRow:
    (detail,) = entry.details
    comes_in = entry.direction is Direction.CREDIT
    return EntryRow(
        day=short_date(entry.booking_date) if entry.booking_date else "announced",
        name=detail.counterparty_name or "",
        text=" ".join(p for p in (detail.structured_reference, detail.remittance) if p)[:120],
        amount=money(entry.amount if comes_in else -entry.amount),
        comes_in=comes_in,
        announced=entry.booking_date is None,
    )
