"""Money is exact, knows its currency, and reads only what a bank could mean."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Refused
from shared.money import DECIMALS, CurrencyMismatch, Money, NotAnAmount, UnknownCurrency, share

MINOR = st.integers(min_value=-(10**18), max_value=10**18)
AMOUNTS = st.builds(Money, MINOR, st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))


class TestAnAmount:
    def test_is_whole_minor_units_of_a_currency(self) -> None:
        assert Money(12_34, "EUR").plain == "12.34"
        assert Money(1_000, "JPY").plain == "1000"
        assert Money(1_234, "KWD").plain == "1.234"
        assert Money(-5, "EUR").plain == "-0.05"

    def test_is_shown_with_groups_and_its_currency(self) -> None:
        assert str(Money(1_234_567_89, "EUR")) == "1,234,567.89 EUR"
        assert str(Money(-1_000, "JPY")) == "-1,000 JPY"

    @pytest.mark.parametrize("minor", [0.1, 10.0, Decimal("10"), "10", None])
    def test_cannot_be_made_of_anything_but_a_whole_number(self, minor: Any) -> None:
        with pytest.raises(TypeError, match="whole minor units"):
            Money(minor, "EUR")

    @pytest.mark.parametrize("currency", ["", "EURO", "eur", "XXX", "BTC"])
    def test_has_a_currency_of_iso_4217(self, currency: str) -> None:
        with pytest.raises(UnknownCurrency):
            Money(1, currency)

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            Money(1, "EUR").minor = 2  # type: ignore[misc]

    def test_is_nothing_only_when_it_is_zero(self) -> None:
        assert not Money.zero("EUR")
        assert Money(-1, "EUR")

    def test_of_ten_to_the_fifteen_minor_units_stays_exact(self) -> None:
        assert (Money(10**15, "EUR") + Money(1, "EUR")).plain == "10000000000000.01"


class TestCurrencies:
    @pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__"])
    def test_never_mix(self, operation: str) -> None:
        with pytest.raises(CurrencyMismatch, match="EUR and SEK"):
            getattr(Money(1, "EUR"), operation)(Money(1, "SEK"))

    def test_of_equal_figures_are_different_amounts(self) -> None:
        assert Money(1, "EUR") != Money(1, "SEK")

    def test_of_a_sum_are_all_the_one_that_was_asked_for(self) -> None:
        with pytest.raises(CurrencyMismatch):
            Money.total([Money(1, "EUR"), Money(1, "SEK")], "EUR")
        assert Money.total([], "SEK") == Money.zero("SEK")


class TestParse:
    @pytest.mark.parametrize(
        ("text", "currency", "minor"),
        [
            ("1190.00", "EUR", 1_190_00),
            ("1190", "EUR", 1_190_00),
            ("0.05", "EUR", 5),
            (".5", "EUR", 50),
            ("7.", "EUR", 7_00),
            ("1.2300", "EUR", 1_23),
            ("1000", "JPY", 1_000),
            ("1000.00", "JPY", 1_000),
            ("1.234", "KWD", 1_234),
            ("9999999999999999.99", "EUR", 10**18 - 1),
        ],
    )
    def test_reads_plain_digits_exactly(self, text: str, currency: str, minor: int) -> None:
        assert Money.parse(text, currency) == Money(minor, currency)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            ".",
            "1e3",
            "1E3",
            "NaN",
            "Infinity",
            "-5",
            "+5",
            "1_000",
            "1,000.00",
            "1 000",
            " 5",
            "5\n",
            "1.2.3",
            "0x1A",
        ],
    )
    def test_refuses_what_a_bank_never_means(self, text: str) -> None:
        with pytest.raises(NotAnAmount, match="digits and one decimal point"):
            Money.parse(text, "EUR")

    @pytest.mark.parametrize("text", ["١٢", "１２", "१२.५०", "²"])
    def test_refuses_digits_that_are_not_ascii(self, text: str) -> None:
        with pytest.raises(NotAnAmount):
            Money.parse(text, "EUR")

    @pytest.mark.parametrize(
        ("text", "currency"), [("0.005", "EUR"), ("1.001", "EUR"), ("0.5", "JPY"), ("1.2345", "KWD")]
    )
    def test_refuses_more_decimals_than_the_currency_has(self, text: str, currency: str) -> None:
        with pytest.raises(NotAnAmount, match="decimals"):
            Money.parse(text, currency)

    @pytest.mark.parametrize("text", ["1" * 19, "1" * 17 + ".11", "0" * 19])
    def test_refuses_more_than_eighteen_digits(self, text: str) -> None:
        with pytest.raises(NotAnAmount, match="18 digits"):
            Money.parse(text, "EUR")

    @given(AMOUNTS.filter(lambda amount: amount.minor >= 0 and len(amount.plain.replace(".", "")) <= 18))
    def test_reads_back_what_was_written(self, amount: Money) -> None:
        assert Money.parse(amount.plain, amount.currency) == amount

    @given(st.text(max_size=30), st.sampled_from(sorted(DECIMALS)))
    def test_gives_an_exact_amount_or_refuses_and_nothing_else(self, text: str, currency: str) -> None:
        try:
            amount = Money.parse(text, currency)
        except Refused:
            assert not re.fullmatch(r"[0-9]{1,14}", text, re.ASCII)
        else:
            assert amount.decimal == Decimal(text)


class TestArithmetic:
    @given(MINOR, MINOR)
    def test_loses_and_invents_nothing(self, one: int, other: int) -> None:
        added = Money(one, "EUR") + Money(other, "EUR")

        assert added - Money(other, "EUR") == Money(one, "EUR")
        assert Money.zero("EUR") - -added == added
        assert (added.decimal, added.minor) == (Decimal(one + other) / 100, one + other)

    @given(MINOR, MINOR)
    def test_orders_amounts_as_their_figures(self, one: int, other: int) -> None:
        assert (Money(one, "EUR") < Money(other, "EUR")) is (one < other)
        assert (Money(one, "EUR") >= Money(other, "EUR")) is (one >= other)


class TestShare:
    @pytest.mark.parametrize(
        ("minor", "basis_points", "rounded"),
        [
            (1_500_00, 9000, 1_350_00),
            (1_500_00, 100, 15_00),
            (1_190_00, 200, 23_80),
            (1, 5000, 1),
            (-1, 5000, -1),
            (1, 4999, 0),
        ],
    )
    def test_rounds_half_away_from_zero_once(self, minor: int, basis_points: int, rounded: int) -> None:
        assert share(minor, basis_points) == rounded

    @given(MINOR, st.integers(0, 10_000))
    def test_is_never_further_than_half_a_minor_unit_from_the_exact_part(self, minor: int, basis_points: int) -> None:
        exact = Fraction(minor * basis_points, 10_000)

        assert abs(share(minor, basis_points) - exact) <= Fraction(1, 2)
        assert share(-minor, basis_points) == -share(minor, basis_points)
