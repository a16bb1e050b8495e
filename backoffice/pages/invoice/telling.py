"""What happened to an invoice, in words: its timeline, and the entries behind a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backoffice import routes
from backoffice.components.debtor_dispute_lines import dispute_moments
from shared.cases.queries import Disputed
from shared.invoices.card import Booked, Figure, InvoiceCard, Step
from shared.ledger.queries import AccountLine
from shared.money import Money
from shared.receipts.queries import Origin
from shared.ui.format import amount as in_figures
from shared.ui.format import long_date, moment, money, short_date
from shared.ui.timeline import Moment

TITLES = {
    Figure.AMOUNT: "Invoice amount",
    Figure.COLLECTION: "Debtor Collection",
    Figure.OUTSTANDING: "Outstanding",
    Figure.ADVANCE: "Advance paid",
}
_ENTRIES = {
    "invoice": "Invoice registered",
    "opening": "Open item taken over",
    "purchase": "Invoice bought",
    "commission": "Commission charged",
    "advance": "Advance paid",
    "allocation": "Receipt allocated",
    "return": "Claimed after a return",
    "credit note": "Credit note issued",
    "refund": "Claimed after a refund",
    "disputed": "Set apart as disputed",
    "undisputed": "No longer disputed",
}
_UNDONE = {"allocation": "Allocation reversed", "advance": "Advance taken back", "purchase": "Purchase taken back"}
_ICONS = {
    "invoice": "file-plus-2",
    "opening": "file-plus-2",
    "purchase": "hand-coins",
    "commission": "receipt",
    "advance": "arrow-up-right",
}
_RECEIVED = {
    "bank": ("arrow-down-left", "Received by bank"),
    "card": ("credit-card", "Received by card"),
    "credit_note": ("file-minus", "Credited"),
}


@dataclass
class Leg:
    """One line of an entry: an account with its debit or its credit."""

    account: str = ""
    name: str = ""
    debit: str = ""
    credit: str = ""


@dataclass
class EntryLine:
    """One entry behind a figure, ready to be drawn; `allocation` is set while it can be taken back."""

    id: int = 0
    number: str = ""
    booked: str = ""
    what: str = ""
    detail: str = ""
    href: str = ""
    change: str = ""
    balance: str = ""
    posted: str = ""
    allocation: int = 0
    amount: str = ""
    legs: list[Leg] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known about one invoice, read at once."""

    card: InvoiceCard
    booked: Sequence[Booked]
    origins: Mapping[int, Origin]
    steps: Sequence[Step]
    names: Mapping[str, str]
    disputes: Sequence[Disputed] = ()


def moments(story: Story, today: date) -> list[Moment]:
    """Everything that happened, disputes included, the newest first, what is still to come on top."""
    happened = [_happened(story, each) for each in story.booked]
    due = (story.card.due_on, _due(story.card, today))
    disputes = dispute_moments(story.disputes, story.names)
    dated = [*((each.booked_on, told) for each, told in zip(story.booked, happened, strict=True)), *disputes, due]
    # Sorting is stable: entries of one day keep the order of the books.
    dated.sort(key=lambda each: each[0])
    return [told for _, told in reversed(dated)]


def is_money(one: Moment) -> bool:
    return bool(one.amount)


def entry_lines(story: Story) -> list[EntryLine]:
    """The entries behind the figure, oldest first."""
    return [_entry_line(story, each) for each in story.steps]


def adds_up(story: Story, figure: Figure) -> bool:
    """Whether the entries end where the card stands: the check that is shown under them."""
    expected = story.card.figure(figure)
    last = story.steps[-1].entry.balance if story.steps else Money.zero(expected.currency)
    return last == expected


def _happened(story: Story, booked: Booked) -> Moment:
    if booked.kind == "allocation":
        return _allocated(story, booked)
    text = _UNDONE.get(booked.kind, "Taken back") if booked.undoes else _registered(story.card, booked)
    bought = booked.kind == "purchase" and not booked.undoes
    return Moment(
        icon="undo-2" if booked.undoes else _ICONS.get(booked.kind, "history"),
        text=text,
        when=short_date(booked.booked_on),
        detail=_source(story.card) if bought else booked.reason,
        amount=in_figures(booked.amount),
        href=routes.agreement(story.card.agreement) if bought else "",
        link_text=f"agreement {story.card.agreement}" if bought else "",
    )


