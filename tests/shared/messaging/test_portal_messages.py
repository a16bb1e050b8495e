"""A conversation between a debtor and staff: both ways, of one's own invoices, read or waiting."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from shared import clock
from shared.errors import NotFound
from shared.messaging import portal_messages
from shared.messaging.portal_messages import NothingWritten, TooManyMessages
from shared.models import Debtor, Message
from tests import factories

DEBTOR, STAFF = "debtor:1", "Ines Calloway"


def _asked(session: Session, text: str = "Where is my parcel?") -> int:
    debtor = factories.debtor(session)
    portal_messages.ask(session, debtor, text, actor=DEBTOR)
    return debtor


class TestAConversation:
    def test_goes_both_ways_the_newest_first(self, session: Session) -> None:
        debtor = _asked(session)
        portal_messages.answer(session, debtor, "It was sent on Monday.", actor=STAFF)

        found = portal_messages.conversation(session, debtor)

        assert [(each.is_from_debtor, each.text) for each in found] == [
            (False, "It was sent on Monday."),
            (True, "Where is my parcel?"),
        ]

    def test_may_be_about_an_invoice_of_ones_own(self, session: Session) -> None:
        mine = factories.invoice(session)
        theirs = factories.invoice(session, debtor_number="D-2")

        portal_messages.ask(session, mine.debtor_id, "What is this?", invoice_id=mine.id, actor=DEBTOR)

        assert portal_messages.conversation(session, mine.debtor_id)[0].invoice == mine.number
        with pytest.raises(NotFound):
            portal_messages.ask(session, mine.debtor_id, "And this?", invoice_id=theirs.id, actor=DEBTOR)

    def test_is_not_seen_by_others(self, session: Session) -> None:
        _asked(session)

        assert portal_messages.conversation(session, factories.debtor(session, "D-2")) == []

    def test_needs_words(self, session: Session) -> None:
        with pytest.raises(NothingWritten):
            _asked(session, " \n ")

    def test_is_told_of_by_mail_without_what_was_said(self, session: Session) -> None:
        debtor = _asked(session)
        session.get_one(Debtor, debtor).email = "anna@example.com"

        portal_messages.answer(session, debtor, "Your account number ends in 42.", actor=STAFF)

        mail = session.exec(select(Message)).one()
        assert (mail.template, "42" in mail.body) == ("portal_message", False)


class TestWhoWaits:
    def test_is_who_was_not_answered_the_longest_first(self, session: Session) -> None:
        second, first = factories.debtor(session, "D-2"), factories.debtor(session)
        portal_messages.ask(session, first, "One", actor=DEBTOR)
        portal_messages.ask(session, second, "Two", actor=DEBTOR)
        portal_messages.ask(session, first, "Three", actor=DEBTOR)

        assert [(each.debtor_id, each.unread) for each in portal_messages.waiting(session)] == [(first, 2), (second, 1)]

        portal_messages.answer(session, first, "Yes.", actor=STAFF)
        assert [each.debtor_id for each in portal_messages.waiting(session)] == [second]

    def test_a_debtor_sees_how_many_of_our_answers_are_new(self, session: Session) -> None:
        debtor = _asked(session)
        portal_messages.answer(session, debtor, "Yes.", actor=STAFF)
        assert portal_messages.unread_by_debtor(session, debtor) == 1

        assert portal_messages.mark_read(session, debtor, from_debtor=False) == 1

        assert portal_messages.unread_by_debtor(session, debtor) == 0
        assert portal_messages.mark_read(session, debtor, from_debtor=False) == 0


def test_nobody_writes_without_end(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    debtor = factories.debtor(session)
    for number in range(portal_messages.MOST_A_DAY):
        portal_messages.ask(session, debtor, f"Message {number}", actor=DEBTOR)

    with pytest.raises(TooManyMessages):
        portal_messages.ask(session, debtor, "One more", actor=DEBTOR)

    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    portal_messages.ask(session, debtor, "One more", actor=DEBTOR)
