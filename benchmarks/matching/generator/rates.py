"""How often what happens: the one table of case kinds and the settings of the two levels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of case; shares are in per cent of the entries of a statement, before scaling to one hundred."""

    name: str
    standard: float
    hard: float
    what: str


KINDS = (
    Kind("structured", 15.0, 8.0, "the reference of the invoice in the structured field"),
    Kind("structured_text", 4.5, 4.5, "that reference typed into the text, grouped; one in ten with a wrong digit"),
    Kind("number_clean", 13.0, 7.5, "the invoice number as it is printed"),
    Kind("number_noisy", 11.0, 15.0, "the number shortened, re-punctuated, mistyped, split or glued"),
    Kind("multi_list", 7.5, 9.0, "several invoices listed"),
    Kind("multi_range", 1.4, 2.2, "from this number to that: all the debtor's open invoices between"),
    Kind("multi_truncated", 1.5, 2.6, "a list that the bank cuts off"),
    Kind("multi_noref", 4.0, 5.2, "several invoices, none named"),
    Kind("amount_only", 5.0, 6.5, "one invoice, nothing but payer and amount"),
    Kind("new_iban", 3.8, 4.6, "an account never seen before, mostly without a number"),
    Kind("third_party", 3.0, 3.8, "somebody else pays and says for what"),
    Kind("group_payer", 2.8, 3.8, "one company of a group pays invoices of another, or of several"),
    Kind("partial", 3.2, 3.8, "a part of an invoice; a quarter name none, then the oldest is meant"),
    Kind("split_payments", 3.6, 4.0, "one invoice in two to four payments of the same week"),
    Kind("overpay", 1.9, 2.0, "more than is owed"),
    Kind("skonto", 4.2, 4.2, "early-payment discount taken, one in five too late"),
    Kind("charges", 2.0, 2.0, "a bank on the way took its fee"),
    Kind("rounding", 1.3, 1.3, "off by less than one unit"),
    Kind("instalment", 1.9, 2.2, "a part of a plan, of its invoices the oldest first"),
    Kind("fx", 1.6, 2.0, "an invoice in one currency, paid in another"),
    Kind("creditnote_net", 1.9, 2.3, "invoices less a credit note"),
    Kind("wrong_ref", 0.5, 0.8, "last month's slip: an old reference, the new amount"),
    Kind("duplicate", 1.0, 1.3, "the payer pays a second time"),
    Kind("bank_duplicate", 0.2, 0.2, "the bank delivers the same entry twice"),
    Kind("already_paid", 0.7, 0.9, "an invoice paid weeks ago is paid again"),
    Kind("returned_dd", 1.1, 1.1, "a direct debit comes back, half with a fee"),
    Kind("unrelated", 6.0, 7.0, "no customer's money, though digits, amount or name may look like it"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """What makes a set hard; probabilities from 0 to 1."""

    name: str
    list_price: float
    """That a debtor is billed the same price again and again."""
    namesake: float
    """That a debtor carries another debtor's name."""
    account_known: float
    """That the book knows the account a debtor pays from."""
    short_numbers: float
    """How much more the creditors with short pure-digit numbers invoice."""
    bands_overlap: bool
    """Whether the number ranges of the creditors overlap."""
    second_noise: float
    """That a mangled number is mangled once more."""
    chatter: float
    """That a text carries numbers that are no invoice's, for each of three places."""
    name_noise: float
    """That the payer's name is not written as in the book."""
    remembered: float
    """That somebody who pays for others did so before."""
    oldest: float = 0.93
    """That of several equal invoices the oldest is meant where none is named; the rest cannot be known."""


LEVELS = {
    "standard": Level("standard", 0.18, 0.03, 0.75, 1.0, False, 0.04, 0.22, 0.35, 0.6),
    "hard": Level("hard", 0.36, 0.10, 0.60, 2.2, True, 0.15, 0.36, 0.5, 0.4),
}

PAID_LATELY = 0.2
"""Invoices paid in the last 90 days, as a share of the open ones."""
CREDIT_NOTES = 0.015
"""Credit notes not used yet, as a share of the open invoices."""
PARTLY_PAID = 0.02
"""Open invoices of which a part was paid before."""
ON_A_PLAN = 0.06
"""Debtors with an instalment plan."""
FOREIGN_CURRENCY = 0.04
"""Invoices of exporting creditors in a currency that is not their account's."""
GROUPS = 0.05
"""Debtors that belong to a group whose head may pay for them."""
UNRELATED_DIGITS, UNRELATED_AMOUNT, UNRELATED_NAME = 0.25, 0.2, 0.1
"""Unrelated entries that carry an existing invoice's digits, its amount, a debtor's name; at most one of the three."""
HISTORY = 0.5
"""Earlier entries with their confirmed matching, as a share of the entries."""
