"""A journal's lines as its table shows them: all texts, made from what the queries say."""

from dataclasses import dataclass

from shared.creditors.queries import AccountChoice
from shared.journals.piles import Pile
from shared.journals.queries import LineView
from shared.ledger.chart import NAMES, Account
from shared.models import LinePurpose
from shared.ui.format import amount, count

STATUS: dict[Pile, tuple[str, str]] = {
    Pile.NEW: ("open", "Not applied"),
    Pile.READY: ("ready", "Ready"),
    Pile.REVIEW: ("needs-review", "Needs review"),
    Pile.DIFFERENCE: ("difference", "Difference"),
    Pile.RETURN: ("needs-review", "Return"),
    Pile.OTHER: ("needs-review", "Other money"),
    Pile.UNMATCHED: ("unmatched", "Unmatched"),
    Pile.RETURN: ("needs-review", "Return"),
    Pile.OTHER: ("ready", "Other money"),
    Pile.ACCEPTED: ("accepted", "Accepted"),
    Pile.LEFT: ("on-hold", "Left"),
    Pile.POSTED: ("posted", "Posted"),
    Pile.REVERSED: ("reversed", "Reversed"),
    Pile.SET_ASIDE: ("cancelled", "Set aside"),
}
_MOST_NUMBERS = 2


@dataclass
class LineRow:
    """A row of the table."""

    id: int = 0
    position: str = ""
    payer: str = ""
    text: str = ""
    paid: str = ""
    percent: float = 0.0
    proposal: str = ""
    debtor: str = ""
    remaining: str = ""
    kind: str = "ready"
    label: str = ""
    can_search: bool = False


def line_row(line: LineView) -> LineRow:
    """A row of the table; what is long is cut by the table, with the whole in the panel."""
    kind, label = STATUS[line.pile]
    can_search = not line.invoice_numbers and line.pile in (Pile.UNMATCHED, Pile.LEFT, Pile.NEW)
    return LineRow(
        id=line.id,
        position=count(line.position),
        payer=line.payer_name or "No name given",
        text=line.note if line.pile is Pile.SET_ASIDE else line.text[:140],
        paid=amount(line.amount if line.is_credit else -line.amount),
        percent=line.confidence / 100,
        proposal=_proposal(line),
        debtor=line.debtor_name,
        remaining=amount(line.remaining) if line.remaining is not None else "",
        kind=kind,
        label=label,
        can_search=can_search and line.purpose is LinePurpose.RECEIPT,
    )


def account_name(account: AccountChoice) -> str:
    return f"{account.currency} account {account.short_iban}"


def purpose_of(purpose: LinePurpose, account: str) -> str:
    """What a line is that pays no invoice, in a few words."""
    match purpose:
        case LinePurpose.RETURN:
            return "Takes back a payment"
        case LinePurpose.PAYOUT:
            return "Payout of card money"
        case LinePurpose.OTHER:
            return f"{account} {NAMES[Account(account)]}"
        case LinePurpose.RECEIPT:
            return ""


def _proposal(line: LineView) -> str:
    names = line.invoice_numbers
    if line.purpose is not LinePurpose.RECEIPT:
        return purpose_of(line.purpose, line.account)
    if names:
        return ", ".join(names) if len(names) <= _MOST_NUMBERS else f"{len(names)} invoices"
    if line.pile in (Pile.ACCEPTED, Pile.POSTED):
        return "On account" if line.debtor_name else "Not known whose"
    return ""
