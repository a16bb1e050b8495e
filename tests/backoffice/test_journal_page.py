"""The journal's page by its events: what is shown, what the keys do, and who may."""

import pytest

from backoffice.pages.journal.deciding import DecidingState
from backoffice.pages.journal.editing import EditingState
from backoffice.pages.journal.posting import PostingState
from backoffice.pages.journal.state import JournalState
from backoffice.pages.journal.working import WorkingState
from shared import db, journals
from shared.models import LineState
from shared.settings import settings
from shared.ui.notice_state import NoticeState
from tests import factories as make
from tests.backoffice.journal_at_work import AtWork, journal_at_work, query_of, state_of
from tests.harness import NOWHERE, Browser, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def work(database: str) -> AtWork:
    return journal_at_work()


async def shown(tab: Browser) -> JournalState:
    return await tab.state(JournalState)


async def told(tab: Browser) -> str:
    """The notice the tab shows."""
    return (await tab.state(NoticeState)).text


async def accept(tab: Browser, path: str) -> None:
    """As the key does: what is handed back is what the panel shows."""
    panel = (await shown(tab)).panel
    await tab.fire(DecidingState.accept, path=path, line_id=panel.id, seen=panel.seen)


class TestWhatIsShown:
    async def test_head_chips_lines_and_the_first_ones_proof(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            state = await shown(tab)

            chips = {each.label: each.count for each in state.view.chips}
            assert chips["All"] == "5"
            assert (chips["Ready"], chips["Needs review"], chips["Difference"], chips["Unmatched"]) == ("1",) * 4
            assert "732.00" in state.head.note
            assert state.head.ties == "held"
            assert [each.paid for each in state.rows] == ["100.00", "200.00", "300.00", "55.00", "77.00"]
            assert ([each.text for each in state.panel.payer], state.panel.fit) == (
                ["Debtor D-1"],
                "Amount fits to the cent",
            )
            assert [(each.text, each.mark) for each in state.panel.text] == [("RE ", ""), ("A-1", "1")]

    async def test_filter_page_and_line_are_in_the_address(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=f"{work.path}?filter=difference&line={work.lines[2]}&sort=-paid")
            state = await shown(tab)

            assert [each.paid for each in state.rows] == ["300.00"]
            assert state.panel.fit_detail.startswith("50.00")
            assert query_of(state.address) == {"filter": "difference", "sort": "-paid", "line": str(work.lines[2])}

    async def test_a_line_of_another_journal_is_not_shown(self, work: AtWork) -> None:
        [other] = db.run(make.lines, make.entry(9_00, "elsewhere"))
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=f"{work.path}?line={other.id}")

            assert (await shown(tab)).panel.id == 0

    async def test_a_journal_that_does_not_exist_says_so(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=f"{NOWHERE}/staff/journals/4711")

            assert (await shown(tab)).missing

    async def test_nothing_is_sent_to_somebody_who_is_not_signed_in(self, work: AtWork) -> None:
        async with Browser() as tab:
            await tab.fire(JournalState.load, path=work.path)

            assert "655.00" not in tab.sent
            assert "Debtor D-1" not in tab.sent

    async def test_j_and_k_stop_at_the_ends(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            seen = []
            for step in (1, 1, -1, -1, -1):
                await tab.fire(JournalState.move, path=work.path, step=step)
                seen.append((await shown(tab)).selected)

        assert seen == [work.lines[each] for each in (1, 2, 1, 0, 0)]


class TestDeciding:
    async def test_accept_goes_on_and_undo_comes_back(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await accept(tab, work.path)

            assert state_of(work.lines[0]) is LineState.ACCEPTED
            assert (await shown(tab)).selected == work.lines[1]
            assert "Accepted line 1: 100.00\u00a0EUR for invoice A-1" in await told(tab)

            await tab.fire(DecidingState.undo, path=work.path)
            assert state_of(work.lines[0]) is LineState.READY
            assert (await shown(tab)).selected == work.lines[0]

    async def test_in_a_filtered_list_the_next_line_takes_the_place(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=f"{work.path}?filter=review")
            panel = (await shown(tab)).panel
            where = f"{work.path}?filter=review"
            await tab.fire(DecidingState.leave, path=where, line_id=panel.id, seen=panel.seen)

            assert state_of(work.lines[1]) is LineState.LEFT
            assert (await shown(tab)).rows == []

    async def test_a_line_without_a_proposal_answers_with_a_sentence(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=f"{work.path}?line={work.lines[3]}")
            await accept(tab, work.path)

            assert "Nothing is proposed for this line" in await told(tab)
            assert state_of(work.lines[3]) is LineState.UNMATCHED

    async def test_accept_all_shows_count_and_sum_before_it_accepts_just_those(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await tab.fire(JournalState.set_above, path=work.path, percent="99.1")
            assert (await shown(tab)).above_lines == ""
            await tab.fire(JournalState.set_above, path=work.path, percent="99")
            state = await shown(tab)
            assert (state.above_lines, state.above_text) == ("1 line", "100.00\u00a0EUR")

            await tab.fire(DecidingState.accept_above, path=work.path, lines="2 lines")
            assert "look at them again" in await told(tab)
            assert state_of(work.lines[0]) is LineState.READY
            await tab.fire(DecidingState.accept_above, path=work.path, lines="1 line")

        assert [state_of(each) for each in work.lines[:3]] == [LineState.ACCEPTED, LineState.REVIEW, LineState.REVIEW]

    @pytest.mark.parametrize("typed", ["", "abc", "101", "-5", "9,5", "97.555"])
    async def test_what_is_no_percentage_accepts_nothing(self, work: AtWork, typed: str) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await tab.fire(JournalState.set_above, path=work.path, percent=typed)
            await tab.fire(DecidingState.accept_above, path=work.path, lines="")

            assert "Give a confidence from 0 to 100" in await told(tab)
        assert state_of(work.lines[0]) is LineState.READY

    @pytest.mark.parametrize("role", ["viewer", "approver", "auditor", "admin"])
    async def test_who_may_not_work_journals_decides_nothing(self, work: AtWork, role: str) -> None:
        async with Browser(staff_cookie(role)) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await accept(tab, work.path)
            await tab.fire(DecidingState.accept_above, path=work.path, lines="")

        assert state_of(work.lines[0]) is LineState.READY

    async def test_another_clerks_decision_shows_when_it_is_read_again(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            db.run(journals.accept, [work.lines[0]], actor="staff:99")
            await tab.fire(JournalState.refresh, path=work.path)

            assert (await shown(tab)).rows[0].kind == "accepted"


class TestCorrecting:
    async def open_editor(self, tab: Browser, work: AtWork, line: int) -> EditingState:
        await tab.fire(JournalState.load, path=f"{work.path}?line={work.lines[line]}")
        await tab.fire(EditingState.edit, path=work.path)
        return await tab.state(EditingState)

    async def test_a_search_and_an_amount_make_a_decision(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            state = await self.open_editor(tab, work, 3)
            await tab.fire(EditingState.search, path=work.path, words="A-3")
            [found] = state.found
            await tab.fire(EditingState.put_in, path=work.path, invoice_id=found.invoice_id)
            assert [each.typed for each in state.draft] == ["55.00"]

            await tab.fire(EditingState.decide, path=work.path, form={f"pays-{found.invoice_id}": "50.00"})

            assert state_of(work.lines[3]) is LineState.ACCEPTED
            assert "Accepted line 4: 50.00\u00a0EUR as corrected" in await told(tab)

    @pytest.mark.parametrize(
        ("typed", "error"),
        [
            ("100,40", "after a point"),
            ("", "Type an amount"),
            ("abc", "not an amount"),
            ("0", "Take the invoice out"),
            ("100.01", "Only 100.00\u00a0EUR is open"),
        ],
    )
    async def test_what_is_wrong_with_an_amount_stands_at_its_field(self, work: AtWork, typed: str, error: str) -> None:
        async with Browser(staff_cookie()) as tab:
            state = await self.open_editor(tab, work, 0)
            [row] = state.draft
            await tab.fire(EditingState.type_amount, path=work.path, invoice_id=row.invoice_id, text=typed)
            assert error in state.draft[0].error
            assert state.draft[0].typed == typed

            await tab.fire(EditingState.decide, path=work.path, form={f"pays-{row.invoice_id}": typed})

        assert state_of(work.lines[0]) is LineState.READY

    async def test_more_than_was_paid_is_refused_and_the_editor_stays(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            state = await self.open_editor(tab, work, 0)
            await tab.fire(EditingState.search, path=work.path, words="A-2")
            await tab.fire(EditingState.put_in, path=work.path, invoice_id=state.found[0].invoice_id)
            form = {f"pays-{each.invoice_id}": "100.00" for each in state.draft}
            await tab.fire(EditingState.decide, path=work.path, form=form)

            assert (state.is_over, state.editing_line) == (True, work.lines[0])
            assert "only 100.00 EUR was paid" in await told(tab)
        assert state_of(work.lines[0]) is LineState.READY

    async def test_an_invoice_of_another_currency_cannot_be_put_in_by_its_id(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            state = await self.open_editor(tab, work, 0)
            await tab.fire(EditingState.put_in, path=work.path, invoice_id=4711)

            assert len(state.draft) == 1


class TestLongAndFinalWork:
    async def test_post_asks_with_count_and_sum_and_then_posts(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await accept(tab, work.path)
            await tab.fire(PostingState.ask_post, path=work.path)
            state = await tab.state(WorkingState)
            assert (state.asking_post, state.head.postable, state.head.postable_text) == (
                True,
                "1 line",
                "100.00\u00a0EUR",
            )
            assert state_of(work.lines[0]) is LineState.ACCEPTED

            await tab.fire(PostingState.post, path=work.path)

            assert "Posted 1 line, 100.00\u00a0EUR." in await told(tab)
        assert state_of(work.lines[0]) is LineState.POSTED

    async def test_a_test_report_shows_the_books_and_keeps_nothing(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await accept(tab, work.path)
            await tab.fire(PostingState.ask_post, path=work.path)
            await tab.fire(PostingState.try_out, path=work.path)
            state = await tab.state(PostingState)

        assert state.tried == "1 line would be posted, 100.00\u00a0EUR."
        assert [(each.account, each.debit, each.credit) for each in state.trial_accounts] == [
            ("1010", "100.00", ""),
            ("1200", "", "100.00"),
            ("2100", "100.00", "100.00"),
        ]
        assert state_of(work.lines[0]) is LineState.ACCEPTED

    async def test_who_decided_a_large_line_is_told_that_somebody_else_posts_it(
        self, work: AtWork, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DUEBOOK_FOUR_EYES_FROM", "100.00")
        settings.cache_clear()
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await accept(tab, work.path)
            await tab.fire(PostingState.ask_post, path=work.path)
            assert "somebody else has to post" in (await tab.state(PostingState)).kept_back
            await tab.fire(PostingState.post, path=work.path)
            assert "Posted 0 lines" in await told(tab)
        settings.cache_clear()

        assert state_of(work.lines[0]) is LineState.ACCEPTED

    async def test_an_agent_may_accept_but_not_post(self, work: AtWork) -> None:
        async with Browser(staff_cookie("agent")) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await accept(tab, work.path)
            await tab.fire(PostingState.post, path=work.path)

        assert state_of(work.lines[0]) is LineState.ACCEPTED

    async def test_apply_matches_what_nobody_decided(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await tab.fire(WorkingState.apply, path=work.path)

            assert "Applied to 4 lines" in await told(tab)

    async def test_only_an_approver_releases_and_only_with_a_reason(self, work: AtWork) -> None:
        for role, reason, stays in (("accountant", "checked by phone", True), ("approver", "ok", True)):
            async with Browser(staff_cookie(role)) as tab:
                await tab.fire(JournalState.load, path=work.path)
                form = {"statement": str(work.statement), "reason": reason}
                await tab.fire(WorkingState.release, path=work.path, form=form)
                await tab.fire(JournalState.refresh, path=work.path)
                assert bool((await shown(tab)).head.held) is stays
        async with Browser(staff_cookie("approver")) as tab:
            await tab.fire(JournalState.load, path=work.path)
            form = {"statement": str(work.statement), "reason": "checked by phone"}
            await tab.fire(WorkingState.release, path=work.path, form=form)
            assert (await shown(tab)).head.held == []

    async def test_a_posted_line_is_reversed_with_a_reason(self, work: AtWork) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalState.load, path=work.path)
            await accept(tab, work.path)
            await tab.fire(PostingState.post, path=work.path)
            await tab.fire(JournalState.choose, path=work.path, line_id=work.lines[0])
            await tab.fire(WorkingState.reverse_line, path=work.path, form={"reason": "nobody asked for this"})
            assert state_of(work.lines[0]) is LineState.POSTED

            await tab.fire(WorkingState.ask_reverse, path=work.path)
            await tab.fire(WorkingState.reverse_line, path=work.path, form={"reason": "no"})
            assert state_of(work.lines[0]) is LineState.POSTED

            await tab.fire(WorkingState.reverse_line, path=work.path, form={"reason": "paid by somebody else"})

            assert (await shown(tab)).panel.kind == "reversed"
        assert state_of(work.lines[0]) is LineState.REVERSED
