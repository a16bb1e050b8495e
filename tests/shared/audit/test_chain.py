"""Who did what: noted with its cause, chained later, and a change of the past is named."""

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from shared import audit, db
from shared.audit.rules import digest_of
from shared.errors import Refused
from shared.models import AuditRecord


def _note(session: Session, *actors: str) -> None:
    for actor in actors:
        audit.note(session, actor, "line.decided", "line:7", shares={"1": 400_00, "ø": "€ 💶"}, none=None)
    session.flush()


def _execute(session: Session, statement: str) -> None:
    session.execute(text(statement))


def test_a_note_is_kept_only_with_its_cause(database: str) -> None:
    def refused(session: Session) -> None:
        _note(session, "ines")
        raise Refused("not like this")

    with pytest.raises(Refused):
        db.run(refused)

    assert db.look(lambda session: session.exec(select(AuditRecord)).all()) == []


class TestTheChain:
    def test_holds_over_several_sealings(self, database: str) -> None:
        db.run(_note, "ines", "luis")
        assert db.run(audit.seal) == 2
        db.run(_note, "petra")
        assert (db.run(audit.seal), db.run(audit.seal)) == (1, 0)

        assert db.look(audit.broken_links) == []
        chained = select(AuditRecord.sequence, AuditRecord.actor).order_by("sequence")
        assert db.look(lambda session: session.exec(chained).all()) == [(1, "ines"), (2, "luis"), (3, "petra")]

    @pytest.mark.parametrize(
        "tampering",
        [
            "UPDATE audit_record SET actor = 'nobody' WHERE sequence = 2",
            "UPDATE audit_record SET action = 'line.left' WHERE sequence = 2",
            "UPDATE audit_record SET subject = 'line:8' WHERE sequence = 2",
            "UPDATE audit_record SET facts = '{}' WHERE sequence = 2",
            "UPDATE audit_record SET at = '2020-01-01 00:00:00' WHERE sequence = 2",
            "UPDATE audit_record SET hash = previous_hash WHERE sequence = 2",
        ],
    )
    def test_names_a_record_that_was_changed(self, database: str, tampering: str) -> None:
        db.run(_note, "ines", "luis", "petra")
        db.run(audit.seal)

        db.run(_execute, tampering)

        assert "Audit record 2 was changed after it was sealed." in db.look(audit.broken_links)

    def test_names_a_record_that_is_gone(self, database: str) -> None:
        db.run(_note, "ines", "luis", "petra")
        db.run(audit.seal)

        db.run(_execute, "DELETE FROM audit_record WHERE sequence = 2")

        assert db.look(audit.broken_links)[0] == "Audit record 2 is missing."

    def test_notices_a_record_that_was_rehashed_after_a_change(self, database: str) -> None:
        db.run(_note, "ines", "luis", "petra")
        db.run(audit.seal)

        def rewrite(session: Session) -> None:
            second = session.exec(select(AuditRecord).where(AuditRecord.sequence == 2)).one()
            second.actor = "nobody"
            second.hash = digest_of(second.previous_hash, second)

        db.run(rewrite)

        assert db.look(audit.broken_links) == ["Audit record 3 was changed after it was sealed."]
