"""How a payment's amount relates to what is open on its invoices, in words."""

from shared.journals.line_details import LineDetail
from shared.journals.piles import Pile
from shared.matching import AmountFit
from shared.money import Money
from shared.ui.format import amount, money

_NOTHING_SAID = "ready", "", ""


def fitting(detail: LineDetail) -> tuple[str, str, str]:
    """A status kind, its word, and the sum in words; nothing for what is posted, or pays no invoice."""
    if not detail.shares or detail.view.pile in (Pile.POSTED, Pile.REVERSED):
        return _NOTHING_SAID
    if detail.fit == AmountFit.RETURN:
        return "reversed", "Money going back", "Its invoices reopen at their original due dates"
    if any(each.item.remaining < each.pays for each in detail.shares if each.pays.minor > 0 and not each.difference):
        return "failed", "No longer fits", f"{money(detail.remaining)} is open now; it was paid in the meantime"
    if any(each.taken for each in detail.shares):
        return "paid", "Paid in another currency", _exchanged(detail)
    return _in_one_currency(detail)


def _in_one_currency(detail: LineDetail) -> tuple[str, str, str]:
    paid, pays, open_now = detail.view.amount, detail.pays, detail.remaining
    granted = Money.total((each.difference for each in detail.shares if each.difference), paid.currency)
    less = f"{amount(open_now)} less {amount(granted or open_now - pays)} is {amount(pays)}"
    match detail.fit:
        case AmountFit.DISCOUNT:
            return "difference", "Discount taken", less
        case AmountFit.CHARGE:
            return "difference", "Short by what banks take", less
        case AmountFit.ROUNDING:
            return "difference", "Rounded", less
        case AmountFit.INSTALMENT:
            return "partly-paid", "An instalment", f"{money(open_now - pays)} stays open"
        case AmountFit.OVER:
            return "difference", "More than is open", f"{money(paid - pays)} stays with the debtor, unapplied"
        case AmountFit.PARTIAL:
            return "partly-paid", "A part", f"{money(open_now - pays)} stays open"
        case _:
            return "paid", "Amount fits to the cent", less if granted else ""


def _exchanged(detail: LineDetail) -> str:
    each = next(share for share in detail.shares if share.taken)
    return f"{money(each.taken)} is {money(each.pays)}" if each.taken else ""
