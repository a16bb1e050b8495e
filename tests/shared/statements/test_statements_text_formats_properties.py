"""What holds of every MT940, OFX and BAI2 file: read as written, noticed when cut, refused with a sentence or read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.statements import Direction, Statement, StatementRefused, read
from tests.shared.statements.own_files import own
from tests.shared.statements.writers import Moved, Written, bai2, mt940, ofx

_WRITERS = (mt940, ofx, bai2)
_OWN = ("pages.mt940.sta", "dutch.mt940.sta", "interim.mt942.sta", "account.ofx", "card.ofx", "accounts.bai")
_FRAGMENTS = (
    *(b"\n:61:", b"\n:86:", b"\n:20:X\n", b"\n-\n", b"\n:62F:C260401EUR0,00\n", b"{4:", b"-}", b"?32", b"SVWZ+"),
    *(b"<STMTTRN>", b"</STMTTRN>", b"<OFX>", b"</OFX>", b"<![CDATA[", b"<!", b"&#99999999;"),
    *(b"/ 16,", b"\n88,", b"\n49,", b"0", b",", b"EUR", b"JPY", b"XXX", b"\x1a", b"\xff", "٣".encode()),
)
_SENTENCE = re.compile(r"\S[^\n]*\.", re.DOTALL)

_words = st.text("abcXYZ 0123456789.,()äß%&'", min_size=1, max_size=90).map(
    lambda text: f"R {' '.join(text.split())} E"
)
_minor = st.integers(-(10**11), 10**11).filter(bool)


@st.composite
def statements(draw: st.DrawFn) -> Written:
    days, texts = st.dates(date(2001, 1, 1), date(2079, 12, 31)), _words
    count = draw(st.integers(0, 6))
    moved = tuple(Moved(draw(_minor), draw(days), draw(texts), f"REF{place}") for place in range(count))
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
    return Written(currency, draw(st.integers(-(10**11), 10**11)), moved, draw(st.integers(1, 4)))


def facts(statement: Statement) -> tuple[Any, ...]:
    return statement.account_iban, statement.account_other, statement.balances, statement.entries


@pytest.mark.parametrize("write", _WRITERS)
@given(written=statements())
def test_what_was_written_is_read_back(write: Callable[[Written], bytes], written: Written) -> None:
    (statement,) = read(write(written))

    assert [
        (
            each.amount.minor if each.direction is Direction.CREDIT else -each.amount.minor,
            each.value_date if write is bai2 else each.booking_date,
            "".join(each.details[0].remittance.split()),
            each.servicer_reference,
        )
        for each in statement.entries
    ] == [(each.minor, each.day, "".join(each.text.split()), each.reference) for each in written.moved]
    assert {each.amount.currency for each in statement.entries} <= {written.currency}
    closing = [each.amount.minor for each in statement.balances if each.type == "CLBD"]
    assert (closing, statement.ties) == ([written.closing], None if write is ofx else True)


@pytest.mark.parametrize("write", [mt940, bai2])
@given(written=statements(), by=_minor)
def test_balances_that_are_not_those_of_the_entries_do_not_tie(
    write: Callable[[Written], bytes], written: Written, by: int
) -> None:
    (statement,) = read(write(replace(written, misstated=by)))

    assert statement.ties is False


@pytest.mark.parametrize("name", _OWN)
def test_a_file_cut_off_anywhere_is_refused_or_noticed(name: str) -> None:
    data = own(name)
    told = {facts(each) for each in read(data)}
    for length in range(len(data)):
        for each in read_or_nothing(data[:length]):
            right = facts(each) in told or lacks_only_a_further_balance(each, told)
            assert right or each.ties is False or each.warnings, f"cut off at {length}"


def read_or_nothing(data: bytes) -> list[Statement]:
    """The statements; none when refused, with a sentence a person may read."""
    try:
        return read(data)
    except StatementRefused as refused:
        if not _SENTENCE.fullmatch(str(refused)):
            raise AssertionError(f"no sentence: {refused!r}") from refused
        return []


def lacks_only_a_further_balance(statement: Statement, told: set[tuple[Any, ...]]) -> bool:
    return any(
        entries == statement.entries and [each for each in balances if each.type != "CLAV"] == list(statement.balances)
        for _, _, balances, entries in told
    )


@given(data=st.data())
def test_any_bytes_are_refused_with_a_sentence_or_read(data: st.DataObject) -> None:
    whole = bytearray(own(data.draw(st.sampled_from(_OWN))))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(start, min(len(whole), start + 40)))
        whole[start:end] = data.draw(st.binary(max_size=12) | st.sampled_from(_FRAGMENTS))
    for statement in read_or_nothing(bytes(whole)):
        assert all(each.amount.minor >= 0 and each.details for each in statement.entries)
