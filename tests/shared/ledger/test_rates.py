"""Exchange rates: kept as they were given, found by day, read from a list whole or not at all."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlmodel import Session, select

from shared.csv_list import NotAList, RowsRefused
from shared.ledger import rates
from shared.ledger.rates import Rate
from shared.ledger.rules import NoExchangeRate, worth
from shared.models import ExchangeRate
from shared.money import Money
from tests.factories import ACTOR, TODAY, rate

HEADER = "currency,date,per_base\n"


class TestRateOn:
    def test_is_the_newest_that_is_not_younger_than_the_day(self, session: Session) -> None:
        rate(session, "1.10", TODAY - timedelta(days=3))
        rate(session, "1.12", TODAY)

        assert rates.rate_on(session, "USD", TODAY - timedelta(days=1)) == Fraction(11, 10)
        assert rates.rate_on(session, "USD", TODAY + timedelta(days=9)) == Fraction(112, 100)
        assert rates.rate_on(session, "EUR", TODAY) == 1

    def test_is_refused_where_there_is_none(self, session: Session) -> None:
        rate(session, "1.10", TODAY)

        with pytest.raises(NoExchangeRate, match="for USD on or before 2026-03-15"):
            rates.rate_on(session, "USD", TODAY - timedelta(days=1))

    def test_all_of_a_day_come_together(self, session: Session) -> None:
        rate(session, "1.10", TODAY - timedelta(days=3))
        rate(session, "1.12", TODAY)
        rate(session, "11.5", TODAY - timedelta(days=2), "SEK")

        assert rates.rates_on(session, TODAY) == {"EUR": 1, "SEK": Fraction(23, 2), "USD": Fraction(28, 25)}

    def test_is_said_to_be_missing_before_the_first(self, session: Session) -> None:
        rate(session, "1.10", TODAY)
        day_before = TODAY - timedelta(days=1)
        wanted = {("USD", TODAY), ("USD", day_before), ("SEK", TODAY), ("EUR", day_before)}

        assert rates.missing(session, wanted) == {("USD", day_before), ("SEK", TODAY)}


class TestKeep:
    def test_keeps_the_digits_and_counts_what_is_new(self, session: Session) -> None:
        given = [Rate("USD", TODAY, "1.1000"), Rate("SEK", TODAY, "11.4907")]

        assert rates.keep(session, given, source="rates.csv", actor=ACTOR) == 2
        assert rates.keep(session, [Rate("USD", TODAY, "1.1000")], source="rates.csv", actor=ACTOR) == 0
        assert rates.keep(session, [Rate("USD", TODAY, "1.1001")], source="later.csv", actor=ACTOR) == 1

        kept = session.exec(select(ExchangeRate).order_by("currency")).all()
        assert [(each.currency, each.per_base) for each in kept] == [("SEK", "11.4907"), ("USD", "1.1001")]


class TestReadCsv:
    def test_reads_rates(self) -> None:
        read = rates.read_csv((HEADER + "usd,2026-03-16,1.0825\nJPY,2026-03-16,171.2\n").encode())

        assert read == [Rate("USD", date(2026, 3, 16), "1.0825"), Rate("JPY", date(2026, 3, 16), "171.2")]

    def test_names_every_bad_row_at_once(self) -> None:
        rows = (
            "XXX,2026-03-16,1.1",
            "USD,16.03.2026,1.1",
            "USD,2026-03-16,1e3",
            "USD,2026-03-16,0",
            "EUR,2026-03-16,1",
        )
        twice = ("SEK,2026-03-16,11", "SEK,2026-03-16,12")

        with pytest.raises(RowsRefused) as refused:
            rates.read_csv((HEADER + "\n".join((*rows, *twice))).encode())

        assert [each.line for each in refused.value.problems] == [2, 3, 4, 5, 6, 8]
        assert "SEK of 2026-03-16 stands in line 7 already" in str(refused.value)

    def test_refuses_what_is_no_list_of_rates(self) -> None:
        with pytest.raises(NotAList, match="missing: per_base"):
            rates.read_csv(b"currency,date\nUSD,2026-03-16")


class TestWorth:
    @pytest.mark.parametrize(
        ("amount", "per_base", "minor"),
        [
            (Money(1_100_00, "USD"), "1.10", 1_000_00),
            (Money(1_100_00, "USD"), "1.12", 982_14),
            (Money(1_000, "JPY"), "171.2", 5_84),
            (Money(1_234, "KWD"), "0.33", 3_74),
            (Money(-1_100_00, "USD"), "1.12", -982_14),
            (Money(1, "USD"), "2", 1),
            (Money(-1, "USD"), "2", -1),
        ],
    )
    def test_is_rounded_half_up_once(self, amount: Money, per_base: str, minor: int) -> None:
        assert worth(amount, "EUR", Fraction(per_base)) == minor
