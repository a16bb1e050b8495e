"""The standard bookings (domain.md 1.2 and 1.6), each built from what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.ledger.chart import Account
from shared.ledger.exchange import Settled
from shared.ledger.rules import Entry, Line
from shared.money import Money
from shared.settings import settings


def invoice_registered(invoice_id: int, total: Money, tax: Money, on: date) -> Entry:
    """L1: the debtor owes the total, of which the tax is owed on."""
    return Entry(
        f"invoice:{invoice_id}",
        "invoice",
        on,
        (
            Line(Account.RECEIVABLES, total, invoice_id=invoice_id),
            Line(Account.REVENUE, tax - total, invoice_id=invoice_id),
            Line(Account.OUTPUT_VAT, -tax, invoice_id=invoice_id),
        ),
    )


def open_item_imported(invoice_id: int, open_amount: Money, on: date) -> Entry:
    """L1b: an item open at migration; its revenue and tax were booked where it comes from."""
    return Entry(
        f"invoice:{invoice_id}",
        "opening",
        on,
        (
            Line(Account.RECEIVABLES, open_amount, invoice_id=invoice_id),
            Line(Account.OPENING_BALANCE, -open_amount, invoice_id=invoice_id),
        ),
    )


def invoice_purchased(invoice_id: int, open_amount: Money, advance: Money, on: date) -> Entry:
    """1.6 PURCHASE: we own the claim and owe the client the advance now and the reserve later."""
    return Entry(
        f"invoice:{invoice_id}",
        "purchase",
        on,
        (
            Line(Account.PURCHASED_RECEIVABLES, open_amount, invoice_id=invoice_id),
            Line(Account.ADVANCE_PAYABLE, -advance, invoice_id=invoice_id),
            Line(Account.RESERVE_PAYABLE, advance - open_amount, invoice_id=invoice_id),
        ),
    )


def commission_charged(invoice_id: int, commission: Money, on: date) -> Entry:
    """1.6: our commission comes out of the client's reserve."""
    return Entry(
        f"commission:{invoice_id}",
        "commission",
        on,
        (
            Line(Account.RESERVE_PAYABLE, commission, invoice_id=invoice_id),
            Line(Account.FACTORING_COMMISSION, -commission, invoice_id=invoice_id),
        ),
    )


def advance_paid(
    invoice_id: int, advance: Money, bank_account_id: int, *, owed_base: int, sent_base: int, on: date
) -> Entry:
    """1.6: the advance leaves our bank for the client; in a foreign currency at the rate of the day."""
    return Entry(
        f"advance:{invoice_id}",
        "advance",
        on,
        (
            Line(Account.ADVANCE_PAYABLE, advance, invoice_id, base_minor=owed_base),
            Line(Account.BANK, -advance, invoice_id, bank_account_id=bank_account_id, base_minor=-sent_base),
            realised(sent_base - owed_base, invoice_id=invoice_id),
        ),
    )


def money_received(
    receipt_id: int,
    amount: Money,
    *,
    into: Account,
    held_in: Account,
    on: date,
    value_date: date,
    bank_account_id: int | None,
) -> Entry:
    """L2, L2b, L8: money reached the bank or the card provider and is held until allocated."""
    return Entry(
        f"receipt:{receipt_id}",
        "receipt",
        on,
        (
            Line(into, amount, receipt_id=receipt_id, bank_account_id=bank_account_id),
            Line(held_in, -amount, receipt_id=receipt_id),
        ),
        value_date=value_date,
    )


def allocated(
    allocation_id: int, receipt_id: int, invoice_id: int, settled: Settled, *, owed_in: Account, on: date
) -> Entry:
    """L3 to L7: part of what we hold of a receipt, and what is granted besides, settle part of an invoice.

    What is settled without money names no receipt: it is not a payment.
    """
    granted = [Line(each.account, each.amount, invoice_id, base_minor=each.base_minor) for each in settled.granted]
    without_money = sum(each.amount.minor for each in settled.granted)
    worth = sum(each.base_minor for each in settled.granted)
    return Entry(
        f"allocation:{allocation_id}",
        "allocation",
        on,
        (
            Line(Account.UNAPPLIED, settled.taken, invoice_id, receipt_id, base_minor=settled.taken_base),
            *granted,
            Line(owed_in, -settled.paid, invoice_id, receipt_id, base_minor=-settled.paid_base),
            Line(owed_in, Money(-without_money, settled.paid.currency), invoice_id, base_minor=-worth),
            realised(settled.paid_base - settled.taken_base, invoice_id=invoice_id),
        ),
    )


def realised(loss_minor: int, *, invoice_id: int | None = None) -> Line:
    """L7: what exchange cost (7100) or brought (7110), in minor units of the base currency; zero is left out."""
    account = Account.FX_LOSS if loss_minor > 0 else Account.FX_GAIN
    return Line(account, Money(loss_minor, settings().base_currency), invoice_id=invoice_id, base_minor=loss_minor)


