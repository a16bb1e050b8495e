"""Documents in the portal: asked for, waited for, downloaded by whom they belong to and by nobody else."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from backoffice.jobs.documents import make_due
from portal.components.papers import PaperState
from portal.pages.account import AccountState
from shared import clock, db
from shared.documents.pdf_text import text_of
from shared.ui.notice_state import NoticeState
from tests import factories
from tests.factories import TODAY
from tests.harness import NOWHERE, Browser, debtor_cookie, visitor
from tests.shared.plans import agreed

pytestmark = pytest.mark.usefixtures("database")


class Story:
    """D-1 has an invoice and a receipt, D-2 an invoice."""

    def __init__(self) -> None:
        self.debtor, self.invoice, self.receipt, self.other = db.run(self._begin)
        self.cookie = debtor_cookie(self.debtor)

    def _begin(self, session: Session) -> tuple[int, int, int, int]:
        clock.move(timedelta())
        factories.bank_account(session)
        mine = factories.invoice(session, 300_00, number="INV-MINE")
        paid = factories.receipt(session, 100_00)
        factories.allocation(session, paid, mine.id, 100_00)
        other = factories.invoice(session, 50_00, number="INV-OTHER", debtor_number="D-2", debtor_name="Another")
        return mine.debtor_id, mine.id or 0, paid, other.id or 0

    def tab(self) -> Browser:
        return Browser(cookies=self.cookie)


@pytest.fixture
def story() -> Story:
    return Story()


async def _asked(tab: Browser, kind: str, subject: Any) -> Any:
    await tab.fire(PaperState.ask, kind=kind, subject=str(subject))
    return (await tab.state(PaperState)).paper


async def _made(tab: Browser) -> Any:
    await asyncio.to_thread(make_due)
    await tab.fire(PaperState.refresh)
    return (await tab.state(PaperState)).paper


async def test_a_page_asks_and_offers_the_file_once_it_is_made(story: Story) -> None:
    async with story.tab() as tab:
        waiting = await _asked(tab, "invoice", story.invoice)
        assert (waiting.about, waiting.state) == (f"invoice/{story.invoice}", "waiting")

        ready = await _made(tab)

    assert (ready.state, ready.name) == ("ready", "Invoice INV-MINE.pdf")
    async with visitor(cookie=story.cookie) as me:
        answer = await me.get(ready.href)
    assert answer.status_code == 200
    assert "INV-MINE" in text_of(answer.content)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


async def test_the_page_is_told_by_itself(story: Story) -> None:
    async with story.tab() as tab:
        await _asked(tab, "invoice", story.invoice)
        watching = await tab.begin(PaperState.watch)
        await asyncio.to_thread(make_due)
        for _ in range(100):
            if (await tab.state(PaperState)).paper.state == "ready":
                break
            await asyncio.sleep(0.1)
        watching.cancel()

        assert (await tab.state(PaperState)).paper.state == "ready"


async def test_the_same_facts_are_there_at_once(story: Story) -> None:
    async with story.tab() as tab:
        await _asked(tab, "receipt", story.receipt)
        first = await _made(tab)
        again = await _asked(tab, "receipt", story.receipt)

    assert (again.state, again.href) == ("ready", first.href)


async def test_every_kind_can_be_asked_for(story: Story) -> None:
    plan = db.run(lambda session: agreed.begun(session).id or 0)
    subjects = {
        "invoice": story.invoice,
        "receipt": story.receipt,
        "schedule": plan,
        "statement": f"EUR/{TODAY - timedelta(days=300)}/{TODAY}",
    }
    async with story.tab() as tab:
        for kind, subject in subjects.items():
            await _asked(tab, kind, subject)
            assert (await _made(tab)).state == "ready", kind


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("invoice", "other"),
        ("invoice", "0"),
        ("invoice", "-1"),
        ("invoice", "1 OR 1=1"),
        ("receipt", "999"),
        ("schedule", "1"),
        ("statement", "EUR/2026-01-01/never"),
        ("statement", "XXX"),
        ("statement", "EUR/2026-02-01/2026-01-01"),
        ("../../etc/passwd", "1"),
        ("invoice_letter", "1"),
    ],
)
async def test_what_is_not_theirs_or_not_there_is_refused(story: Story, kind: str, subject: str) -> None:
    async with story.tab() as tab:
        paper = await _asked(tab, kind, story.other if subject == "other" else subject)

        assert (paper.state, (await tab.state(NoticeState)).tone) == ("", "warn")


async def test_another_debtors_document_is_as_if_it_were_not_there(story: Story) -> None:
    async with story.tab() as tab:
        await _asked(tab, "invoice", story.invoice)
        ready = await _made(tab)
    stranger = debtor_cookie(db.run(lambda session: factories.debtor(session, "D-2")))

    for cookie, status in ((stranger, 404), ("", 403)):
        async with visitor(cookie=cookie) as somebody:
            assert (await somebody.get(ready.href)).status_code == status


class TestAccount:
    async def test_shows_every_movement_newest_first(self, story: Story) -> None:
        async with story.tab() as tab:
            await tab.fire(AccountState.load, path=f"{NOWHERE}?since=2026-01-01&until=2026-12-31")
            shown = await tab.state(AccountState)

        assert [(row.what, row.charged, row.credited, row.balance) for row in shown.rows] == [
            (f"Payment R-2026-{story.receipt:06d}, by bank transfer", "", "100.00", "200.00"),
            ("Invoice INV-MINE", "300.00", "", "300.00"),
        ]
        assert shown.balance == "200.00"
        assert shown.told == "You owe this on 31 December 2026."

    async def test_is_handed_out_as_a_list(self, story: Story) -> None:
        async with visitor(cookie=story.cookie) as me:
            answer = await me.get("/account/statement.csv?currency=EUR&since=2026-01-01&until=2026-12-31")

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert '"Invoice INV-MINE",300.00' in answer.text
        assert "INV-OTHER" not in answer.text

    @pytest.mark.parametrize("asked", ["currency=XXX", "currency=", "since=never", "since=2026-02-01&until=2026-01-01"])
    async def test_refuses_days_and_currencies_there_are_not(self, story: Story, asked: str) -> None:
        async with visitor(cookie=story.cookie) as me:
            assert (await me.get(f"/account/statement.csv?{asked}")).status_code == 400
