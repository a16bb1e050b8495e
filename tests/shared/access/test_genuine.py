"""The code of a letter or mail: hard to guess, hard to mistype, and it tells no more than it must."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from shared import clock
from shared.access import genuine
from shared.access.genuine import MistypedCode
from shared.access.rules import TooManyTries
from shared.models import GenuineCode
from shared.money import Money
from tests import factories

signs = st.sampled_from(genuine._SIGNS)


def test_a_code_tells_who_asks_for_whom_in_which_band_and_when(session: Session) -> None:
    owing = factories.invoice(session, 312_40)
    code = genuine.issue(session, owing.debtor_id, "reminder")

    sent = genuine.check(session, code, ip="192.0.2.1")

    assert len(code) == 11
    assert code[5] == "-"
    assert sent is not None
    assert (sent.kind, sent.creditors) == ("reminder", factories.HOUSE)
    assert sent.band == (Money(200_00, "EUR"), Money(1_000_00, "EUR"))
    assert clock.now() - sent.sent_at < timedelta(minutes=1)


def test_a_code_is_read_however_it_is_typed(session: Session) -> None:
    code = genuine.issue(session, factories.debtor(session), "reminder")
    typed = code.lower().replace("-", " ").replace("1", "l").replace("v", "u")

    assert genuine.check(session, f" {typed} ", ip="") is not None


@given(st.lists(signs, min_size=9, max_size=9), st.integers(0, 9), signs)
def test_every_single_slip_shows(body: list[str], place: int, other: str) -> None:
    right = "".join(body) + genuine._check_character("".join(body))
    wrong = right[:place] + other + right[place + 1 :]
    assert (genuine._check_character(wrong[:-1]) == wrong[-1]) == (wrong == right)


@given(st.lists(signs, min_size=9, max_size=9), st.integers(0, 7))
def test_two_that_changed_places_show(body: list[str], place: int) -> None:
    swapped = [*body[:place], body[place + 1], body[place], *body[place + 2 :]]
    assert (genuine._check_character("".join(swapped)) == genuine._check_character("".join(body))) == (swapped == body)


@pytest.mark.parametrize("code", ["", "K7QM2", "K7QM2-9XR4T-1", "<script>", "ÄÖÜ45-67890", "0" * 10])
def test_what_cannot_be_a_code_is_told_apart_and_costs_no_try(session: Session, code: str) -> None:
    for _ in range(12):
        with pytest.raises(MistypedCode):
            genuine.check(session, code, ip="192.0.2.1")


def test_an_unknown_code_is_nobodys_and_guessing_is_rationed(session: Session) -> None:
    unknown = genuine.printed(genuine._new_code())
    assert [genuine.check(session, unknown, ip="192.0.2.1") for _ in range(10)] == [None] * 10
    with pytest.raises(TooManyTries):
        genuine.check(session, unknown, ip="192.0.2.1")
    assert genuine.check(session, unknown, ip="192.0.2.2") is None


def test_a_debtor_who_owes_nothing_is_told_that_nothing_was_asked_for(session: Session) -> None:
    code = genuine.issue(session, factories.debtor(session), "sign_in_link")
    sent = genuine.check(session, code, ip="")
    assert sent is not None
    assert sent.band is None


def test_a_letter_may_name_its_creditor_and_amount(session: Session) -> None:
    genuine.issue(session, factories.debtor(session), "invoice", creditor="Alpenglas", amount=Money(99, "JPY"))
    kept = session.exec(select(GenuineCode)).one()
    assert (kept.creditors, kept.amount_minor, kept.currency) == ("Alpenglas", 99, "JPY")


@pytest.mark.parametrize(
    ("minor", "least", "most"),
    [(1, 0, 50_00), (49_99, 0, 50_00), (50_00, 50_00, 200_00), (99_999_99, 20_000_00, 100_000_00)],
)
def test_amounts_are_told_in_bands(minor: int, least: int, most: int) -> None:
    assert genuine.band(Money(minor, "EUR")) == (Money(least, "EUR"), Money(most, "EUR"))


def test_the_highest_band_has_no_end() -> None:
    assert genuine.band(Money(5_000_000, "JPY")) == (Money(100_000, "JPY"), None)
