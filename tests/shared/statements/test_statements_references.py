"""References are told apart by their content and check digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.statements.references import Reference, recognise


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("RF18539007547034", None, Reference("RF18539007547034", "RF")),
        ("RF73INV20260042", "DE", Reference("RF73INV20260042", "RF")),
        (" rf18 5390\t0754\n7034 ", "FI", Reference("RF18539007547034", "RF")),
        ("21 00000 00003 13947 14300 09017", "CH", Reference("210000000003139471430009017", "QRR")),
        ("+++010/8068/17183+++", None, Reference("010806817183", "OGM")),
        ("010806817183", "BE", Reference("010806817183", "OGM")),
        ("602243", "NO", Reference("602243", "KID")),
        ("123456785", "NO", Reference("123456785", "KID")),
        ("1009-", "NO", Reference("1009-", "KID")),
        ("123455", "SE", Reference("123455", "OCR")),
        ("1234574", "SE", Reference("1234574", "OCR")),
        ("1234561", "FI", Reference("1234561", "VIITE")),
    ],
)
def test_a_reference_whose_check_digits_hold_has_its_scheme(
    text: str, country: str | None, expected: Reference
) -> None:
    assert recognise(text, country) == expected


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("RF19539007547034", None),
        ("RF18", None),
        ("RF18 5390_07547034", None),
        ("210000000003139471430009018", "CH"),
        ("000000000000000000000000000", "CH"),
        ("+++010/8068/17184+++", "BE"),
        ("010806817184", "BE"),
        ("602244", "NO"),
        ("602244-", "NO"),
        ("1", "NO"),
        ("٦٠٢٢٤٣", "NO"),
        ("123456", "SE"),
        ("1234562", "FI"),
        ("123", "FI"),
        ("602243", "DE"),
        ("602243", None),
        ("2,1E+26", "CH"),
        ("", None),
    ],
)
def test_a_reference_whose_check_digits_fail_or_cannot_be_known_keeps_its_text(text: str, country: str | None) -> None:
    assert recognise(text, country) == Reference(text, None)


@given(body=st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=21), place=st.integers(0, 20))
def test_one_wrong_character_is_always_noticed_in_an_rf(body: str, place: int) -> None:
    check = 98 - int("".join(str(int(each, 36)) for each in f"{body}RF00")) % 97
    place %= len(body)
    other = next(each for each in ("17" if body[place].isdigit() else "QX") if each != body[place])
    wrong = body[:place] + other + body[place + 1 :]

    assert recognise(f"RF{check:02}{body}", None).scheme == "RF"
    assert recognise(f"RF{check:02}{wrong}", None).scheme is None


@given(text=st.text(max_size=40), country=st.sampled_from([None, "NO", "SE", "FI", "BE", "CH", "DE"]))
def test_any_text_is_told_apart_without_failing(text: str, country: str | None) -> None:
    recognised = recognise(text, country)

    assert recognised.scheme in (None, "RF", "QRR", "OGM", "KID", "OCR", "VIITE")
