"""Where what a debtor owes on an item stands."""

from shared.fees.rules import OWED_IN
from shared.ledger import Account
from shared.models import Invoice


def owed_in(invoice: Invoice) -> Account:
    """The control account the debtor's claim stands in: bought invoices in 1300, our own in 1200, fees apart."""
    if invoice.fee_kind is not None:
        return OWED_IN[invoice.fee_kind]
    return Account.RECEIVABLES if invoice.agreement_id is None else Account.PURCHASED_RECEIVABLES
