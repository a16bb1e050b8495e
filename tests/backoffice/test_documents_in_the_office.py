"""Documents in the back office: asked for on cards, in the debtor's language, and handed out to staff."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session

from backoffice import routes
from backoffice.components.papers import PaperState
from backoffice.jobs.documents import make_due
from backoffice.pages.debtor.statement import StatementDaysState
from shared import clock, db, documents
from shared.documents.pdf_text import text_of
from shared.models import Debtor
from shared.plans.schedule import add_months
from shared.ui.notice_state import NoticeState
from tests import factories
from tests.harness import NOWHERE, Browser, debtor_cookie, new_debtor, staff_cookie, visitor
from tests.shared.documents.test_attachments import PDF
from tests.shared.plans import agreed

pytestmark = pytest.mark.usefixtures("database")


def _begin(session: Session) -> dict[str, int]:
    factories.bank_account(session)
    invoice = factories.invoice(session, 1_234_50, number="INV-7")
    session.get_one(Debtor, invoice.debtor_id).language = "de"
    receipt = factories.receipt(session, 34_50)
    plan = agreed.begun(session).id or 0
    return {"invoice": invoice.id or 0, "receipt": receipt, "schedule": plan, "statement": invoice.debtor_id}


async def test_the_statement_is_of_the_days_that_are_chosen() -> None:
    debtor_id = db.run(_begin)["statement"]
    async with Browser(cookies=staff_cookie("viewer")) as tab:
        await tab.fire(StatementDaysState.load, path=f"{NOWHERE}{routes.debtor(debtor_id)}")
        usual = (await tab.state(StatementDaysState)).since
        await tab.fire(StatementDaysState.begin, day="2026-01-01")
        await tab.fire(StatementDaysState.end, day="2026-01-31")
        days = await tab.state(StatementDaysState)
        await tab.fire(PaperState.statement, number=debtor_id, since=days.since, until=days.until)
        paper = (await tab.state(PaperState)).paper

        await tab.fire(StatementDaysState.end, day="2025-12-31")
        assert "before the last" in (await tab.state(NoticeState)).text
        assert (await tab.state(StatementDaysState)).until == "2026-01-31"

    assert usual == (add_months(clock.today(), -12) + timedelta(days=1)).isoformat()
    assert paper.about == f"statement/{debtor_id}/2026-01-01/2026-01-31"
    assert days.list_href == f"{routes.account_list(debtor_id)}?since=2026-01-01&until=2026-01-31"


@pytest.mark.parametrize("kind", ["invoice", "receipt", "schedule", "statement"])
async def test_a_card_asks_and_staff_download(kind: str) -> None:
    subject, cookie = db.run(_begin)[kind], staff_cookie("viewer")
    async with Browser(cookies=cookie) as tab:
        await tab.fire(getattr(PaperState, kind), number=subject)
        await asyncio.to_thread(make_due)
        await tab.fire(PaperState.refresh)
        paper = (await tab.state(PaperState)).paper

    assert (paper.about, paper.state) == (f"{kind}/{subject}", "ready")
    async with visitor(cookie=cookie) as me:
        assert (await me.get(paper.href)).content.startswith(b"%PDF-")


async def test_the_letter_is_in_the_debtors_language() -> None:
    invoice = db.run(_begin)["invoice"]
    async with Browser(cookies=staff_cookie("agent")) as tab:
        await tab.fire(PaperState.invoice, number=invoice)
        await asyncio.to_thread(make_due)
        await tab.fire(PaperState.refresh)
        paper = (await tab.state(PaperState)).paper

    kept = db.look(documents.document, int(paper.href.rpartition("/")[2]))
    assert "1.234,50" in text_of(kept.path.read_bytes())


async def test_what_is_not_there_is_told() -> None:
    async with Browser(cookies=staff_cookie("agent")) as tab:
        await tab.fire(PaperState.receipt, number=db.run(lambda s: factories.receipt(s, debtor_id=None)))

        assert (await tab.state(NoticeState)).text == "There is no receipt for this payment."


async def test_an_attachment_is_a_download_and_no_page_of_ours() -> None:
    given = db.run(lambda s: documents.attach(s, factories.debtor(s), "note.pdf", "", PDF, actor="debtor:1"))
    async with visitor(cookie=staff_cookie("viewer")) as me:
        answer = await me.get(f"/staff/attachments/{given}")

    assert answer.content == PDF
    assert answer.headers["content-disposition"] == 'attachment; filename="note.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_account_is_handed_out_as_a_list() -> None:
    debtor = db.run(_begin)["statement"]
    async with visitor(cookie=staff_cookie("viewer")) as me:
        answer = await me.get(routes.account_list(debtor) + "?since=2026-01-01&until=2026-12-31")

    assert '"Invoice INV-7",1234.50' in answer.text


async def test_debtors_and_strangers_get_nothing_here() -> None:
    debtor = db.run(_begin)["statement"]
    for cookie in (debtor_cookie(new_debtor()), ""):
        async with visitor(cookie=cookie) as somebody:
            for path in (routes.account_list(debtor), routes.document(1), "/staff/attachments/1"):
                assert (await somebody.get(path)).status_code == 403
