"""Card clearing in words and figures: its sum in a currency, payouts, and the movements behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backoffice import routes
from shared.models import PayoutState
from shared.payments.after_capture.clearing import Clearing, Item, Untold
from shared.payments.after_capture.payout_list import BankLine, PayoutView
from shared.ui.format import amount as in_figures
from shared.ui.format import count, money, short_date

_KINDS = {
    "charge": "Card payment",
    "payment": "Card payment",
    "refund": "Refund",
    "payment_refund": "Refund",
    "refund_failure": "Refund that failed",
    "payment_failure_refund": "Refund that failed",
    "dispute": "Chargeback",
    "dispute_reversal": "Chargeback won",
    "fee": "Fee of the provider",
    "stripe_fee": "Fee of the provider",
    "network_cost": "Fee of the card network",
}
_BOOKED = {
    "receipt": "Card payment",
    "refund sent": "Refund",
    "refund failed": "Refund that failed",
    "return": "Chargeback",
    "chargeback won": "Chargeback won",
    "card fee": "Fee of the provider",
    "other": "Booked by hand or from a bank line",
}
_STATES = {
    PayoutState.PENDING: ("processing", "Being sent"),
    PayoutState.IN_TRANSIT: ("processing", "On its way"),
    PayoutState.PAID: ("processing", "Not at the bank yet"),
    PayoutState.FAILED: ("failed", "Sent back by the bank"),
    PayoutState.CANCELED: ("cancelled", "Cancelled"),
}


@dataclass
class SumLine:
    """Card clearing in one currency; a part that is zero is ""."""

    currency: str = ""
    captured: str = ""
    refunded: str = ""
    fees: str = ""
    charged_back: str = ""
    dispute_fees: str = ""
    paid_out: str = ""
    other: str = ""
    left: str = ""
    at_provider: str = ""
    on_the_way: str = ""
    kind: str = "ties"
    label: str = ""


@dataclass
class PayoutLine:
    """A payout, ready to be drawn."""

    id: str = ""
    href: str = ""
    arrives: str = ""
    made_of: str = ""
    amount: str = ""
    currency: str = ""
    said: str = ""
    items_sum: str = ""
    bank: str = ""
    bank_href: str = ""
    kind: str = "processing"
    label: str = ""
    difference: str = ""


@dataclass
class ItemLine:
    """A movement of the provider's balance, or an entry it has not shown."""

    what: str = ""
    about: str = ""
    href: str = ""
    on: str = ""
    amount: str = ""
    fee: str = ""
    net: str = ""
    currency: str = ""


@dataclass
class Differences:
    """What one side knows and the other does not."""

    not_booked: list[ItemLine] = field(default_factory=list)
    not_told: list[ItemLine] = field(default_factory=list)


def sum_line(found: Clearing) -> SumLine:
    """Two sides that differ are a difference whatever explains it; the lists below say what does."""
    ties = not found.difference
    return SumLine(
        currency=found.currency,
        captured=in_figures(found.captured),
        refunded=in_figures(found.refunded) if found.refunded else "",
        fees=in_figures(found.fees) if found.fees else "",
        charged_back=in_figures(found.charged_back) if found.charged_back else "",
        dispute_fees=in_figures(found.dispute_fees) if found.dispute_fees else "",
        paid_out=in_figures(found.paid_out) if found.paid_out else "",
        other=in_figures(found.other, signed=True) if found.other else "",
        left=in_figures(found.left),
        at_provider=in_figures(found.at_provider),
        on_the_way=in_figures(found.on_the_way),
        kind="ties" if ties else "difference",
        label="Agrees with the provider" if ties else f"Differs by {money(found.difference)}",
    )


def payout_line(found: PayoutView) -> PayoutLine:
    kind, label = _state(found)
    return PayoutLine(
        id=found.id,
        href=f"{routes.CARD_CLEARING}?payout={found.id}",
        arrives=short_date(found.arrives_on),
        made_of=f"{count(found.items)} movements" if found.items else "items not told",
        amount=in_figures(found.amount),
        currency=found.amount.currency,
        said=money(found.amount),
        items_sum=in_figures(found.items_sum) if found.items else "",
        bank=_bank(found.line),
        bank_href=routes.journal_line(found.line.journal_id, found.line.id) if found.line else "",
        kind=kind,
        label=label,
        difference=money(found.difference) if found.difference else "",
    )


def item_line(found: Item) -> ItemLine:
    return ItemLine(
        what=_KINDS.get(found.kind, found.kind.replace("_", " ").capitalize()),
        about=found.source_id or found.id,
        href=routes.receipt(found.receipt_id) if found.receipt_id else "",
        on=short_date(found.on),
        amount=in_figures(found.amount),
        fee=in_figures(found.fee) if found.fee else "",
        net=in_figures(found.net),
        currency=found.net.currency,
    )


def untold_line(found: Untold) -> ItemLine:
    return ItemLine(
        what=_BOOKED.get(found.kind, found.kind.capitalize()),
        about=found.reference,
        on=short_date(found.on),
        net=in_figures(found.amount),
        currency=found.amount.currency,
    )


def differences(not_booked: Sequence[Item], not_told: Sequence[Untold]) -> Differences:
    return Differences([item_line(each) for each in not_booked], [untold_line(each) for each in not_told])


def _state(found: PayoutView) -> tuple[str, str]:
    if found.difference:
        return "difference", f"Differs by {money(found.difference)}"
    if found.line and found.line.is_posted:
        return "done", "At the bank"
    if found.line:
        return "needs-review", "In a journal, not posted"
    return _STATES[found.state]


def _bank(line: BankLine | None) -> str:
    return f"{in_figures(line.amount)} on {short_date(line.on)}" if line else ""
