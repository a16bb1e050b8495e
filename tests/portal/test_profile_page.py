"""The profile: what a debtor sees of it, changes in it and allows; theirs alone. And what staff see of that."""

import re

from sqlmodel import Session, select

from backoffice import routes as staff_routes
from backoffice.pages.debtor.consents import DebtorConsentsState
from backoffice.pages.debtor.state import DebtorState
from portal import routes
from portal.pages.profile.state import GIVEN, UNASKED, WITHDRAWN, ChannelRow, ProfileState
from shared import db
from shared.access.queries import person_of
from shared.access.rules import Kind
from shared.access.tokens import csrf_token
from shared.debtors import consents, service
from shared.debtors.queries import profile
from shared.models import Message
from shared.postal import Address
from shared.ui.notice_state import NoticeState
from shared.words import Channel
from tests.harness import NOWHERE, Browser, cookie_value, debtor_cookie, new_debtor, staff_cookie, visitor

NEW = "jana@elsewhere.example"


async def load(tab: Browser) -> ProfileState:
    await tab.fire(ProfileState.load, path=f"{NOWHERE}{routes.PROFILE}")
    return await tab.state(ProfileState)


async def answer(tab: Browser, handler: object, row: ChannelRow, **other: str) -> None:
    said = {"channel": row.channel, "version": row.version, "language": row.language, "address": row.address}
    await tab.fire(handler, **said | other)


def link_in_mail(session: Session) -> str:
    [mail] = session.exec(select(Message).where(Message.template == "new_address")).all()
    return str(mail.secrets["[link 1]"])


def csrf(cookie: str) -> str:
    person = db.look(person_of, Kind.DEBTOR, cookie_value(cookie))
    return csrf_token(person.session_id) if person else ""


async def test_a_debtor_sees_how_they_are_known(database: str) -> None:
    debtor = new_debtor()
    new_debtor("Else", "else@debtor.example")
    async with Browser(debtor_cookie(debtor)) as tab:
        mine = await load(tab)
        seen = tab.sent

    assert (mine.whole_name, mine.email, mine.phone) == ("Jana Vestergaard", "jana@debtor.example", "")
    assert [(each.channel, each.standing) for each in mine.channels] == [("email", UNASKED)]
    assert "else@debtor.example" not in seen


async def test_agreeing_keeps_the_words_that_were_shown(database: str) -> None:
    debtor = new_debtor()
    async with Browser(f"{debtor_cookie(debtor)}; language=sv") as tab:
        [row] = (await load(tab)).channels
        await answer(tab, ProfileState.agree, row)
        [now] = (await tab.state(ProfileState)).channels
        assert (now.standing, now.kept) == (GIVEN, row.agree_words)
        await answer(tab, ProfileState.refuse, row)
        [now] = (await tab.state(ProfileState)).channels
        assert (now.standing, now.kept) == (WITHDRAWN, row.refuse_words)

    assert [each.language for each in db.look(consents.history, debtor)] == ["sv", "sv"]


async def test_what_was_not_shown_is_not_agreed_to(database: str) -> None:
    debtor = new_debtor()
    async with Browser(debtor_cookie(debtor)) as tab:
        [row] = (await load(tab)).channels
        for other in ({"version": "contact-0"}, {"address": "else@debtor.example"}, {"channel": "telegram"}):
            await answer(tab, ProfileState.agree, row, **other)
            assert (await tab.state(NoticeState)).tone == "warn"

    assert db.look(consents.history, debtor) == []


async def test_a_number_makes_text_messages_possible(database: str) -> None:
    debtor = new_debtor()
    async with Browser(debtor_cookie(debtor)) as tab:
        await tab.fire(ProfileState.save_phone, form={"phone": "0151 2345678"})
        assert "country code" in (await tab.state(NoticeState)).text
        await tab.fire(ProfileState.save_phone, form={"phone": "+49 151 2345678"})
        mine = await tab.state(ProfileState)

    assert mine.phone == "+491512345678"
    assert [each.channel for each in mine.channels] == ["email", "text"]


async def test_a_postal_address_makes_post_possible_and_is_shown(database: str) -> None:
    debtor = new_debtor()
    home = Address("Am Kanal", "3", "24103", "Kiel", "DE")
    db.run(service.move, debtor, home, actor="staff:1")
    async with Browser(debtor_cookie(debtor)) as tab:
        mine = await load(tab)
        assert mine.postal == "Am Kanal 3, 24103 Kiel, Germany"
        await answer(tab, ProfileState.refuse, mine.channels[1])
        now = (await tab.state(ProfileState)).channels[1]

    assert (now.channel, now.standing) == ("letter", WITHDRAWN)
    assert "Am Kanal 3, 24103 Kiel, DE" in now.kept


