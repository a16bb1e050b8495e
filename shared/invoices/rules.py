"""An invoice as it is handed in, what must be true of it, and the payment reference it gets."""

import re
from dataclasses import dataclass
from datetime import date

from stdnum import iban

from shared import postal
from shared.csv_list import RowProblem
from shared.invoices.structured_references import qrr, rf
from shared.money import Money

KINDS = ("", "business", "consumer")
LONGEST = {
    "number": 40,
    "debtor_number": 40,
    "debtor_name": 140,
    **{f"debtor_{part}": most for part, most in postal.LONGEST.items()},
    "debtor_country": 2,
    "debtor_language": 5,
    "terms": 40,
    "payment_reference": 35,
    "purchase_order": 60,
}
"""As many characters as the tables keep; PostgreSQL takes no more, and nothing is cut short unseen."""
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """One row handed in. `line` is where it stood in its file; `open_amount` makes it an open item (L1b)."""

    line: int
    number: str
    creditor: str
    debtor_number: str
    debtor_name: str
    amount: Money
    issued_on: date
    due_on: date
    open_amount: Money | None = None
    tax_minor: int = 0
    terms: str = ""
    agreement: str = ""
    debtor_email: str = ""
    debtor_street: str = ""
    debtor_house_number: str = ""
    debtor_postcode: str = ""
    debtor_town: str = ""
    debtor_country: str = ""
    debtor_language: str = ""
    debtor_kind: str = ""
    debtor_iban: str = ""
    payment_reference: str = ""
    discount_until: date | None = None
    discount_bp: int = 0
    purchase_order: str = ""


def problems_of(invoice: NewInvoice) -> list[RowProblem]:
    """Every rule the row breaks, each as a sentence."""
    found = [
        (invoice.amount.minor <= 0, f"the amount must be more than zero, not {invoice.amount}"),
        (invoice.due_on < invoice.issued_on, f"due on {invoice.due_on}, before it was issued on {invoice.issued_on}"),
        (not 0 <= invoice.tax_minor <= max(invoice.amount.minor, 0), "the tax is not between zero and the amount"),
        (not 0 <= invoice.discount_bp <= 5000, "a discount is between 0 and 50 %"),
        (invoice.debtor_kind not in KINDS, f"debtor_type is business or consumer, not “{invoice.debtor_kind}”"),
        (bool(invoice.debtor_iban) and not iban.is_valid(invoice.debtor_iban), "debtor_iban is not an IBAN"),
        (bool(invoice.debtor_email) and not _ADDRESS.fullmatch(invoice.debtor_email), "debtor_email is not an address"),
    ]
    for name, longest in LONGEST.items():
        found.append((len(getattr(invoice, name)) > longest, f"{name} is longer than {longest} characters"))
    if invoice.open_amount is not None:
        left = invoice.open_amount.minor
        found.append((not 0 < left <= invoice.amount.minor, "the open amount is not between zero and the amount"))
    return [RowProblem(invoice.line, sentence) for broken, sentence in found if broken]


def creditor_reference(number: str, *, prefix: str) -> str:
    """An ISO 11649 reference for an invoice number: RF, two check digits, and at most 21 characters.

    `prefix` keeps the numbers of different creditors apart. `G`: INV20260042 → RF73INV20260042.
    """
    return rf(_letters_and_digits(f"{prefix}{number}")[-21:] or "0")


def qr_reference(number: str, *, prefix: str) -> str:
    """A Swiss reference for an invoice number: its last 12 letters and digits counted in base 36, behind the prefix.

    The 1 in front keeps zeros that a number begins with.
    """
    return qrr(f"{prefix}{int('1' + _letters_and_digits(number)[-12:], 36)}")


def creditor_prefix(creditor_id: int) -> str:
    """What sets a creditor's references apart: its number behind the count of its digits.

    No prefix begins another, so creditor 1 with invoice 12 and creditor 11 with invoice 2 never share a reference.
    """
    return f"{len(str(creditor_id))}{creditor_id}"


def _letters_and_digits(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())
