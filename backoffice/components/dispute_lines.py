"""Card disputes in words: how one stands, and when it came."""

from dataclasses import dataclass

from backoffice import routes
from shared.models import ChargebackState
from shared.payments.after_capture.queries import ChargebackView
from shared.ui.format import amount as in_figures
from shared.ui.format import moment, money, short_date
from shared.ui.timeline import Moment

_STATES = {
    ChargebackState.INQUIRY: ("disputed", "Inquiry"),
    ChargebackState.OPEN: ("disputed", "Disputed"),
    ChargebackState.WON: ("done", "Won"),
    ChargebackState.LOST: ("failed", "Lost"),
    ChargebackState.CLOSED: ("done", "Closed"),
}


@dataclass
class DisputeRow:
    """A cardholder's dispute of a payment, ready to be drawn."""

    amount: str = ""
    kind: str = "disputed"
    label: str = ""
    when: str = ""
    about: str = ""


def dispute_row(found: ChargebackView) -> DisputeRow:
    kind, label = _STATES[found.state]
    return DisputeRow(
        amount=in_figures(found.amount),
        kind=kind,
        label=label,
        when=f"Disputed on {moment(found.opened_at)}",
        about=_about(found),
    )


def dispute_moment(found: ChargebackView) -> Moment:
    """As a timeline tells it; what it did to the books is told by its entries."""
    _, label = _STATES[found.state]
    return Moment(
        icon="message-square-warning",
        text=f"Card dispute: {label.lower()}",
        when=short_date(found.opened_at.date()),
        detail=_about(found),
        href=routes.receipt(found.receipt_id),
        link_text=found.receipt,
    )


def _about(found: ChargebackView) -> str:
    ends = f"; answer by {moment(found.answer_by)}" if found.answer_by and found.is_open else ""
    fee = f", fee {money(found.fee)}" if found.fee else ""
    return f"{found.reason.capitalize() or 'No reason given'}{fee}{ends}"
