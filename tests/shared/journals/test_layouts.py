"""What the columns of an account's CSV mean is said once; files wait a day, for who brought them alone."""

import gzip
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from shared import clock
from shared.errors import NotFound
from shared.journals import layouts
from shared.journals.layouts import MOST_WAITING, TooLargeToAsk
from shared.models import AuditRecord, KeptLayout, WaitingFile
from shared.statements import CsvLayout, bank_csv, read
from shared.statements.bank_csv import KnownLayout
from tests import factories as make

CLERK, OTHER = "staff:7", "staff:8"
CSV = b"Day;Who;For;Sum\n24.11.2026;Anna Berg;Invoice 17;1.450,40\n25.11.2026;Water Works;Bill 8;-19,90\n"
NEXT = b"Our bank\n\nDay;Who;For;Sum\n26.11.2026;Lars Holm;Invoice 18;7,00\n"


@pytest.fixture
def journal(session: Session) -> int:
    return make.journal(session).id or 0


def known(data: bytes = CSV) -> KnownLayout:
    found = bank_csv.suggest(data)
    return bank_csv.known_by(found.layout, found.header, len(found.columns))


def recognised(session: Session, journal: int, data: bytes) -> CsvLayout | None:
    return bank_csv.recognise(data, layouts.kept(session, journal))


def wait(session: Session, journal: int, *, name: str = "bank.csv", actor: str = CLERK) -> int:
    return layouts.let_wait(session, journal, file_name=name, content=CSV, actor=actor)


class TestALayoutThatIsKept:
    def test_reads_the_next_file_by_itself_wherever_its_table_begins(self, session: Session, journal: int) -> None:
        assert recognised(session, journal, NEXT) is None
        layouts.remember(session, journal, known(), file_name="bank.csv", actor=CLERK)

        found = recognised(session, journal, NEXT)

        assert found is not None
        assert bank_csv.check(NEXT, found).count == 1

    def test_reads_a_file_inside_an_archive_too(self, session: Session, journal: int) -> None:
        layouts.remember(session, journal, known(), file_name="bank.csv", actor=CLERK)

        [statement] = read(gzip.compress(NEXT), known=layouts.kept(session, journal))

        assert len(statement.entries) == 1

    def test_is_of_its_account_alone(self, session: Session, journal: int) -> None:
        layouts.remember(session, journal, known(), file_name="bank.csv", actor=CLERK)
        second = make.journal(session, make.bank_account(session, make.SECOND_IBAN)).id or 0

        assert recognised(session, second, CSV) is None

    def test_counts_before_a_bank_that_everybody_knows(self, session: Session, journal: int) -> None:
        data = b"Date,Description,Amount,Balance\n02/03/2026,Invoice 17,5.00,5.00\n"
        found = bank_csv.suggest(data)
        meant = bank_csv.layout_of({**bank_csv.settings_of(found.layout), "date_format": "%m/%d/%Y"})
        layouts.remember(session, journal, bank_csv.known_by(meant, found.header, 4), file_name="x", actor=CLERK)

        [statement] = read(data, known=layouts.kept(session, journal))

        assert statement.entries[0].booking_date == date(2026, 2, 3)

    def test_replaces_one_known_by_the_same_headings(self, session: Session, journal: int) -> None:
        for name in ("first.csv", "second.csv"):
            layouts.remember(session, journal, known(), file_name=name, actor=CLERK)

        assert [each.file_name for each in layouts.remembered(session)] == ["second.csv"]

    def test_is_told_with_its_account_and_headings(self, session: Session, journal: int) -> None:
        layouts.remember(session, journal, known(), file_name="bank.csv", actor="command line")

        [told] = layouts.remembered(session)

        assert (told.account.iban, told.headings, told.kept_by) == (
            make.IBAN,
            ("Day", "Who", "For", "Sum"),
            "command line",
        )

    def test_is_forgotten_once_and_asked_for_again(self, session: Session, journal: int) -> None:
        layouts.remember(session, journal, known(), file_name="bank.csv", actor=CLERK)
        [kept] = layouts.remembered(session)

        layouts.forget(session, kept.id, actor=CLERK)

        assert recognised(session, journal, CSV) is None
        with pytest.raises(NotFound):
            layouts.forget(session, kept.id, actor=CLERK)

    def test_leaves_a_trace_when_kept_and_when_forgotten(self, session: Session, journal: int) -> None:
        layouts.remember(session, journal, known(), file_name="bank.csv", actor=CLERK)
        layouts.forget(session, session.exec(select(KeptLayout)).one().id or 0, actor=CLERK)

        actions = session.exec(select(AuditRecord.action).order_by(col(AuditRecord.id))).all()
        assert list(actions)[-2:] == ["layout.kept", "layout.forgotten"]


class TestAFileThatWaits:
    def test_is_given_to_who_brought_it(self, session: Session, journal: int) -> None:
        waiting = layouts.waiting(session, wait(session, journal), actor=CLERK)

        assert (waiting.content, waiting.journal_id, waiting.account.iban) == (CSV, journal, make.IBAN)

    def test_is_nobody_elses(self, session: Session, journal: int) -> None:
        file_id = wait(session, journal)

        with pytest.raises(NotFound):
            layouts.waiting(session, file_id, actor=OTHER)
        layouts.drop(session, file_id, actor=OTHER)
        assert layouts.waiting(session, file_id, actor=CLERK)

    def test_is_gone_when_it_was_dealt_with(self, session: Session, journal: int) -> None:
        file_id = wait(session, journal)

        layouts.drop(session, file_id, actor=CLERK)

        with pytest.raises(NotFound):
            layouts.waiting(session, file_id, actor=CLERK)

    def test_waits_a_day(self, session: Session, journal: int, monkeypatch: pytest.MonkeyPatch) -> None:
        file_id = wait(session, journal)
        later = clock.now() + timedelta(days=1, seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)

        with pytest.raises(NotFound):
            layouts.waiting(session, file_id, actor=CLERK)
        layouts.drop_old(session)
        assert session.exec(select(WaitingFile)).all() == []

    def test_makes_room_by_the_oldest_of_the_same_person(self, session: Session, journal: int) -> None:
        wait(session, journal, name="theirs", actor=OTHER)
        for number in range(MOST_WAITING + 2):
            wait(session, journal, name=str(number))

        names = session.exec(select(WaitingFile.file_name).order_by(col(WaitingFile.id))).all()
        assert list(names) == ["theirs", *map(str, range(2, MOST_WAITING + 2))]

    def test_may_not_be_of_any_size(self, session: Session, journal: int) -> None:
        with pytest.raises(TooLargeToAsk):
            layouts.let_wait(session, journal, file_name="x", content=b"x" * 8_000_001, actor=CLERK)

    def test_is_for_a_journal(self, session: Session) -> None:
        with pytest.raises(NotFound):
            wait(session, 4711)
