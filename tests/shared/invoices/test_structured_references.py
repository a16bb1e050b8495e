"""Golden references of domain.md 8, and each reader's agreement with what is made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.invoices import structured_references as made
from shared.invoices.structured_references import UnfitBody
from shared.statements import references as read

digits = st.text("0123456789", min_size=3, max_size=10).filter(lambda text: text.strip("0"))


def test_the_golden_references() -> None:
    assert made.rf("539007547034") == "RF18539007547034"
    assert made.rf("INV20260042") == "RF73INV20260042"
    assert made.kid("60224") == "602243"
    assert made.kid_mod_11("12345678") == "123456785"
    assert made.kid_mod_11("1009") == "1009-"
    assert made.kid("12345") == "123455"
    assert made.ocr("12345") == "1234574"
    assert made.viitenumero("123456") == "1234561"
    assert made.qrr("21000000000313947143000901") == "210000000003139471430009017"
    assert made.ogm("0108068171") == "010806817183"


@given(digits)
def test_what_is_made_is_read_back_as_what_it_is(body: str) -> None:
    assert read.is_rf(made.rf(body))
    assert read.is_kid(made.kid(body))
    assert read.is_kid(made.kid_mod_11(body))
    assert read.is_ocr(made.ocr(body))
    assert read.is_viitenumero(made.viitenumero(body))
    assert read.is_ogm(made.ogm(body))
    assert read.is_qrr(made.qrr(body))


@pytest.mark.parametrize("body", ["", "000", "12A", "１２３", "1" * 30])
def test_a_body_that_no_bank_would_take_is_refused(body: str) -> None:
    for make in (made.kid, made.kid_mod_11, made.ocr, made.viitenumero, made.ogm, made.qrr):
        with pytest.raises(UnfitBody):
            make(body)


@pytest.mark.parametrize("body", ["", "INV-1", "ÄB1", "X" * 22])
def test_a_creditor_reference_holds_letters_and_digits_only(body: str) -> None:
    with pytest.raises(UnfitBody):
        made.rf(body)
