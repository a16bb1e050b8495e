"""Who decided a line of a certain amount may not post it (domain.md 1.5)."""

from fractions import Fraction

from sqlalchemy import ColumnElement, and_, false
from sqlmodel import Session, col

from shared import clock
from shared.ledger.rates import rate_on
from shared.ledger.rules import NoExchangeRate
from shared.models import JournalLine
from shared.money import DECIMALS, Money
from shared.settings import settings


def limit(session: Session, currency: str) -> Money | None:
    """From here on two people are needed, in a currency at today's rate; None: one is enough.

    Without a rate nobody can say what a line is worth, so every line needs two.
    """
    base = settings().base_currency
    if not settings().four_eyes_from:
        return None
    asked = Money.parse(settings().four_eyes_from, base)
    try:
        per_base = rate_on(session, currency, clock.today())
    except NoExchangeRate:
        return Money.zero(currency)
    scale = per_base * Fraction(10 ** DECIMALS[currency], 10 ** DECIMALS[base])
    return Money(int(asked.minor * scale), currency)


def kept_back(session: Session, currency: str, actor: str) -> ColumnElement[bool]:
    """What restricts lines to those that this person decided and may therefore not post."""
    least = limit(session, currency)
    if least is None:
        return false()
    return and_(col(JournalLine.decided_by) == actor, col(JournalLine.amount_minor) >= least.minor)