def _registered(card: InvoiceCard, booked: Booked) -> str:
    source = f" from {card.source}" if card.source else ""
    return {
        "invoice": f"Registered{source}",
        "opening": f"Taken over as an open item{source}",
        "purchase": "Bought under",
        "commission": "Commission charged to the client's reserve",
        "advance": f"Advance paid to {card.creditor}",
        "disputed": "Set apart: the cardholder disputes the payment",
        "undisputed": "No longer set apart as disputed",
    }.get(booked.kind, booked.kind.replace("_", " ").capitalize())


def _source(card: InvoiceCard) -> str:
    registered = f", registered from {card.source}" if card.source else ""
    return f"From {card.creditor}{registered}"


def _allocated(story: Story, booked: Booked) -> Moment:
    origin = story.origins[booked.allocation_id or 0]
    if booked.undoes:
        return Moment(
            icon="undo-2",
            text="Allocation reversed",
            when=short_date(booked.booked_on),
            detail=booked.reason,
            amount=in_figures(booked.amount),
        )
    icon, text = _RECEIVED[origin.rail]
    return Moment(
        icon=icon,
        text=f"{text},",
        when=short_date(booked.booked_on),
        detail=_quoted(origin),
        amount=in_figures(booked.amount, signed=True),
        money_in=booked.undone_by is None,
        href=_where(origin),
        link_text=f"{origin.journal} line {origin.line}" if origin.journal else origin.number,
    )


def _where(origin: Origin) -> str:
    """The journal's line that posted it, else its own card."""
    if origin.journal:
        return routes.journal_line(origin.journal_id, origin.line_id)
    return routes.receipt(origin.receipt_id)


def _due(card: InvoiceCard, today: date) -> Moment:
    when = short_date(card.due_on)
    if card.due_on >= today:
        left = f"{money(card.outstanding)} left to pay" if card.outstanding else "Nothing is left to pay"
        return Moment(icon="calendar-clock", text="Due", when=when, detail=left)
    if card.outstanding:
        return Moment(icon="clock-alert", text="Due", when=when, detail=f"{money(card.outstanding)} overdue", late=True)
    return Moment(icon="calendar", text="Due", when=when)


def _quoted(origin: Origin) -> str:
    received = f"received {short_date(origin.received_on)}"
    said = f"“{origin.text}”, " if origin.text else ""
    return f"{said}{received} from {origin.payer_name}" if origin.payer_name else f"{said}{received}".capitalize()


def _entry_line(story: Story, step: Step) -> EntryLine:
    booked, entry = step.booked, step.entry
    can_undo = booked.kind == "allocation" and not booked.undoes and booked.undone_by is None
    name = story.names.get(booked.actor, booked.actor)
    return EntryLine(
        id=booked.id,
        number=f"{booked.id}",
        booked=short_date(booked.booked_on),
        what=_UNDONE.get(booked.kind, "Taken back") if booked.undoes else _ENTRIES.get(booked.kind, booked.kind),
        detail=_detail(story, booked),
        href=_receipt_of(story, booked),
        change=in_figures(entry.change, signed=True),
        balance=in_figures(entry.balance),
        posted=f"Posted {long_date(booked.booked_on)}, recorded {moment(booked.posted_at)} by {name}.",
        allocation=(booked.allocation_id or 0) if can_undo else 0,
        amount=money(booked.amount),
        legs=[_leg(each) for each in entry.lines],
    )


def _detail(story: Story, booked: Booked) -> str:
    if booked.undoes:
        return f"Undoes entry {booked.undoes}"
    if origin := story.origins.get(booked.allocation_id or 0):
        return origin.number
    return {"invoice": story.card.source, "opening": story.card.source}.get(booked.kind, story.card.agreement)


def _receipt_of(story: Story, booked: Booked) -> str:
    origin = None if booked.undoes else story.origins.get(booked.allocation_id or 0)
    return routes.receipt(origin.receipt_id) if origin else ""


def _leg(line: AccountLine) -> Leg:
    side = in_figures(line.amount if line.amount.minor > 0 else -line.amount)
    return Leg(
        account=line.account.value,
        name=line.name,
        debit=side if line.amount.minor > 0 else "",
        credit=side if line.amount.minor < 0 else "",
    )
