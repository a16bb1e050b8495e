"""Amounts are read exactly or not at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import DECIMALS, Money, NotAnAmount
from shared.statements.amounts import NotRepresentable, read_amount
from shared.statements.bank_csv.amounts import OtherCurrency, read_signed

currencies = st.sampled_from(sorted(DECIMALS))
minors = st.integers(0, 10**15)


@given(minor=minors, currency=currencies)
def test_what_is_written_is_read_again(minor: int, currency: str) -> None:
    amount = Money(minor, currency)

    assert read_amount(amount.plain, currency) == amount


@given(minor=minors, currency=currencies, zeros=st.integers(0, 2))
def test_white_space_and_zeros_behind_change_nothing(minor: int, currency: str, zeros: int) -> None:
    amount = Money(minor, currency)
    point = "." if zeros and not amount.decimals else ""

    assert read_amount(f"\n {amount.plain}{point}{'0' * zeros}\t", currency) == amount


@given(text=st.text(max_size=12), currency=currencies)
def test_garbage_is_refused_and_never_becomes_a_figure(text: str, currency: str) -> None:
    plain = re.fullmatch(r"\d+\.?\d*|\.\d+", text.strip(), re.ASCII)
    try:
        read_amount(text, currency)
    except NotAnAmount:
        assert not plain
    except NotRepresentable:
        assert plain
    else:
        assert plain


@given(minor=st.integers(1, 10**15).filter(lambda minor: minor % 10), currency=currencies)
def test_a_decimal_too_many_is_not_rounded(minor: int, currency: str) -> None:
    decimals = DECIMALS[currency] + 1
    whole, part = divmod(minor, 10**decimals)

    with pytest.raises(NotRepresentable):
        read_amount(f"{whole}.{part:0{decimals}d}", currency)


@given(
    minor=st.integers(-(10**12), 10**12),
    decimal=st.sampled_from([",", "."]),
    mark=st.sampled_from(["", " ", "'", "’", "\u00a0", ".,"]),
    behind=st.booleans(),
)
def test_what_a_bank_prints_is_read_again(minor: int, decimal: str, mark: str, behind: bool) -> None:
    mark = mark.replace(decimal, "")
    whole, part = divmod(abs(minor), 100)
    figure = f"{whole:,}".replace(",", mark) + f"{decimal}{part:02}"
    sign = "-" if minor < 0 else ""

    printed = f"{figure}{sign}" if behind else f"{sign}{figure}"
    assert read_signed(printed, decimal=decimal, currency="EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1.000,0", 100_000), ("-1.450", -145_000), ("€ -5,1", -510), ("+7", 700), ("−7,00 EUR", -700), (",50", 50)],
)
def test_the_forms_banks_use_are_understood(text: str, minor: int) -> None:
    assert read_signed(text, decimal=",", currency="EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1.23",
        "1.2345",
        "1.234.56,00",
        "1.234 567,00",
        "--5",
        "-5-",
        "1,2,3",
        "x1",
        "١",
        "1" + " " * 100_000 + "x",
    ],
)
def test_what_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        read_signed(text, decimal=",", currency="EUR")


def test_an_amount_in_another_currency_is_not_taken_for_ours() -> None:
    with pytest.raises(OtherCurrency):
        read_signed("100,00 USD", decimal=",", currency="EUR")
