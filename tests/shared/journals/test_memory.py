"""Payers are remembered from what was posted, unlearned when it is undone, and people see, correct and forget."""

import pytest
from sqlmodel import Session, select

from shared import journals
from shared.errors import NotFound
from shared.journals import open_book, payer_memory, payers
from shared.journals.payer_memory import SameDebtor
from shared.matching import Remembered
from shared.models import JournalLine, PayerLesson, PayerMemory
from tests import factories
from tests.factories import ACTOR, detail, entry

IBAN = "DE02120300000000202051"


def _posted(session: Session, amount: int = 10_00, *, debtor: str = "D-1", name: str = "Alfa Ltd") -> JournalLine:
    """A line of this payer that paid an invoice of this debtor."""
    invoice = factories.invoice(session, amount, debtor_number=debtor)
    told = detail(amount, f"invoice {invoice.number}", counterparty_name=name, counterparty_iban=IBAN)
    [line] = factories.lines(session, entry(amount, details=(told,)))
    journals.decide(session, line.id or 0, {invoice.id or 0: amount}, actor=ACTOR)
    journals.post_batch(session, line.journal_id, actor=ACTOR)
    session.refresh(line)
    return line


def _remembered(session: Session) -> list[tuple[str, str, int]]:
    return [(each.payer_iban, each.payer_name, each.times) for each in payer_memory.remembered(session)]


def _only(session: Session) -> PayerMemory:
    return session.exec(select(PayerMemory), execution_options={"populate_existing": True}).one()


class TestAPayer:
    def test_is_remembered_once_a_line_of_theirs_is_posted(self, session: Session) -> None:
        line = _posted(session)

        assert payer_memory.remembered(session) == [Remembered(line.debtor_id or 0, "ALFA LTD", IBAN, 1)]
        assert open_book.book(session).memory == payer_memory.remembered(session)

    def test_is_counted_however_the_name_is_written_and_whatever_the_amount(self, session: Session) -> None:
        for amount, name in ((10_00, "Alfa Ltd"), (99_00, "ALFA  LTD"), (3, "alfa ltd")):
            _posted(session, amount, name=name)

        assert _remembered(session) == [(IBAN, "ALFA LTD", 3)]

    def test_that_pays_for_several_debtors_is_remembered_for_each(self, session: Session) -> None:
        one, two = factories.invoice(session, 10_00), factories.invoice(session, 5_00, debtor_number="D-2")
        told = detail(15_00, counterparty_name="Group", counterparty_iban=IBAN)
        [line] = factories.lines(session, entry(15_00, details=(told,)))
        journals.decide(session, line.id or 0, {one.id or 0: 10_00, two.id or 0: 5_00}, actor=ACTOR)

        journals.post_batch(session, line.journal_id, actor=ACTOR)

        assert {each.debtor_id for each in payer_memory.remembered(session)} == {one.debtor_id, two.debtor_id}
        assert factories.books(session) == {"1010": 15_00, "4000": -15_00}

    def test_without_account_and_name_is_nobody_to_remember(self, session: Session) -> None:
        invoice = factories.invoice(session, 10_00)
        [line] = factories.lines(session, entry(10_00, details=(detail(10_00, counterparty_name=None),)))
        journals.decide(session, line.id or 0, {invoice.id or 0: 10_00}, actor=ACTOR)

        journals.post_batch(session, line.journal_id, actor=ACTOR)

        assert _remembered(session) == []

    def test_is_not_learned_from_money_nobody_could_place(self, session: Session) -> None:
        [line] = factories.lines(session, entry(10_00))
        journals.leave_unidentified(session, line.id or 0, actor=ACTOR)

        journals.post_batch(session, line.journal_id, actor=ACTOR)

        assert _remembered(session) == []
        assert factories.books(session) == {"1010": 10_00, "2110": -10_00}

    def test_is_unlearned_when_the_line_is_reversed(self, session: Session) -> None:
        line = _posted(session)
        _posted(session)

        journals.reverse_line(session, line.id or 0, reason="somebody else's", actor=ACTOR)

        assert _remembered(session) == [(IBAN, "ALFA LTD", 1)]
        assert len(session.exec(select(PayerLesson)).all()) == 1


def test_a_name_that_grows_in_capitals_is_known_again(session: Session) -> None:
    for _ in range(2):
        _posted(session, name="Straße " * 20)

    assert _only(session).times == 2


class TestForgetting:
    def test_takes_effect_at_once_and_holds_until_somebody_recalls_it(self, session: Session) -> None:
        _posted(session)
        memory = _only(session).id or 0

        payer_memory.forget(session, memory, actor=ACTOR)
        assert _remembered(session) == []

        _posted(session)
        assert _remembered(session) == []

        payer_memory.recall(session, memory, actor=ACTOR)
        assert _remembered(session) == [(IBAN, "ALFA LTD", 1)]

    def test_is_told_with_who_did_it_and_the_lines_it_was_learned_from(self, session: Session) -> None:
        line = _posted(session)
        payer_memory.forget(session, _only(session).id or 0, actor="ines")

        [[told], total] = payers.payers(session, forgotten=True)

        assert (told.forgotten_by, told.is_forgotten, told.times, total) == ("ines", True, 1, 1)
        assert [each.line_id for each in payers.lessons(session, told.id)] == [line.id]

    def test_of_nothing_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound):
            payer_memory.forget(session, 4711, actor=ACTOR)


class TestCorrecting:
    def test_remembers_the_payer_for_the_other_debtor_instead(self, session: Session) -> None:
        _posted(session)
        other = factories.debtor(session, "D-2")

        right = payer_memory.correct(session, _only(session).id or 0, other, actor="ines")

        assert payer_memory.remembered(session) == [Remembered(other, "ALFA LTD", IBAN, 1)]
        [told], _ = payers.payers(session, debtor_id=other)
        assert (told.id, told.taught_by) == (right, "ines")

    def test_to_the_same_debtor_is_refused(self, session: Session) -> None:
        line = _posted(session)

        with pytest.raises(SameDebtor):
            payer_memory.correct(session, _only(session).id or 0, line.debtor_id or 0, actor=ACTOR)


@pytest.mark.parametrize(("search", "total"), [("alfa", 1), ("DE02 1203", 2), ("D-2", 1)])
def test_payers_are_found_by_name_account_and_debtor(session: Session, search: str, total: int) -> None:
    _posted(session)
    _posted(session, debtor="D-2", name="Beta")

    assert payers.payers(session, search=search)[1] == total
