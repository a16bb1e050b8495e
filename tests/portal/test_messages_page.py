"""Everything communicated, as the debtor reads it, and the answer of staff."""

import asyncio

from sqlmodel import Session

from backoffice import routes as staff_routes
from backoffice.pages.debtor.messages import DebtorMessagesState
from portal import routes
from portal.components.asking import WhoAsksState
from portal.pages.messages import MessagesState
from shared import db, messaging
from shared.messaging import Secret, portal_messages
from shared.ui.notice_state import NoticeState
from tests import factories
from tests.harness import NOWHERE, Browser, debtor_cookie, new_debtor, staff_cookie


def mail(session: Session, debtor_id: int) -> None:
    facts = {"firm": "Halden", "name": "Jana", "where": Secret("https://pay.example/link/abc"), "number": "1"}
    messaging.write(session, debtor_id, "portal_message", address="jana@debtor.example", facts=facts)


async def test_a_debtor_writes_about_an_invoice_and_staff_answer(database: str) -> None:
    invoice = db.run(lambda session: factories.invoice(session, 100_00))
    debtor = invoice.debtor_id
    async with Browser(debtor_cookie(debtor)) as tab:
        await tab.fire(MessagesState.load, path=f"{NOWHERE}{routes.MESSAGES}")
        await tab.fire(MessagesState.send, form={"text": "When is it due?", "about": str(invoice.id)})
        [mine] = (await tab.state(MessagesState)).rows
        assert (mine.text, mine.invoice, mine.is_mine) == ("When is it due?", invoice.number, True)

        async with Browser(staff_cookie("agent")) as office:
            path = f"{NOWHERE}{staff_routes.debtor(debtor)}"
            await office.fire(DebtorMessagesState.load, path=path)
            assert [each.waits for each in (await office.state(DebtorMessagesState)).lines] == [True]
            await office.fire(DebtorMessagesState.answer, path=path, form={"answer": "On Monday."})
            assert [each.waits for each in (await office.state(DebtorMessagesState)).lines] == [False, False]

        await tab.fire(WhoAsksState.load)
        assert (await tab.state(WhoAsksState)).unread == "1"
        await tab.fire(MessagesState.load, path=f"{NOWHERE}{routes.MESSAGES}")
        rows = (await tab.state(MessagesState)).rows
        assert next((each.text, each.is_new) for each in rows if not each.subject) == ("On Monday.", True)
        await tab.fire(MessagesState.note_read, path=f"{NOWHERE}{routes.MESSAGES}")
        assert (await tab.state(WhoAsksState)).unread == ""


async def test_the_navigation_learns_of_a_message_that_comes_while_a_page_is_open(database: str) -> None:
    debtor, other = new_debtor(), new_debtor("Else", "else@debtor.example")
    async with Browser(debtor_cookie(debtor)) as tab:
        await tab.fire(WhoAsksState.load)
        await tab.begin(WhoAsksState.watch)
        assert (await tab.state(WhoAsksState)).unread == ""
        db.run(portal_messages.answer, other, "Not for you.", actor="staff:1")
        db.run(portal_messages.answer, debtor, "On Monday.", actor="staff:1")

        for _ in range(100):
            if (await tab.state(WhoAsksState)).unread:
                break
            await asyncio.sleep(0.1)
        assert (await tab.state(WhoAsksState)).unread == "1"


async def test_mails_stand_among_the_messages_without_their_links(database: str) -> None:
    debtor, other = new_debtor(), new_debtor("Else", "else@debtor.example")
    db.run(mail, debtor)
    db.run(mail, other)
    async with Browser(debtor_cookie(debtor)) as tab:
        await tab.fire(MessagesState.load, path=f"{NOWHERE}{routes.MESSAGES}")
        [row] = (await tab.state(MessagesState)).rows

    async with Browser(staff_cookie("viewer")) as office:
        await office.fire(DebtorMessagesState.load, path=f"{NOWHERE}{staff_routes.debtor(debtor)}")
        [line] = (await office.state(DebtorMessagesState)).mails

    assert (line.subject, line.text, line.address) == (row.subject, row.text, "jana@debtor.example")
    assert line.word == "To be sent"
    assert row.who == "E-mail to jana@debtor.example"
    assert row.subject
    assert "/link/" not in row.text
    assert "[link 1]" in row.text


async def test_nothing_is_sent_about_somebody_elses_invoice(database: str) -> None:
    invoice = db.run(lambda session: factories.invoice(session, 100_00))
    async with Browser(debtor_cookie(new_debtor())) as tab:
        await tab.fire(MessagesState.send, form={"text": "Mine?", "about": str(invoice.id)})
        assert (await tab.state(NoticeState)).text == "There is no such invoice."

    assert db.look(portal_messages.waiting) == []


async def test_who_only_looks_writes_to_nobody(database: str) -> None:
    debtor = new_debtor()
    async with Browser(staff_cookie("viewer")) as tab:
        path = f"{NOWHERE}{staff_routes.debtor(debtor)}"
        await tab.fire(DebtorMessagesState.answer, path=path, form={"answer": "Hello."})

    assert db.look(portal_messages.conversation, debtor) == []
