from datetime import UTC, date, datetime

import pytest

from shared import formats as fmt
from shared.money import Money


@pytest.mark.parametrize(
    ("money", "locale", "shown"),
    [
        (Money(125_000, "EUR"), "en", "1,250.00"),
        (Money(125_000, "EUR"), "de", "1.250,00"),
        (Money(125_000_000, "CHF"), "de-CH", "1’250’000.00"),
        (Money(0, "EUR"), "en", "0.00"),
        (Money(5, "EUR"), "en", "0.05"),
        (Money(1_500, "JPY"), "en", "1,500"),
        (Money(1_234_567, "BHD"), "en", "1,234.567"),
    ],
)
def test_an_amount_has_all_decimals_of_its_currency_in_the_readers_locale(
    money: Money, locale: str, shown: str
) -> None:
    assert fmt.amount(money, locale) == shown


def test_a_negative_amount_has_a_true_minus_sign_in_every_locale() -> None:
    assert {fmt.amount(Money(-60_000, "NOK"), locale)[0] for locale in ("en", "de", "nb", "sv")} == {"\u2212"}


def test_a_signed_amount_shows_a_plus_but_nothing_before_zero() -> None:
    assert fmt.amount(Money(90_000, "CHF"), signed=True) == "+900.00"
    assert fmt.amount(Money(0, "CHF"), signed=True) == "0.00"


def test_money_does_not_break_between_the_number_and_its_currency() -> None:
    assert fmt.money(Money(31_240, "EUR")) == "312.40\u00a0EUR"


def test_dates_are_long_in_text_and_short_in_lists() -> None:
    assert fmt.long_date(date(2027, 5, 1)) == "1 May 2027"
    assert fmt.long_date(date(2027, 5, 1), "de") == "1. Mai 2027"
    assert fmt.short_date(date(2026, 11, 8)) == "8 Nov"
    assert fmt.short_date(date(2026, 9, 17)) == "17 Sep"


def test_a_moment_is_told_in_the_firms_time_zone() -> None:
    assert fmt.moment(datetime(2026, 11, 20, 10, 5, tzinfo=UTC)) == "20 Nov, 11:05"
    assert fmt.moment(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == "21 Nov, 00:30"


def test_a_percentage_keeps_its_decimals() -> None:
    assert fmt.percent(94.2) == "94.2\u00a0%"
    assert fmt.percent(99.96) == "100.0\u00a0%"
    assert fmt.percent(60, "de", decimals=0) == "60\u00a0%"


def test_countries_and_languages_are_named_in_the_readers_language() -> None:
    assert [fmt.country_name("AT"), fmt.country_name("AT", "de"), fmt.country_name("")] == ["Austria", "Österreich", ""]
    assert [fmt.language_name("de"), fmt.language_name("de", "fr"), fmt.language_name("xx")] == [
        "German",
        "allemand",
        "xx",
    ]


def test_an_unknown_locale_reads_as_english() -> None:
    assert fmt.long_date(date(2027, 5, 1), "xx-nowhere") == "1 May 2027"