def payer_changed(reference: str, receipt_id: int, held: Money, base_minor: int, *, into: Account, on: date) -> Entry:
    """L2b: what we hold becomes somebody's (2110 to 2100), or nobody's again."""
    out_of = Account.UNIDENTIFIED if into is Account.UNAPPLIED else Account.UNAPPLIED
    return Entry(
        reference,
        "payer",
        on,
        (
            Line(out_of, held, receipt_id=receipt_id, base_minor=base_minor),
            Line(into, -held, receipt_id=receipt_id, base_minor=-base_minor),
        ),
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the debtor owes anew because it had been paid back before, on the invoice made for it."""

    invoice_id: int
    amount: Money
    base: int


def refund_approved(
    refund_id: int, receipt_id: int, held: Money, base_minor: int, on: date, *, claimed: Claimed | None = None
) -> Entry:
    """L9: what we hold is owed back; what the card provider paid back beyond that is claimed from the debtor."""
    short = [Line(Account.RECEIVABLES, claimed.amount, claimed.invoice_id, base_minor=claimed.base)] if claimed else []
    whole = held + claimed.amount if claimed else held
    worth = base_minor + (claimed.base if claimed else 0)
    return Entry(
        f"refund:{refund_id}",
        "refund",
        on,
        (
            Line(Account.UNAPPLIED, held, receipt_id=receipt_id, base_minor=base_minor),
            *short,
            Line(Account.REFUNDS_PAYABLE, -whole, receipt_id=receipt_id, base_minor=-worth),
        ),
    )


def refund_sent(
    reference: str,
    receipt_id: int,
    amount: Money,
    *,
    owed_base: int,
    sent_base: int,
    bank_account_id: int | None,
    on: date,
) -> Entry:
    """L9: the refund leaves our bank, or the card provider where no account is named; at the rate of the day."""
    out_of = Account.CARD_CLEARING if bank_account_id is None else Account.BANK
    return Entry(
        reference,
        "refund sent",
        on,
        (
            Line(Account.REFUNDS_PAYABLE, amount, receipt_id=receipt_id, base_minor=owed_base),
            # Not a line of the receipt: reports of cash received must not see it as cash taken back.
            Line(out_of, -amount, bank_account_id=bank_account_id, base_minor=-sent_base),
            realised(sent_base - owed_base),
        ),
    )


def other_money(
    external_id: str, amount: Money, account: Account, *, bank_account_id: int, on: date, value_date: date, text: str
) -> Entry:
    """L8b, L8c and all else a bank books that is nobody's payment; `amount` is negative when it left."""
    return Entry(
        f"other:{external_id}",
        "other",
        on,
        (Line(Account.BANK, amount, bank_account_id=bank_account_id), Line(account, -amount)),
        value_date=value_date,
        reason=text[:200],
    )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a return moves: `held` is still on the receipt, `short` is gone and is claimed; each with its base worth."""

    receipt_id: int
    held: Money
    held_base: int
    held_in: Account
    claimed: Claimed | None
    fee: Money
    fee_base: int
    fee_on: Account
    out_of: Account
    bank_account_id: int | None


def taken_back(reference: str, taken: TakenBack, *, on: date, value_date: date, reason: str) -> Entry:
    """L10, L11: the money leaves as it came, and the fee for that with it."""
    claimed, bank = taken.claimed, taken.bank_account_id
    short = [Line(Account.RECEIVABLES, claimed.amount, claimed.invoice_id, base_minor=claimed.base)] if claimed else []
    whole = taken.held + claimed.amount if claimed else taken.held
    worth = taken.held_base + (claimed.base if claimed else 0)
    return Entry(
        reference,
        "return",
        on,
        (
            Line(taken.held_in, taken.held, receipt_id=taken.receipt_id, base_minor=taken.held_base),
            *short,
            Line(taken.out_of, -whole, receipt_id=taken.receipt_id, bank_account_id=bank, base_minor=-worth),
            Line(taken.fee_on, taken.fee, base_minor=taken.fee_base),
            Line(taken.out_of, -taken.fee, bank_account_id=bank, base_minor=-taken.fee_base),
        ),
        value_date=value_date,
        reason=reason,
    )


def credit_note(
    receipt_id: int, amount: Money, borne: Sequence[tuple[Account, Money]], *, about: int | None, on: date
) -> Entry:
    """L12: what is taken off the debtor's bill is held until it is set against an invoice."""
    return Entry(
        f"receipt:{receipt_id}",
        "credit note",
        on,
        (
            Line(Account.UNAPPLIED, -amount, receipt_id=receipt_id),
            *(Line(account, part, about) for account, part in borne),
        ),
    )
