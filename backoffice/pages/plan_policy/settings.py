"""The settings of a plan policy, in the order they are shown, and how each is written."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.words import DebtorKind, Frequency


class Kind(StrEnum):
    """How a setting is written."""

    AMOUNT = "amount"
    WHOLE = "whole"
    PERCENT = "percent"
    WORDS = "words"
    CODE = "code"
    CODES = "codes"
    WHOLES = "wholes"
    DAY = "day"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting by its place in the policy.

    Left empty it is None where `unlimited`, refused where `needed`, else what the policy has then: nothing of it.
    """

    place: str
    label: str
    kind: Kind
    unlimited: bool = False
    needed: bool = False


_A, _N, _P, _T = Kind.AMOUNT, Kind.WHOLE, Kind.PERCENT, Kind.TICK
BAND: Final = (
    Setting("up_to_minor", "Balances up to", _A, unlimited=True),
    Setting("max_instalments", "Most instalments", _N, unlimited=True),
    Setting("max_months", "Longest run, months", _N, unlimited=True),
    Setting("min_instalment_minor", "Smallest instalment", _A),
    Setting("first_within_days", "First payment within, days", _N, unlimited=True),
    Setting("min_down_bp", "Down payment, at least, %", _P),
    Setting("max_interest_bp", "Interest a year, at most, %", _P, unlimited=True),
    Setting("max_fee_minor", "Set-up fee, at most", _A, unlimited=True),
    Setting("max_broken", "Plans not kept in twelve months, at most", _N, unlimited=True),
    Setting("max_active", "Other plans running, at most", _N, unlimited=True),
    Setting("least_rating", "Rating, at least (A to E)", Kind.CODE),
    Setting("takes_unrated", "Also debtors without a rating", _T),
    Setting("takes_external", "Also invoices with a collection partner", _T),
)
GUARD: Final = (
    Setting("country", "Country (two letters)", Kind.CODE, needed=True),
    Setting("max_instalments", "Free up to, instalments", _N, unlimited=True),
    Setting("max_months", "Free up to, months", _N, unlimited=True),
    Setting("max_days", "Free up to, days", _N, unlimited=True),
    Setting("takes_cost", "Interest does not make it credit", _T),
    Setting("effective_from", "From the day", Kind.DAY, unlimited=True),
    Setting("source", "Source of the rule", Kind.WORDS),
)
FEE_CAP: Final = (
    Setting("country", "Country (two letters)", Kind.CODE, needed=True),
    Setting("most_minor", "Set-up fee, at most", _A, needed=True),
    Setting("whole_debt", "Only in a plan for all that is due", _T),
    Setting("source", "Source of the rule", Kind.WORDS),
)
_RHYTHMS: Final = {
    Frequency.WEEKLY: "Paid every week",
    Frequency.TWO_WEEKLY: "Paid every two weeks",
    Frequency.MONTHLY: "Paid every month",
    Frequency.DATES: "Paid on days chosen one by one",
}
SCOPE: Final = (
    Setting("name", "Name", Kind.WORDS, needed=True),
    Setting("countries", "Countries (DE, AT; empty: all)", Kind.CODES),
    *(Setting(f"kinds.{each}", f"For {each} debtors", _T) for each in DebtorKind),
    Setting("days_ahead", "Invoices due within, days", _N, needed=True),
    *(Setting(f"frequencies.{each}", words, _T) for each, words in _RHYTHMS.items()),
    Setting("asks_people", "What the portal may not agree goes to staff", _T),
    Setting("affordability.from_minor", "Income and spending are asked from", _A, unlimited=True),
    Setting("affordability.share_bp", "Of what is left, a payment may take, %", _P, unlimited=True),
)
CONDUCT: Final = (
    Setting("conduct.offer_days", "An offer stands for, days", _N, needed=True),
    Setting("conduct.grace_days", "Missed after, days of grace", _N, needed=True),
    Setting("conduct.notice_days", "A card charge is announced before, days", _N, needed=True),
    Setting("conduct.retry_days", "Tried again after, days (2, 5, 9)", Kind.WHOLES),
    Setting("conduct.breach_days", "Breached after, days past due", _N, needed=True),
    Setting("conduct.breach_missed", "Breached by missed instalments", _N, needed=True),
    Setting("conduct.breach_window_days", "Within, days", _N, needed=True),
    Setting("conduct.breach_overdue_days", "Breached by other invoices overdue for, days", _N, needed=True),
    Setting("conduct.cure_days", "Days to catch up before it ends", _N, needed=True),
    Setting("conduct.max_cures", "Times it may catch up", _N, needed=True),
    Setting("conduct.max_renegotiations", "Times it may be replaced", _N, needed=True),
    Setting("conduct.move_days", "A date may be moved by, days", _N, needed=True),
    Setting("conduct.max_moves", "Dates that may be moved", _N, needed=True),
    Setting("conduct.max_disputes", "Disputes of one invoice it waits for", _N, needed=True),
    Setting("settlement.max_discount_bp", "A settlement may forgive, at most, %", _P),
    Setting("settlement.max_days", "A settlement offer stands for, days", _N, needed=True),
)
