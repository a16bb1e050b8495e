"""Remembered payers in words: the same line in their list and on a debtor's card."""

from dataclasses import dataclass
from datetime import date

from backoffice import routes
from shared.formats import in_fours
from shared.journals.payers import LessonView, MemoryView
from shared.ui.format import amount, count, short_date


@dataclass
class PayerLine:
    """One payer remembered for one debtor, ready to be drawn."""

    id: int = 0
    href: str = ""
    who: str = ""
    name: str = ""
    iban: str = ""
    debtor: str = ""
    debtor_href: str = ""
    times: str = ""
    paid: str = ""
    since: str = ""
    last: str = ""
    source: str = ""
    is_forgotten: bool = False


@dataclass
class LessonLine:
    """A posted line that taught it."""

    line: str = ""
    href: str = ""
    booked: str = ""
    amount: str = ""
    currency: str = ""
    text: str = ""


def payer_line(found: MemoryView) -> PayerLine:
    iban = in_fours(found.payer_iban)
    source = f"said by {found.taught_by}" if found.taught_by else "posted lines"
    return PayerLine(
        id=found.id,
        href=f"{routes.PAYERS}?payer={found.id}{'&filter=forgotten' if found.is_forgotten else ''}",
        who=found.payer_name or iban,
        name=found.payer_name,
        iban=iban,
        debtor=found.debtor_name,
        debtor_href=routes.debtor(found.debtor_id),
        times=count(found.times),
        paid=_paid(found),
        since=_day(found.first_on),
        last=_day(found.last_on),
        source=f"forgotten by {found.forgotten_by}" if found.is_forgotten else source,
        is_forgotten=found.is_forgotten,
    )


def lesson_line(found: LessonView) -> LessonLine:
    return LessonLine(
        line=f"{found.journal} line {count(found.position)}",
        href=routes.journal_line(found.journal_id, found.line_id),
        booked=_day(found.booked_on),
        amount=amount(found.amount),
        currency=found.amount.currency,
        text=found.text[:140] or "no text",
    )


def _paid(found: MemoryView) -> str:
    if found.times == 1:
        return f"once, on {_day(found.last_on)}"
    return f"{count(found.times)} times, {_day(found.first_on)} to {_day(found.last_on)}"


def _day(day: date) -> str:
    """With its year: a memory may be old."""
    return f"{short_date(day)} {day.year}"
