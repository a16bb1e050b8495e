"""A letter's document: asked for, made once, offered to whom it belongs, forgotten, and made again."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from shared import clock, documents, outbox
from shared.access import genuine
from shared.documents import Letter, store
from shared.errors import NotFound
from shared.models import Change, Document, DocumentState
from tests import factories as make
from tests.shared.documents.letters import letter


@pytest.fixture
def mine(session: Session) -> Letter:
    return letter(debtor_id=make.debtor(session))


def _make(session: Session, data: bytes = b"%PDF-1.4 a letter") -> int:
    order = documents.take(session)
    assert order is not None
    documents.finish(session, order.id, stored=store.keep(data), size=len(data))
    return order.id


class TestAskedFor:
    def test_waits_and_then_is_ready_with_its_name(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        assert documents.offer(session, asked).state is DocumentState.WAITING

        _make(session)

        offered = documents.offer(session, asked)
        assert (offered.state, offered.name, offered.size) == (DocumentState.READY, "Invoice INV-00017.pdf", 17)

    def test_twice_is_made_once(self, session: Session, mine: Letter) -> None:
        first = documents.want(session, mine)
        _make(session)

        assert documents.want(session, mine) == first
        assert documents.take(session) is None

    def test_with_other_facts_is_another(self, session: Session, mine: Letter) -> None:
        first = documents.want(session, mine)

        assert documents.want(session, letter(debtor_id=mine.debtor_id, lead="Nothing is left to pay.")) != first

    def test_again_after_its_file_was_lost_is_made_again(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        _make(session)
        documents.document(session, asked).path.unlink()

        assert documents.want(session, mine) == asked
        order = documents.take(session)
        assert order is not None
        assert order.facts["number"] == mine.number

    def test_wakes_the_pages_that_wait(self, session: Session, mine: Letter) -> None:
        documents.want(session, mine)
        before = outbox.latest_change(session)
        _make(session)

        assert [each.topic for each in session.exec(select(Change).where(Change.id > before))] == [documents.TOPIC]

    def test_keeps_the_facts_only_until_it_is_made(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        _make(session)

        assert session.get_one(Document, asked).facts == {}


class TestGenuine:
    def test_every_document_has_a_code_of_its_own_that_tells_what_it_asks_for(self, session: Session) -> None:
        make.house(session)
        asks = letter(debtor_id=make.debtor(session), asks=1_250_00, currency="EUR", creditor=make.HOUSE)
        documents.want(session, asks)
        order = documents.take(session)
        assert order is not None

        code = order.facts["check"].split()[-1]

        sent = genuine.check(session, code, ip="192.0.2.1")
        assert sent is not None
        assert (sent.kind, sent.creditors, sent.band) == (
            "invoice",
            make.HOUSE,
            (make.eur(1_000_00), make.eur(5_000_00)),
        )

    def test_the_code_makes_it_no_other_document(self, session: Session, mine: Letter) -> None:
        assert documents.want(session, mine) == documents.want(session, mine)


class TestFailed:
    def test_is_tried_once_more_and_then_told(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        for expected in (DocumentState.WAITING, DocumentState.FAILED):
            order = documents.take(session)
            assert order is not None
            documents.fail(session, order.id, "wkhtmltopdf ended with 1")
            assert documents.offer(session, asked).state is expected

        with pytest.raises(NotFound):
            documents.document(session, asked)

    def test_may_be_asked_for_again(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        for _ in range(2):
            order = documents.take(session)
            assert order is not None
            documents.fail(session, order.id, "no")

        assert documents.want(session, mine) == asked
        assert documents.offer(session, asked).state is DocumentState.WAITING

    def test_left_by_a_worker_that_died_is_taken_over_after_two_minutes(self, session: Session, mine: Letter) -> None:
        documents.want(session, mine)
        first = documents.take(session)
        assert documents.take(session) is None

        clock.move(timedelta(minutes=3))
        assert documents.take(session) == first

    def test_that_ends_every_worker_is_given_up(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        for _ in range(2):
            assert documents.take(session) is not None
            session.get_one(Document, asked).taken_at = clock.now() - timedelta(minutes=3)
            session.flush()

        assert documents.take(session) is None
        assert documents.offer(session, asked).state is DocumentState.FAILED


class TestWhoseItIs:
    def test_another_debtor_finds_nothing(self, session: Session, mine: Letter) -> None:
        other = make.debtor(session, "D-2")
        asked = documents.want(session, mine)
        _make(session)

        assert documents.document(session, asked, debtor_id=mine.debtor_id).name == "Invoice INV-00017.pdf"
        for ask in (documents.document, documents.offer):
            with pytest.raises(NotFound):
                ask(session, asked, debtor_id=other)


class TestForgotten:
    def test_after_a_month_with_its_file(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        _make(session)
        path = documents.document(session, asked).path
        _age(path)

        clock.move(timedelta(days=31))
        documents.forget_old(session)
        session.flush()

        assert store.sweep(documents.kept_names(session)) == 1
        assert not path.exists()
        with pytest.raises(NotFound):
            documents.offer(session, asked)

    def test_never_while_it_is_asked_for(self, session: Session, mine: Letter) -> None:
        asked = documents.want(session, mine)
        _make(session)
        _age(documents.document(session, asked).path)
        clock.move(timedelta(days=29))
        documents.want(session, mine)
        clock.move(timedelta(days=58))
        documents.forget_old(session)
        session.flush()

        assert store.sweep(documents.kept_names(session)) == 0
        assert documents.document(session, asked).path.exists()


class TestStore:
    def test_keeps_files_readable_by_us_alone_under_names_that_say_nothing(self, session: Session) -> None:
        path = store.path_of(store.keep(b"secret"))

        assert path.read_bytes() == b"secret"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert len(path.name) == 32

    @pytest.mark.parametrize("name", ["", "../duebook.db", "/etc/passwd", "0" * 31, "0" * 31 + "/", "." * 32])
    def test_gives_no_path_for_a_name_that_is_not_its_own(self, session: Session, name: str) -> None:
        assert not store.holds(name)
        with pytest.raises(ValueError, match="no name of a kept file"):
            store.path_of(name)

    def test_leaves_what_may_just_be_being_written(self, session: Session) -> None:
        path = store.path_of(store.keep(b"just now"))

        assert store.sweep(set()) == 0
        assert path.exists()


def _age(path: Path) -> None:
    then = time.time() - 2 * 3600
    os.utime(path, (then, then))
