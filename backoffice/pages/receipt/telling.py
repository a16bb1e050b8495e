"""A receipt's figures, facts and history as texts, made from what the queries say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backoffice import routes
from backoffice.components.dispute_lines import DisputeRow, dispute_row
from backoffice.components.receipt_lines import BESIDES, CAME_BY, age, standing
from shared.formats import in_fours
from shared.models import Rail
from shared.money import Money
from shared.payments.after_capture.queries import ChargebackView
from shared.receipts.card import Happened, Part, ReceiptCard
from shared.ui.format import amount as in_figures
from shared.ui.format import long_date, moment, money, short_date
from shared.ui.timeline import Moment

_DONE = {
    "receipt": ("arrow-down-left", "Received"),
    "credit note": ("receipt", "Credit note issued"),
    "allocation": ("receipt", "Set against"),
    "payer": ("user", "Payer changed"),
    "refund": ("arrow-up-right", "Refund approved"),
    "refund sent": ("send", "Refund sent"),
    "return": ("undo-2", "Taken back by the bank"),
    "refund failed": ("undo-2", "Refund failed, the money is ours again"),
    "chargeback won": ("arrow-down-left", "Chargeback won, the money is back"),
}
_UNDONE = {"receipt": "Receipt reversed", "allocation": "Taken back from", "refund": "Refund stopped"}


@dataclass
class Head:
    """The figures and facts of the card, ready to be drawn; "" leaves one out."""

    id: int = 0
    number: str = ""
    href: str = ""
    kind: str = "done"
    label: str = ""
    note: str = ""
    debtor: str = ""
    debtor_href: str = ""
    currency: str = ""
    amount: str = ""
    applied: str = ""
    given_back: str = ""
    unapplied: str = ""
    unapplied_note: str = ""
    has_unapplied: bool = False
    is_reversed: bool = False
    payer: str = ""
    iban: str = ""
    text: str = ""
    came: str = ""
    journal: str = ""
    journal_href: str = ""
    account: str = ""
    value_date: str = ""
    recorded: str = ""
    refundable: str = ""
    disputes: list[DisputeRow] = field(default_factory=list)


@dataclass
class PartRow:
    """What stands against one invoice."""

    allocation_id: int = 0
    invoice: str = ""
    href: str = ""
    debtor: str = ""
    debtor_href: str = ""
    on: str = ""
    by: str = ""
    amount: str = ""
    besides: str = ""
    said: str = ""
    left: str = ""


def head(card: ReceiptCard, today: date, *, refundable: Money | None, disputes: Sequence[ChargebackView]) -> Head:
    """The figures and facts; `refundable` is what may go back to the card, None when it came otherwise."""
    is_known = bool(card.debtor_id)
    kind, label = standing(card.amount, card.unapplied, is_known=is_known, is_reversed=card.is_reversed)
    return Head(
        id=card.id,
        number=card.number,
        href=routes.receipt(card.id),
        kind=kind,
        label=label,
        note=f"{CAME_BY[card.rail]} on {long_date(card.received_on)}",
        debtor=card.debtor,
        debtor_href=routes.debtor(card.debtor_id) if is_known else "",
        currency=card.amount.currency,
        amount=in_figures(card.amount),
        applied=in_figures(card.applied),
        given_back=in_figures(card.given_back) if card.given_back else "",
        unapplied=in_figures(card.unapplied),
        unapplied_note=f"waiting {age(card.received_on, today)}" if card.unapplied else "",
        has_unapplied=bool(card.unapplied),
        is_reversed=card.is_reversed,
        payer=card.payer_name or "No name given",
        iban=in_fours(card.payer_iban),
        text=card.text,
        came=CAME_BY[card.rail],
        journal=f"{card.journal} line {card.line}" if card.journal else "",
        journal_href=routes.journal_line(card.journal_id, card.line_id) if card.journal else "",
        account=card.bank_account,
        value_date=long_date(card.value_date),
        recorded=moment(card.recorded_at),
        refundable=in_figures(refundable) if refundable else "",
        disputes=[dispute_row(each) for each in disputes],
    )


def part(found: Part, names: Mapping[str, str]) -> PartRow:
    return PartRow(
        allocation_id=found.allocation_id,
        invoice=found.invoice,
        href=routes.invoice(found.invoice_id),
        debtor=found.debtor,
        debtor_href=routes.debtor(found.debtor_id),
        on=short_date(found.on),
        by=names.get(found.actor, found.actor),
        amount=in_figures(found.amount),
        besides=_besides(found),
        said=money(found.amount),
        left=in_figures(found.left),
    )


def _besides(found: Part) -> str:
    """What was granted with it, and what it took of the receipt where that is in another currency."""
    granted = f"{in_figures(found.difference)} {BESIDES[found.difference_kind]}" if found.difference_kind else ""
    taken = f"for {money(found.taken)}" if found.taken.currency != found.amount.currency else ""
    return ", ".join(each for each in (granted, taken) if each)


def moments(card: ReceiptCard, names: Mapping[str, str]) -> list[Moment]:
    """Everything that happened, the newest first."""
    return [_moment(each, names, card.rail) for each in reversed(card.happened)]


def _moment(one: Happened, names: Mapping[str, str], rail: Rail) -> Moment:
    icon, text = _DONE.get(one.kind, ("history", one.kind.replace("_", " ").capitalize()))
    if rail is Rail.CARD and one.kind == "return":
        text = "Charged back by the cardholder's bank"
    if one.undoes:
        icon, text = "undo-2", _UNDONE.get(one.kind, f"{text}, taken back")
    by = f"{names.get(one.actor, one.actor)}, {moment(one.posted_at)}"
    return Moment(
        icon=icon,
        text=text,
        when=short_date(one.booked_on),
        detail=f"{one.reason}. By {by}" if one.reason else f"By {by}",
        amount=in_figures(one.change, signed=True) if one.change else "",
        money_in=one.kind == "receipt" and not one.undoes,
        href=routes.invoice(one.invoice_id) if one.invoice_id else "",
        link_text=one.invoice,
    )
