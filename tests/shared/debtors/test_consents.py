"""Consents: added and never changed, word for word, and only the newest of a channel and an address counts."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from shared import db
from shared.debtors import consents, service
from shared.debtors.consents import NoAddress, NotRead, Shown
from shared.errors import NotFound
from shared.models import AuditRecord, Consent, Debtor
from shared.postal import Address
from shared.words import Channel
from tests import factories

MAIL, PHONE, HOME = "jana@debtor.example", "+4915112345678", "Am Kanal 3, 24103 Kiel, DE"
ACTOR = "debtor:1"


def reachable(session: Session, number: str = "D-1") -> int:
    id_ = factories.debtor(session, number)
    debtor = session.get_one(Debtor, id_)
    debtor.email, debtor.phone = MAIL, PHONE
    service.move(session, id_, Address("Am Kanal", "3", "24103", "Kiel", "DE"), actor="staff:1")
    return id_


def shown(address: str = MAIL, language: str = "en", version: str = consents.VERSION) -> Shown:
    return Shown(version, language, address)


def may(session: Session, debtor: int, channel: Channel = Channel.EMAIL, address: str = MAIL) -> bool:
    return consents.may_be_reached(session, debtor, channel, address)


class TestWhatCounts:
    def test_nobody_may_be_reached_who_was_never_asked(self, session: Session) -> None:
        assert not may(session, reachable(session))

    def test_the_newest_word_does(self, session: Session) -> None:
        debtor = reachable(session)

        consents.give(session, debtor, Channel.EMAIL, shown(), actor=ACTOR)
        assert may(session, debtor)
        consents.withdraw(session, debtor, Channel.EMAIL, shown(), actor=ACTOR)
        assert not may(session, debtor)
        consents.give(session, debtor, Channel.EMAIL, shown(), actor=ACTOR)
        assert may(session, debtor)

        assert [each.is_given for each in consents.history(session, debtor)] == [True, False, True]

    def test_for_one_channel_and_one_address(self, session: Session) -> None:
        debtor = reachable(session)
        consents.give(session, debtor, Channel.EMAIL, shown(), actor=ACTOR)

        assert not may(session, debtor, Channel.TEXT, PHONE)
        assert not may(session, debtor, Channel.LETTER, HOME)
        assert not may(session, debtor, address="other@debtor.example")

    def test_for_one_debtor(self, session: Session) -> None:
        consents.give(session, reachable(session), Channel.EMAIL, shown(), actor=ACTOR)

        assert not may(session, reachable(session, "D-2"))

    def test_an_address_that_changes_is_asked_for_anew(self, session: Session) -> None:
        debtor = reachable(session)
        consents.give(session, debtor, Channel.EMAIL, shown(), actor=ACTOR)
        session.get_one(Debtor, debtor).email = "Jana@Elsewhere.example"

        [(_, address, last), *_] = consents.channels(session, debtor)

        assert (address, last) == ("jana@elsewhere.example", None)

    def test_no_may_be_said_before_anybody_asked(self, session: Session) -> None:
        debtor = reachable(session)
        consents.withdraw(session, debtor, Channel.LETTER, shown(HOME), actor=ACTOR)

        assert [each.is_given for each in consents.history(session, debtor)] == [False]


class TestWhatIsKept:
    def test_is_what_was_shown_word_for_word(self, session: Session) -> None:
        debtor = reachable(session)
        consents.give(session, debtor, Channel.TEXT, shown(PHONE, "de"), actor="debtor:7")

        [kept] = consents.history(session, debtor)

        assert kept.text == consents.words(Channel.TEXT, PHONE, "de", is_given=True)
        assert kept.text.startswith(f"Halden Receivables darf SMS an {PHONE} senden")
        assert (kept.version, kept.language, kept.given_by) == (consents.VERSION, "de", "debtor:7")

    def test_saying_the_same_twice_adds_nothing(self, session: Session) -> None:
        debtor = reachable(session)
        for _ in range(2):
            consents.give(session, debtor, Channel.EMAIL, shown(), actor=ACTOR)

        assert len(consents.history(session, debtor)) == 1

    def test_the_audit_names_no_address(self, session: Session) -> None:
        consents.give(session, reachable(session), Channel.EMAIL, shown(), actor=ACTOR)

        notes = session.exec(select(AuditRecord).where(AuditRecord.action == "consent.given")).all()
        assert [(each.actor, MAIL in str(each.facts)) for each in notes] == [(ACTOR, False)]

    @pytest.mark.parametrize("change", ["UPDATE consent SET is_given = NOT is_given", "DELETE FROM consent"])
    def test_is_never_changed(self, database: str, change: str) -> None:
        def given(session: Session) -> None:
            consents.give(session, reachable(session), Channel.EMAIL, shown(), actor=ACTOR)

        db.run(given)
        with pytest.raises(DBAPIError, match="never changed"):
            db.run(lambda session: session.execute(text(change)))

        assert [each.is_given for each in db.look(lambda session: session.exec(select(Consent)).all())] == [True]


class TestARefusal:
    @pytest.mark.parametrize("other", [shown(version="contact-0"), shown("other@debtor.example"), shown("")])
    def test_meets_whoever_was_shown_something_else(self, session: Session, other: Shown) -> None:
        debtor = reachable(session)

        with pytest.raises(NotRead):
            consents.give(session, debtor, Channel.EMAIL, other, actor=ACTOR)

        assert consents.history(session, debtor) == []

    def test_meets_a_channel_that_reaches_nobody(self, session: Session) -> None:
        debtor = factories.debtor(session)

        with pytest.raises(NoAddress):
            consents.give(session, debtor, Channel.TEXT, shown(""), actor=ACTOR)
        assert consents.channels(session, debtor) == []

    def test_meets_a_debtor_who_does_not_exist(self, session: Session) -> None:
        with pytest.raises(NotFound):
            consents.give(session, 4711, Channel.EMAIL, shown(), actor=ACTOR)
