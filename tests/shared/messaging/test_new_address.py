"""Another e-mail address: proved by a link, once, in time, by the debtor who asked; the old one is told."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from shared import clock
from shared.access import service as access
from shared.access.rules import NEW_ADDRESS_LIFETIME, TooManyTries
from shared.access.tokens import digest
from shared.messaging import new_address, queries
from shared.messaging.new_address import SameAddress
from shared.messaging.rules import UnfitAddress
from shared.models import AddressChange, Debtor, Message
from tests import factories

OLD, NEW = "jana@debtor.example", "jana@elsewhere.example"


def known(session: Session, number: str = "D-1", email: str = OLD) -> int:
    id_ = factories.debtor(session, number)
    session.get_one(Debtor, id_).email = email
    return id_


def asked(session: Session, debtor: int, address: str = NEW) -> str:
    """The token that went to the address."""
    new_address.ask(session, debtor, address)
    mail = session.exec(select(Message).where(Message.address == address).order_by(Message.id.desc())).first()  # type: ignore[union-attr]
    [link] = mail.secrets.values() if mail else [""]
    return str(re.sub(r".*/profile/link/", "", link))


def email_of(session: Session, debtor: int) -> str:
    return session.get_one(Debtor, debtor).email


class TestTheLink:
    def test_makes_the_address_theirs(self, session: Session) -> None:
        debtor = known(session)
        token = asked(session, debtor)
        assert (email_of(session, debtor), new_address.waiting(session, debtor)) == (OLD, NEW)

        assert new_address.confirm(session, debtor, token)

        assert (email_of(session, debtor), new_address.waiting(session, debtor)) == (NEW, "")

    def test_works_once(self, session: Session) -> None:
        debtor = known(session)
        token = asked(session, debtor)
        new_address.confirm(session, debtor, token)
        session.get_one(Debtor, debtor).email = OLD

        assert not new_address.confirm(session, debtor, token)
        assert email_of(session, debtor) == OLD

    def test_is_of_no_use_to_another_debtor(self, session: Session) -> None:
        debtor, other = known(session), known(session, "D-2", "else@debtor.example")
        token = asked(session, debtor)

        assert not new_address.confirm(session, other, token)
        assert email_of(session, other) == "else@debtor.example"

    def test_lapses(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        debtor = known(session)
        token = asked(session, debtor)
        later = clock.now() + NEW_ADDRESS_LIFETIME
        monkeypatch.setattr(clock, "now", lambda: later)

        assert not new_address.confirm(session, debtor, token)
        assert new_address.waiting(session, debtor) == ""

    def test_is_replaced_by_the_next(self, session: Session) -> None:
        debtor = known(session)
        first = asked(session, debtor)
        asked(session, debtor, "third@debtor.example")

        assert not new_address.confirm(session, debtor, first)
        assert new_address.waiting(session, debtor) == "third@debtor.example"

    def test_is_kept_by_nobody(self, session: Session) -> None:
        debtor = known(session)
        token = asked(session, debtor)

        kept = session.exec(select(AddressChange)).one()
        assert kept.digest == digest(token)
        [mail] = queries.told_to(session, debtor, limit=9)
        assert token not in mail.body
        assert "[link 1]" in mail.body


class TestTheOldAddress:
    def test_is_told_and_not_where_the_new_one_is(self, session: Session) -> None:
        debtor = known(session)
        new_address.confirm(session, debtor, asked(session, debtor))

        told = session.exec(select(Message).where(Message.template == "address_changed")).one()
        assert (told.address, NEW in told.body) == (OLD, False)

    def test_signs_nobody_in_any_more(self, session: Session) -> None:
        debtor = known(session)
        [link] = access.make_links(session, OLD, digest("browser"))
        new_address.confirm(session, debtor, asked(session, debtor))

        assert access.consume_link(session, link.token, "browser") is None

    def test_need_not_exist(self, session: Session) -> None:
        debtor = known(session, email="")

        assert new_address.confirm(session, debtor, asked(session, debtor))
        assert email_of(session, debtor) == NEW


class TestARefusal:
    def test_meets_what_is_no_address(self, session: Session) -> None:
        with pytest.raises(UnfitAddress):
            new_address.ask(session, known(session), "jana@elsewhere.example, second@elsewhere.example")

    def test_meets_the_address_there_is_however_it_is_written(self, session: Session) -> None:
        with pytest.raises(SameAddress):
            new_address.ask(session, known(session), " Jana@Debtor.example ")

    def test_meets_whoever_asks_without_end(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        debtor = known(session)
        for number in range(3):
            new_address.ask(session, debtor, f"{number}@elsewhere.example")

        with pytest.raises(TooManyTries):
            new_address.ask(session, debtor, "4@elsewhere.example")
        later = clock.now() + timedelta(minutes=16)
        monkeypatch.setattr(clock, "now", lambda: later)
        new_address.ask(session, debtor, "4@elsewhere.example")

    def test_meets_many_who_send_to_one_address(self, session: Session) -> None:
        for number in range(3):
            new_address.ask(session, known(session, f"D-{number}"), NEW)

        with pytest.raises(TooManyTries):
            new_address.ask(session, known(session, "D-9"), NEW)
