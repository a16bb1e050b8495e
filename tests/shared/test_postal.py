"""Addresses as they stand on envelopes, and what is none."""

import pytest

from shared.postal import Address, NotAnAddress


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (Address("Marktgasse", "28", "3011", "Bern", "CH"), ("Marktgasse 28", "3011 Bern", "Switzerland")),
        (
            Address("High Street", "7", "LS1 4AP", "Leeds", "GB"),
            ("7 High Street", "Leeds", "LS1 4AP", "United Kingdom"),
        ),
        (
            Address("Main Street", "12", "62701", "Springfield", "US"),
            ("12 Main Street", "Springfield 62701", "United States"),
        ),
        (Address(town="Tromsø", country="NO"), ("Tromsø", "Norway")),
        (Address(country="NO"), ()),
    ],
)
def test_lines_follow_the_custom_of_the_country(address: Address, lines: tuple[str, ...]) -> None:
    assert address.lines() == lines


def test_the_country_is_left_out_at_home_and_said_in_the_readers_language() -> None:
    bern = Address("Marktgasse", "28", "3011", "Bern", "CH")

    assert bern.lines("de", sent_from="CH") == ("Marktgasse 28", "3011 Bern")
    assert bern.lines("fr", sent_from="DE")[-1] == "Suisse"


def test_needless_blanks_are_taken_out() -> None:
    assert Address("  Graben ", "5", " 1010", "Wien  1", "at").checked() == Address(
        "Graben", "5", "1010", "Wien 1", "AT"
    )
    assert Address().checked() == Address()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (Address("x" * 71, town="Wien", country="AT"), "street is longer than 70"),
        (Address(house_number="x" * 17, town="Wien", country="AT"), "house number is longer than 16"),
        (Address("Graben", country="AT"), "in which town"),
        (Address(town="Wien"), "in which country"),
        (Address(town="Wien", country="Austria"), "not a country"),
        (Address(town="Wien", country="XQ"), "not a country"),
    ],
)
def test_what_cannot_stand_on_an_envelope_is_refused(address: Address, why: str) -> None:
    with pytest.raises(NotAnAddress, match=why):
        address.checked()
