"""Money as a rail hands it over, before it is a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared.ledger.chart import Account
from shared.models import Rail
from shared.money import Money

# Where money of each rail arrives (domain.md 1.2, L2 and L8).
ARRIVES_IN: Mapping[Rail, Account] = {Rail.BANK: Account.BANK, Rail.CARD: Account.CARD_CLEARING}


def held_in(debtor_id: int | None) -> Account:
    """Where a receipt is held until it is used: nobody's in 2110, a debtor's in 2100 (L2, L2b)."""
    return Account.UNIDENTIFIED if debtor_id is None else Account.UNAPPLIED


@dataclass(frozen=True, slots=True)
class MoneyIn:
    """Money that reached us. `external_id` names it on its rail, so that a repeat is seen to be one."""

    rail: Rail
    external_id: str
    amount: Money
    received_on: date
    value_date: date
    debtor_id: int | None = None
    bank_account_id: int | None = None
    payer_name: str = ""
    payer_iban: str = ""
    text: str = ""

    @property
    def name(self) -> tuple[Rail, str]:
        return self.rail, self.external_id
