"""Exchange rates: units of a currency for one unit of the base currency, from a day on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import audit, clock
from shared.ledger.rules import NoExchangeRate
from shared.models import ExchangeRate
from shared.settings import settings


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_base` holds the digits as they were given: 1.10 is USD 1.10 for one EUR."""

    currency: str
    valid_on: date
    per_base: str


def rate_on(session: Session, currency: str, day: date) -> Fraction:
    """Units of the currency for one unit of the base currency: the newest rate that is not younger than the day.

    Raises:
        NoExchangeRate: none is known for the day or before it.
    """
    if currency == settings().base_currency:
        return Fraction(1)
    query = select(ExchangeRate.per_base).where(ExchangeRate.currency == currency, col(ExchangeRate.valid_on) <= day)
    found = session.exec(query.order_by(col(ExchangeRate.valid_on).desc()).limit(1)).first()
    if found is None:
        raise NoExchangeRate(currency, day)
    return Fraction(found)


def rates_on(session: Session, day: date) -> dict[str, Fraction]:
    """Every currency that has a rate on the day, the base currency with 1."""
    newest = (
        select(ExchangeRate.currency, func.max(ExchangeRate.valid_on).label("valid_on"))
        .where(col(ExchangeRate.valid_on) <= day)
        .group_by(ExchangeRate.currency)
        .subquery()
    )
    query = select(ExchangeRate.currency, ExchangeRate.per_base).join(
        newest,
        (newest.c.currency == col(ExchangeRate.currency)) & (newest.c.valid_on == col(ExchangeRate.valid_on)),
    )
    found = {currency: Fraction(per_base) for currency, per_base in session.exec(query)}
    return {**found, settings().base_currency: Fraction(1)}


def keep(session: Session, rates: Sequence[Rate], *, source: str, actor: str) -> int:
    """Keep rates, a day's newer figure replacing the one it had; what was booked at the older stays as it is.

    Returns:
        How many were new or changed.
    """
    days = [each.valid_on for each in rates]
    if not days:
        return 0
    query = select(ExchangeRate).where(col(ExchangeRate.valid_on).between(min(days), max(days)))
    held = {(each.currency, each.valid_on): each for each in session.exec(query)}
    changed = 0
    for rate in rates:
        row = held.get((rate.currency, rate.valid_on))
        if row is not None and row.per_base == rate.per_base:
            continue
        row = row or ExchangeRate(**asdict(rate), recorded_at=clock.now())
        row.per_base, row.source, row.recorded_at = rate.per_base, source[:140], clock.now()
        session.add(row)
        changed += 1
    audit.note(session, actor, "rates.kept", "rates", count=changed, source=source)
    return changed
