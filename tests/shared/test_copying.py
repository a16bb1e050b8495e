"""Rows as COPY reads them: any value comes back as it was, none is taken for an end or an absence."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, SQLModel, col, select

from shared import copying, db
from shared.models import AuditRecord, ImportRow, JournalLine, LineState, PayerLesson, RowFate
from tests import factories

POSTGRESQL = postgresql.psycopg.dialect()
LARGEST = 2**63 - 1
HOSTILE = st.sampled_from(
    ["\\", "\t", "\n", "\r", "\\N", "\\.", "\x0b", "\x08", "\x1f", "\x7f", "'", '"', "{", ",", "💶"]
)
# PostgreSQL keeps no NUL, and half a character is no text.
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXTS = st.lists(HOSTILE | LETTERS, max_size=12).map("".join)
DOCUMENTS = st.dictionaries(TEXTS, TEXTS | st.none() | st.booleans() | st.integers(-(2**31), 2**31), max_size=3)
LARGE = st.integers(-LARGEST, LARGEST)
LINES = st.fixed_dictionaries(
    {
        "text": TEXTS,
        "payer_name": TEXTS,
        "booked_on": st.dates(),
        "value_date": st.dates(),
        "is_credit": st.booleans(),
        "amount_minor": st.integers(1, LARGEST),
        "instructed_minor": st.none() | LARGE,
        "state": st.sampled_from(LineState),
        "former_state": st.none() | st.sampled_from(LineState),
        "was_right": st.none() | st.booleans(),
        "proof": st.none() | DOCUMENTS,
    }
)


def _text(model: type[SQLModel], *rows: Mapping[str, Any], common: Mapping[str, Any] | None = None) -> str:
    table = model.__table__  # type: ignore[attr-defined]
    return "".join(copying.text_of(table, POSTGRESQL, range(1, len(rows) + 1), rows, common or {}))


def _copied(session: Session, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows beside a line that is there already, as the database gives them back."""
    [there] = factories.lines(session, factories.entry(1_00, "there"))
    common = there.model_dump(exclude={"id", "identity", "debtor_id", *rows[0]})
    numbered = [{**row, "identity": f"line {place}", "debtor_id": None} for place, row in enumerate(rows)]
    ids = db.add_rows(session, JournalLine, iter(numbered), count=len(rows), common=common)
    session.expire_all()
    found = session.exec(select(JournalLine).where(col(JournalLine.id) > there.id).order_by(col(JournalLine.id))).all()
    assert [(each.id, each.identity) for each in found] == [(id_, f"line {place}") for place, id_ in enumerate(ids)]
    assert all(each.model_dump(include=set(common)) == common for each in found)
    return [each.model_dump(include=set(rows[0])) for each in found]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, min_size=1, max_size=8))
def test_any_values_come_back_as_they_were(session: Session, rows: list[dict[str, Any]]) -> None:
    with session.begin_nested() as attempt:
        assert _copied(session, rows) == rows
        attempt.rollback()
    session.expunge_all()


def test_many_rows_come_back_in_their_order_whatever_block_they_were_in(session: Session) -> None:
    row = {"text": "plain", "amount_minor": 1, "proof": None}
    rows: list[dict[str, Any]] = [{**row, "amount_minor": place} for place in range(1, 2_501)]
    rows[1_700] = {**row, "text": "a\tb\\N", "proof": {"a": "b\n"}}

    assert _copied(session, rows) == rows


class TestTheText:
    def test_is_one_line_a_row_with_what_they_share_at_the_end(self) -> None:
        rows = [{"number": 1, "line_id": None, "note": "a\tb"}, {"number": 2, "line_id": 7, "note": "\\N"}]
        common = {"statement_id": 9, "fate": RowFate.REPEATED}

        assert _text(ImportRow, *rows, common=common) == (
            "1\t1\t\\N\ta\\tb\t9\trepeated\n"
            "2\t2\t7\t\\\\N\t9\trepeated\n"
        )  # fmt: skip
        columns = copying.columns_of(ImportRow.__table__, common)  # type: ignore[attr-defined]
        assert columns == ["id", "number", "line_id", "note", "statement_id", "fate"]

    def test_gives_a_moment_in_utc(self) -> None:
        at = datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=timezone(timedelta(hours=2)))
        row = {"at": at, "actor": "a", "action": "b", "subject": "c", "facts": {}, "sequence": None}

        assert "2026-03-28T23:30:00.000005+00:00" in _text(AuditRecord, {**row, "previous_hash": "", "hash": ""})

    def test_needs_every_column_of_every_row(self) -> None:
        with pytest.raises(KeyError, match="line_id"):
            _text(PayerLesson, {"memory_id": 1})

    def test_holds_no_value_of_an_unknown_kind(self) -> None:
        row = {"at": datetime.now(UTC), "actor": "a", "action": "b", "subject": "c", "facts": {}, "sequence": None}

        with pytest.raises(TypeError):
            _text(AuditRecord, {**row, "actor": 3, "previous_hash": "", "hash": ""})

    def test_has_as_many_rows_as_there_are_ids(self) -> None:
        table = PayerLesson.__table__  # type: ignore[attr-defined]

        with pytest.raises(ValueError, match="shorter"):
            list(copying.text_of(table, POSTGRESQL, [1, 2], [{"memory_id": 1, "line_id": 2}], {}))


def test_a_day_is_written_as_the_day(session: Session) -> None:
    days = [date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]

    assert [each["booked_on"] for each in _copied(session, [{"booked_on": day} for day in days])] == days
