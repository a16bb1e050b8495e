"""Remembered payers and text rules in a tab: provenance, correcting, forgetting, a preview before a rule is kept."""

import pytest
from sqlmodel import Session

from backoffice.pages.debtor.state import DebtorState
from backoffice.pages.payers import PayersState
from backoffice.pages.text_rules import TextRulesState
from shared import db
from shared.journals import payer_memory, text_rules
from shared.journals.payer_memory import Lesson
from shared.ui.notice_state import NoticeState
from tests import factories as make
from tests.harness import NOWHERE, Browser, staff_cookie

pytestmark = pytest.mark.usefixtures("database")

PAYERS = f"{NOWHERE}/staff/payers"


def remembered(session: Session) -> tuple[int, int]:
    """Holding pays for D-1, as one line taught; D-2 is there to be named instead."""
    [line] = make.lines(session, make.entry(50_00, "RE A-1"))
    first, second = make.debtor(session, "D-1"), make.debtor(session, "D-2")
    payer_memory.learn(session, [Lesson(line.id or 0, make.FOREIGN_IBAN, "Holding AG", make.TODAY, first)])
    return first, second


async def told(tab: Browser) -> str:
    return (await tab.state(NoticeState)).text


class TestPayers:
    async def test_are_listed_with_the_lines_they_were_learned_from(self) -> None:
        db.run(remembered)
        async with Browser(staff_cookie("viewer")) as tab:
            await tab.fire(PayersState.load, path=f"{PAYERS}?payer=1")
            state = await tab.state(PayersState)

        assert [(each.who, each.debtor, each.times, each.source) for each in state.rows] == [
            ("HOLDING AG", "Debtor D-1", "1", "posted lines")
        ]
        assert [(each.amount, each.text) for each in state.lessons] == [("50.00", "RE A-1")]
        assert state.lessons[0].href.endswith("?line=1")

    async def test_are_forgotten_and_recalled(self) -> None:
        db.run(remembered)
        async with Browser(staff_cookie("agent")) as tab:
            await tab.fire(PayersState.load, path=f"{PAYERS}?payer=1")
            await tab.fire(PayersState.forget, path=f"{PAYERS}?payer=1", memory_id=1)
            state = await tab.state(PayersState)
            assert (state.rows, state.shown.is_forgotten) == ([], True)
            assert db.look(payer_memory.remembered) == []
            assert "can be recalled" in await told(tab)

            await tab.fire(PayersState.recall, path=f"{PAYERS}?payer=1", memory_id=1)
            assert [each.who for each in state.rows] == ["HOLDING AG"]

    async def test_are_corrected_to_another_debtor(self) -> None:
        _, second = db.run(remembered)
        async with Browser(staff_cookie("agent")) as tab:
            await tab.fire(PayersState.load, path=f"{PAYERS}?payer=1")
            await tab.fire(PayersState.search, path=f"{PAYERS}?payer=1", words="D-2")
            await tab.fire(PayersState.correct, path=f"{PAYERS}?payer=1", debtor_id=second)

            assert "pays for Debtor D-2" in await told(tab)
            assert tab.went_to == ["/staff/payers?payer=2"]
        [now] = db.look(payer_memory.remembered)
        assert now.debtor_id == second

    async def test_are_on_the_debtors_card(self) -> None:
        first, _ = db.run(remembered)
        async with Browser(staff_cookie("viewer")) as tab:
            await tab.fire(DebtorState.load, path=f"{NOWHERE}/staff/debtors/{first}")

            assert [each.who for each in (await tab.state(DebtorState)).payers] == ["HOLDING AG"]

    @pytest.mark.parametrize("role", ["viewer", "approver", "auditor", "admin"])
    async def test_who_may_not_manage_them_changes_nothing(self, role: str) -> None:
        _, second = db.run(remembered)
        async with Browser(staff_cookie(role)) as tab:
            await tab.fire(PayersState.load, path=f"{PAYERS}?payer=1")
            await tab.fire(PayersState.forget, path=f"{PAYERS}?payer=1", memory_id=1)
            await tab.fire(PayersState.correct, path=f"{PAYERS}?payer=1", debtor_id=second)

        assert [each.debtor_id for each in db.look(payer_memory.remembered)] != [second]


class TestTextRules:
    fees = {"name": "Bank fees", "words": "kontofuehrung", "goes-to": "6100", "way": "out"}

    async def test_a_rule_is_tried_on_past_lines_before_it_is_kept(self) -> None:
        db.run(make.lines, make.entry(12_50, "Kontofuehrung Mai", direction=make.Direction.DEBIT))
        async with Browser(staff_cookie()) as tab:
            await tab.fire(TextRulesState.load)
            await tab.fire(TextRulesState.ask)
            await tab.fire(TextRulesState.save)
            assert "Try the rule first" in await told(tab)
            await tab.fire(TextRulesState.preview, form=self.fees)
            state = await tab.state(TextRulesState)
            assert state.tried == "1 past line has these words."
            assert [(each.text, each.amount) for each in state.caught] == [("Kontofuehrung Mai", "−12.50")]
            assert db.look(text_rules.rules) == []

            await tab.fire(TextRulesState.save)
            assert [(each.name, each.account, each.way, each.label) for each in state.rows] == [
                ("Bank fees", "6100 Bank charges", "Money out", "On")
            ]

            await tab.fire(TextRulesState.switch, rule_id=1)
            assert [each.label for each in state.rows] == ["Off"]

    async def test_a_rule_that_says_nothing_is_refused(self) -> None:
        async with Browser(staff_cookie()) as tab:
            await tab.fire(TextRulesState.preview, form={**self.fees, "words": "a"})

            assert "Give the rule a name" in await told(tab)
            assert (await tab.state(TextRulesState)).tried == ""

    @pytest.mark.parametrize("role", ["viewer", "agent", "approver", "admin"])
    async def test_only_who_books_may_make_rules(self, role: str) -> None:
        async with Browser(staff_cookie(role)) as tab:
            await tab.fire(TextRulesState.preview, form=self.fees)
            await tab.fire(TextRulesState.save)

        assert db.look(text_rules.rules) == []
