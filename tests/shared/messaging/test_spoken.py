"""Consents said on the telephone: kept word for word, confirmed by mail, a yes only where it can be proved."""

import pytest
from sqlmodel import Session, select

from shared import clock
from shared.debtors import consents, service
from shared.debtors.consents import SPOKEN, VERSION, NoAddress, NotRead
from shared.debtors.rules import NotBySpeaking
from shared.messaging import spoken
from shared.models import AuditRecord, Consent, Debtor, Message
from shared.postal import Address
from shared.words import Channel, ConsentWay
from tests import factories

MAIL, PHONE, CLERK = "jana@debtor.example", "+4915112345678", "staff:7"


def known(session: Session, **facts: str) -> int:
    id_ = factories.debtor(session)
    debtor = session.get_one(Debtor, id_)
    for name, value in {"email": MAIL, "phone": PHONE, "country": "DE", "language": "sv", **facts}.items():
        setattr(debtor, name, value)
    return id_


def say(session: Session, debtor: int, channel: Channel = Channel.TEXT, address: str = PHONE, **how: object) -> None:
    facts = {"version": SPOKEN, "is_given": True, "actor": CLERK} | how
    spoken.record(session, debtor, channel, address=address, **facts)  # type: ignore[arg-type]


def mails(session: Session) -> list[Message]:
    return list(session.exec(select(Message).order_by("id")))


def test_a_yes_is_kept_as_it_was_read_with_who_when_and_how(session: Session) -> None:
    debtor = known(session)
    say(session, debtor)

    [kept] = consents.history(session, debtor)
    aloud = consents.words(Channel.TEXT, PHONE, "sv", is_given=True, way=ConsentWay.TELEPHONE)
    assert (kept.text, kept.version, kept.language) == (aloud, "telephone-1", "sv")
    assert (kept.way, kept.given_by, kept.is_given) == (ConsentWay.TELEPHONE, CLERK, True)
    assert consents.may_be_reached(session, debtor, Channel.TEXT, PHONE)
    assert session.exec(select(AuditRecord.actor).where(AuditRecord.action == "consent.given")).all() == [CLERK]


def test_the_debtor_is_told_in_their_language_what_and_where_to_change_it(session: Session) -> None:
    debtor = known(session)
    say(session, debtor)

    [mail] = mails(session)
    [kept] = consents.history(session, debtor)
    assert (mail.address, mail.template) == (MAIL, "consent_given")
    assert kept.text in mail.body
    assert "/profile" in mail.body
    assert mail.subject.startswith("Du ")


def test_what_was_said_already_is_neither_kept_nor_told_again(session: Session) -> None:
    debtor = known(session)
    say(session, debtor)
    say(session, debtor)

    assert (len(consents.history(session, debtor)), len(mails(session))) == (1, 1)


def test_the_debtor_has_the_last_word_in_the_portal(session: Session) -> None:
    debtor = known(session)
    say(session, debtor)
    shown = consents.Shown(VERSION, "sv", PHONE)
    consents.withdraw(session, debtor, Channel.TEXT, shown, actor=f"debtor:{debtor}")

    assert not consents.may_be_reached(session, debtor, Channel.TEXT, PHONE)
    assert [each.way for each in consents.history(session, debtor)] == [ConsentWay.PORTAL, ConsentWay.TELEPHONE]


@pytest.mark.parametrize(("missing", "why"), [("country", "country is not known"), ("email", "no e-mail address")])
def test_a_yes_that_cannot_be_proved_is_not_kept_but_a_no_is(session: Session, missing: str, why: str) -> None:
    debtor = known(session, **{missing: ""})

    with pytest.raises(NotBySpeaking, match=why):
        say(session, debtor)
    assert session.exec(select(Consent)).all() == []
    say(session, debtor, is_given=False)
    assert [each.is_given for each in consents.history(session, debtor)] == [False]
    assert [each.template for each in mails(session)] == ([] if missing == "email" else ["consent_withdrawn"])


def test_words_that_were_not_read_or_an_address_that_changed_are_refused(session: Session) -> None:
    debtor = known(session)

    for other in ({"version": VERSION}, {"address": "+4915100000000"}):
        with pytest.raises(NotRead):
            say(session, debtor, **other)  # type: ignore[arg-type]
    with pytest.raises(NoAddress):
        say(session, debtor, Channel.LETTER, "Am Kanal 3, 24103 Kiel, DE")
    service.move(session, debtor, Address("Am Kanal", "3", "24103", "Kiel", "DE"), actor=CLERK)
    say(session, debtor, Channel.LETTER, "Am Kanal 3, 24103 Kiel, DE")
    assert clock.now() >= consents.history(session, debtor)[0].at
