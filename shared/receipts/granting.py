"""A difference judged by the invoice it is asked for and by the tolerances of the firm."""

from datetime import date

from shared.ledger.exchange import Carried
from shared.models import Invoice
from shared.money import Money, part_of
from shared.receipts import differences
from shared.receipts.differences import Granting
from shared.receipts.rules import Wanted
from shared.settings import settings


def judged(wanted: Wanted, invoice: Invoice, owed: Carried, received_on: date, borne_minor: int = 0) -> int:
    """What the difference is worth in minor units of the base currency; nothing when none is wanted.

    `owed` is what is left on the invoice, `borne_minor` what was borne as charges on others of the same payment, in
    minor units of the base currency.

    Raises:
        DifferenceRefused: see `differences.check`.
    """
    if wanted.difference is None:
        return 0
    worth = part_of(owed.base_minor, wanted.difference.amount.minor, owed.left_minor)
    at = Granting(
        left=Money(owed.left_minor, invoice.currency),
        total=invoice.total,
        discount_bp=invoice.discount_bp,
        discount_until=invoice.discount_until,
        received_on=received_on,
        worth_minor=worth,
        borne_minor=borne_minor,
    )
    tolerance = Money.parse(settings().charge_tolerance, settings().base_currency)
    differences.check(wanted, at, charge_tolerance=tolerance)
    return worth
