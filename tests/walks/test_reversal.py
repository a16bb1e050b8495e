"""The way back: a posted line is undone, its invoice is owed again, and the same money is placed where it belongs."""

from datetime import timedelta

from sqlmodel import Session, col, select

from backoffice.jobs import journals as jobs
from shared import clock, db, journals, ledger, receipts
from shared.models import Invoice, JournalLine, LedgerEntry, Receipt
from shared.receipts import Wanted
from tests import factories
from tests.factories import ACTOR, entry, eur


def _posted(session: Session) -> int:
    """Two invoices of one debtor; the money for the second was posted to the first, and a third line is fine."""
    first = factories.invoice(session, 600_00, number="2026-1702")
    factories.invoice(session, 600_00, number="2026-1720")
    other = factories.invoice(session, 80_00, number="2026-1800", debtor_number="D-2")
    mistaken, fine = factories.lines(session, entry(600_00, "2026-1720"), entry(80_00, "2026-1800"))
    journals.decide(session, mistaken.id or 0, {first.id or 0: 600_00}, actor=ACTOR)
    journals.decide(session, fine.id or 0, {other.id or 0: 80_00}, actor=ACTOR)
    return mistaken.journal_id


def _owed(session: Session) -> dict[str, int]:
    query = select(Invoice.number, Invoice.outstanding_minor).order_by(col(Invoice.number))
    return dict(session.exec(query).all())


def _line(session: Session, number: int) -> JournalLine:
    return session.exec(select(JournalLine).where(JournalLine.position == number)).one()


def _due(session: Session) -> list[object]:
    return list(session.exec(select(Invoice.due_on).order_by(col(Invoice.id))))


def test_a_line_posted_to_the_wrong_invoice_is_undone_alone(database: str) -> None:
    journal = db.run(_posted)
    due = db.look(_due)
    jobs.post_journal(journal, actor=ACTOR)
    assert db.look(_owed) == {"2026-1702": 0, "2026-1720": 600_00, "2026-1800": 0}

    clock.move(timedelta(days=40))
    line = db.look(_line, 1)
    db.run(journals.reverse_line, line.id or 0, reason="posted to the wrong invoice", actor="ines")

    assert db.look(_owed) == {"2026-1702": 600_00, "2026-1720": 600_00, "2026-1800": 0}
    assert db.look(_due) == due
    assert db.look(factories.books) == {"1010": 80_00, "1200": 1_200_00, "4000": -1_280_00}
    assert db.look(ledger.verify) == []


def test_the_history_of_a_mistake_stays_readable(database: str) -> None:
    journal = db.run(_posted)
    jobs.post_journal(journal, actor=ACTOR)
    db.run(journals.reverse_line, db.look(_line, 1).id or 0, reason="posted to the wrong invoice", actor="ines")

    told = select(LedgerEntry.kind, LedgerEntry.actor, LedgerEntry.reason).order_by(col(LedgerEntry.id))
    kinds = db.look(lambda session: session.exec(told).all())
    assert kinds[-2:] == [("reversal", "ines", "posted to the wrong invoice")] * 2
    assert [kind for kind, _, _ in kinds].count("receipt") == 2


def test_an_allocation_is_moved_to_the_right_invoice_without_touching_the_bank(database: str) -> None:
    journal = db.run(_posted)
    jobs.post_journal(journal, actor=ACTOR)

    def move(session: Session) -> None:
        wrong = factories.allocations(session)[0]
        receipts.reverse_allocation(session, wrong.id or 0, reason="wrong invoice", on=clock.today(), actor="ines")
        right = session.exec(select(Invoice.id).where(Invoice.number == "2026-1720")).one() or 0
        receipts.allocate(session, [Wanted(wrong.receipt_id, right, eur(600_00))], on=clock.today(), actor="ines")

    db.run(move)

    assert db.look(_owed) == {"2026-1702": 600_00, "2026-1720": 0, "2026-1800": 0}
    assert db.look(factories.books) == {"1010": 680_00, "1200": 600_00, "4000": -1_280_00}
    assert db.look(lambda session: list(session.exec(select(Receipt.unapplied_minor)))) == [0, 0]
    assert db.look(ledger.verify) == []