async def test_a_new_address_counts_once_its_link_was_pressed(database: str) -> None:
    debtor = new_debtor()
    cookie = debtor_cookie(debtor)
    async with Browser(cookie) as tab:
        await tab.fire(ProfileState.ask_address, form={"address": NEW})
        assert (await tab.state(ProfileState)).waiting == NEW
    link = db.look(link_in_mail)

    async with visitor(cookie=cookie) as browser:
        page = await browser.get(link)
        assert "Use this address" in page.text
        assert page.headers["referrer-policy"] == "strict-origin"
        assert db.look(profile, debtor).email == "jana@debtor.example"
        form = {"token": link.rsplit("/", 1)[-1], "csrf": csrf(cookie)}
        assert f'value="{form["csrf"]}"' in page.text
        taken = await browser.post(routes.TAKE_ADDRESS, data=form)
        again = await browser.post(routes.TAKE_ADDRESS, data=form)

    assert taken.headers["location"] == "/profile?address=taken"
    assert again.headers["location"] == "/profile?address=lapsed"
    assert db.look(profile, debtor).email == NEW


async def test_whoever_else_the_link_reaches_gets_nowhere(database: str) -> None:
    debtor, other = new_debtor(), new_debtor("Else", "else@debtor.example")
    async with Browser(debtor_cookie(debtor)) as tab:
        await tab.fire(ProfileState.ask_address, form={"address": NEW})
    link = db.look(link_in_mail)
    token, theirs = link.rsplit("/", 1)[-1], debtor_cookie(other)

    async with visitor() as stranger:
        assert (await stranger.get(link)).status_code == 403
        assert (await stranger.post(routes.TAKE_ADDRESS, data={"token": token})).status_code == 403
    async with visitor(cookie=theirs) as browser:
        tried = await browser.post(routes.TAKE_ADDRESS, data={"token": token, "csrf": csrf(theirs)})

    assert tried.headers["location"] == "/profile?address=lapsed"
    assert db.look(profile, debtor).email == "jana@debtor.example"
    assert db.look(profile, other).email == "else@debtor.example"


async def test_staff_read_what_stands_and_all_that_was_said(database: str) -> None:
    debtor = new_debtor()
    db.run(lambda session: _say_yes_then_no(session, debtor))
    async with Browser(staff_cookie("viewer")) as office:
        path = f"{NOWHERE}{staff_routes.debtor(debtor)}"
        await office.fire(DebtorConsentsState.load, path=path)
        seen = await office.state(DebtorConsentsState)

    assert [(each.channel, each.word) for each in seen.now] == [("E-mail", "No")]
    assert [(each.word, each.who) for each in seen.history] == [
        (each, "Jana Vestergaard, in the portal") for each in ("No", "Yes")
    ]
    assert seen.history[1].text == consents.words(Channel.EMAIL, "jana@debtor.example", "en", is_given=True)
    assert seen.history[1].version == "contact-1 (en)"


async def test_the_telephone_number_stands_on_the_debtors_card(database: str) -> None:
    debtor = new_debtor()
    async with Browser(debtor_cookie(debtor)) as tab:
        await tab.fire(ProfileState.save_phone, form={"phone": "+46 8 123 456 78"})
    async with Browser(staff_cookie("viewer")) as office:
        await office.fire(DebtorState.load, path=f"{NOWHERE}{staff_routes.debtor(debtor)}")

        assert (await office.state(DebtorState)).head.phone == "+46812345678"


async def test_another_debtors_consents_are_read_by_no_debtor(database: str) -> None:
    debtor = new_debtor()
    db.run(lambda session: _say_yes_then_no(session, debtor))
    async with Browser(debtor_cookie(new_debtor("Else", "else@debtor.example"))) as tab:
        path = f"{NOWHERE}{staff_routes.debtor(debtor)}"
        await tab.fire(DebtorConsentsState.load, path=path)

        assert (await tab.state(DebtorConsentsState)).history == []
        assert re.search("jana@", tab.sent) is None


def _say_yes_then_no(session: Session, debtor: int) -> None:
    shown = consents.Shown(consents.VERSION, "en", "jana@debtor.example")
    consents.give(session, debtor, Channel.EMAIL, shown, actor=f"debtor:{debtor}")
    consents.withdraw(session, debtor, Channel.EMAIL, shown, actor=f"debtor:{debtor}")
