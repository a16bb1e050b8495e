"""Exchange rates: units of a currency for one unit of the base currency, from a day on (ADR-0025)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import audit, clock, csv_list
from shared.csv_list import Columns, FieldWrong, Row, RowsRefused
from shared.ledger.rules import NoExchangeRate, worth
from shared.models import ExchangeRate
from shared.money import DECIMALS, Money, UnknownCurrency
from shared.settings import settings

COLUMNS = Columns("rates", ("currency", "date", "per_base"))
_PLAIN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)


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


def worth_on(session: Session, amount: Money, day: date) -> int:
    """What an amount is worth in minor units of the base currency, rounded half up once.

    Raises:
        NoExchangeRate: see `rate_on`.
    """
    return worth(amount, settings().base_currency, rate_on(session, amount.currency, day))


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


def missing(session: Session, wanted: Collection[tuple[str, date]]) -> set[tuple[str, date]]:
    """Which of these currencies have no rate on the day that stands beside them."""
    foreign = {currency for currency, _ in wanted} - {settings().base_currency}
    first = select(ExchangeRate.currency, func.min(ExchangeRate.valid_on)).group_by(ExchangeRate.currency)
    since = dict(session.exec(first.where(col(ExchangeRate.currency).in_(foreign))).all()) if foreign else {}
    return {(currency, day) for currency, day in wanted if currency in foreign and day < since.get(currency, date.max)}


def read_csv(data: bytes) -> list[Rate]:
    """The rates of a CSV file with the columns currency, date and per_base: 1.10 is USD 1.10 for one EUR.

    Raises:
        NotAList, RowsRefused: see `csv_list`; every bad row is named.
    """
    rows, problems = csv_list.read(data, COLUMNS, lambda line, row: (line, _rate(row)))
    problems += csv_list.doubled(
        (line, (each.currency, each.valid_on), f"{each.currency} of {each.valid_on}") for line, each in rows
    )
    if problems:
        raise RowsRefused(problems)
    return [each for _, each in rows]


def _rate(row: Row) -> Rate:
    currency, per_base = row["currency"].upper(), row["per_base"]
    if currency not in DECIMALS:
        raise UnknownCurrency(currency)
    if currency == settings().base_currency:
        raise FieldWrong(f"{currency} is the currency the books are kept in")
    if not _PLAIN.fullmatch(per_base) or not Fraction(per_base):
        raise FieldWrong(f"per_base “{per_base[:20]}” is not a rate like 1.0825")
    return Rate(currency, csv_list.day(row, "date"), per_base)


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
