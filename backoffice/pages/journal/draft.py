"""What is being set against a line by hand: invoices, amounts as typed, and what closes an invoice beside the money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from backoffice.components.amount_typed import NotTyped, typed, typed_as
from shared.journals.line_details import OpenItem, ShareView
from shared.models import DifferenceKind
from shared.money import Money
from shared.receipts import Difference
from shared.ui.format import amount, money
from shared.ui.forms import Option

_GRANTED_AS = {
    DifferenceKind.DISCOUNT: "is the agreed discount",
    DifferenceKind.BANK_CHARGE: "is what banks took",
    DifferenceKind.ROUNDING: "is rounding",
}


class Way(StrEnum):
    """What a line may be; the editor shows one at a time."""

    INVOICES = "invoices"
    ACCOUNT = "account"
    NOBODY = "nobody"
    OTHER = "other"
    RETURN = "return"


@dataclass
class DraftRow:
    """One invoice being set against the line; `typed` and `besides` are what its fields hold."""

    invoice_id: int = 0
    number: str = ""
    debtor: str = ""
    remaining: str = ""
    typed: str = ""
    error: str = ""
    besides: str = ""
    offers: list[Option] = field(default_factory=list)


def draft_of(share: ShareView) -> DraftRow:
    """The row of something that stands there already, with the difference it was given."""
    return replace(new_draft(share.item, typed_as(share.pays)), besides=share.difference_kind)


def new_draft(item: OpenItem, text: str) -> DraftRow:
    return DraftRow(item.invoice_id, item.number, item.debtor_name, amount(item.remaining), text)


def amounts(rows: Sequence[DraftRow], currency: str) -> dict[int, Money]:
    """What is typed, by invoice; what cannot be read is left out."""
    read = {}
    for each in rows:
        try:
            read[each.invoice_id] = typed(each.typed, currency)
        except NotTyped:
            continue
    return read


def checked(row: DraftRow, item: OpenItem, allowed: Sequence[DifferenceKind]) -> DraftRow:
    """The row with what is wrong with it, and with the differences that may close its invoice."""
    currency = item.remaining.currency
    try:
        pays = typed(row.typed, currency)
    except NotTyped as refused:
        return replace(row, error=str(refused), offers=[], besides="")
    short = item.remaining - pays
    besides = row.besides if row.besides in list(allowed) else ""
    return replace(row, error=_wrong(pays, item, besides), offers=_offers(short, allowed), besides=besides)


def difference(row: DraftRow, item: OpenItem, pays: Money) -> Difference | None:
    """What is granted besides; None for nothing."""
    return Difference(DifferenceKind(row.besides), item.remaining - pays) if row.besides else None


def differences(
    rows: Sequence[DraftRow], items: Mapping[int, OpenItem], pays: Mapping[int, Money]
) -> dict[int, Difference]:
    """By invoice, what closes it beside the money."""
    found = {each.invoice_id: difference(each, items[each.invoice_id], pays[each.invoice_id]) for each in rows}
    return {invoice_id: each for invoice_id, each in found.items() if each}


def _wrong(pays: Money, item: OpenItem, besides: str) -> str:
    """What is wrong with an amount, "" for nothing. A credit note's is taken off, and so negative."""
    if not pays:
        return "Take the invoice out instead of paying nothing on it."
    if item.remaining.minor < 0:
        return "" if item.remaining <= pays < Money.zero(pays.currency) else f"{money(item.remaining)} is left of it."
    return f"Only {money(item.remaining)} is open." if item.remaining < pays and not besides else ""


def _offers(short: Money, allowed: Sequence[DifferenceKind]) -> list[Option]:
    if not allowed:
        return []
    over = short.minor < 0
    stays = "Take out what is too much" if over else f"{money(short)} stays open"
    said = money(-short) if over else money(short)
    return [Option("", stays), *(Option(each.value, f"{said} {_GRANTED_AS[each]}") for each in allowed)]
