"""Disputes in words for staff: what is said, about how much, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import reflex as rx

from backoffice import routes
from shared import clock
from shared.cases.queries import Disputed
from shared.cases.rules import ANSWERED_WITHIN
from shared.ui.format import amount as in_figures
from shared.ui.format import moment, money
from shared.ui.links import link
from shared.ui.timeline import Moment
from shared.words import DisputeReason, DisputeState

REASON: Final = {
    DisputeReason.NOT_RECEIVED: "Not received",
    DisputeReason.FAULTY: "Faulty or incomplete",
    DisputeReason.WRONG_AMOUNT: "Wrong amount",
    DisputeReason.ALREADY_PAID: "Paid already",
    DisputeReason.NOT_MINE: "Not theirs",
    DisputeReason.OTHER: "Something else",
}
STATE: Final = {
    DisputeState.OPEN: ("disputed", "Open"),
    DisputeState.UPHELD: ("done", "Upheld"),
    DisputeState.REJECTED: ("rejected", "Rejected"),
    DisputeState.WITHDRAWN: ("reversed", "Withdrawn"),
}


@dataclass
class FileLine:
    """A file that came with a dispute."""

    name: str = ""
    href: str = ""


@dataclass
class DisputeLine:
    """One dispute, ready to be drawn."""

    id: int = 0
    href: str = ""
    debtor: str = ""
    debtor_href: str = ""
    invoice: str = ""
    invoice_href: str = ""
    amount: str = ""
    currency: str = ""
    said: str = ""
    of: str = ""
    reason: str = ""
    text: str = ""
    kind: str = "disputed"
    label: str = ""
    raised: str = ""
    waits: str = ""
    is_open: bool = False
    is_late: bool = False
    answer: str = ""
    closed: str = ""
    files: list[FileLine] = field(default_factory=list)


def dispute_line(one: Disputed, names: Mapping[str, str], today: date) -> DisputeLine:
    kind, label = STATE[one.state]
    is_open = one.state is DisputeState.OPEN
    days = (today - clock.day_of(one.raised_at)).days
    closed = f"{label} by {names.get(one.closed_by, one.closed_by)}, {moment(one.closed_at)}" if one.closed_at else ""
    return DisputeLine(
        id=one.id,
        href=f"{routes.DISPUTES}?dispute={one.id}",
        debtor=one.debtor,
        debtor_href=routes.debtor(one.debtor_id),
        invoice=one.invoice,
        invoice_href=routes.invoice(one.invoice_id),
        amount=in_figures(one.amount),
        currency=one.amount.currency,
        said=money(one.amount),
        of=f"of {in_figures(one.outstanding)} outstanding",
        reason=REASON[one.reason],
        text=one.text,
        kind=kind,
        label=label,
        raised=moment(one.raised_at),
        waits=("today" if not days else "1 day" if days == 1 else f"{days} days") if is_open else "",
        is_open=is_open,
        is_late=is_open and days >= ANSWERED_WITHIN.days,
        answer=one.answer,
        closed=closed,
        files=[FileLine(each.name, routes.attachment(each.id)) for each in one.files],
    )


def dispute_moments(rows: Sequence[Disputed], names: Mapping[str, str]) -> list[tuple[date, Moment]]:
    """What disputes add to an invoice's history, each with its day."""
    told = []
    for each in rows:
        by = names.get(each.raised_by, each.raised_by)
        text = f"{money(each.amount)} disputed by {by}: {REASON[each.reason].lower()}"
        where = f"{routes.DISPUTES}?dispute={each.id}"
        raised = Moment(
            "message-square-warning", text, moment(each.raised_at), quote=each.text, href=where, link_text="Look at it"
        )
        told.append((clock.day_of(each.raised_at), raised))
        if each.closed_at:
            by = names.get(each.closed_by, each.closed_by)
            ended = Moment("check", f"Dispute {STATE[each.state][1].lower()} by {by}", moment(each.closed_at))
            ended.quote = each.answer
            told.append((clock.day_of(each.closed_at), ended))
    return told


def files_of(one: DisputeLine) -> rx.Component:
    """What came with it, as downloads."""

    def line(file: FileLine) -> rx.Component:
        return rx.el.li(link(file.name, href=file.href, download=True))

    return rx.cond(one.files, rx.el.ul(rx.foreach(one.files, line)), rx.fragment())
