"""Post: shows count and sum and asks, tries everything without keeping it, says what waits for somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from backoffice.jobs import journals as work
from backoffice.pages.journal.elsewhere import ElsewhereState
from backoffice.pages.journal.heading import line_count
from shared import db
from shared.db import locked
from shared.journals import trial
from shared.journals.piles import Tally
from shared.journals.trial import TrialReport
from shared.models import Journal
from shared.money import Money
from shared.ui.format import amount, count, money
from shared.ui.marks import allow
from shared.ui.notice_state import tell


@dataclass
class AccountRow:
    """What posting would do to one account."""

    account: str = ""
    name: str = ""
    debit: str = ""
    credit: str = ""
    currency: str = ""


@dataclass
class BackRow:
    """A line that would come back for review."""

    line_id: int = 0
    line: str = ""
    why: str = ""


class PostingState(ElsewhereState):
    """The question before posting, its test report, and posting itself in the background."""

    kept_back: str = ""
    trying: bool = False
    tried: str = ""
    trial_accounts: list[AccountRow] = []
    trial_back: list[BackRow] = []

    @rx.event
    @allow("journals.post")
    async def ask_post(self) -> EventSpec | None:
        """Show what would be posted, and ask."""
        await self._refresh()
        if not self.head.postable:
            return tell("No line is accepted yet. Accept lines first, then post them.")
        self._forget_trial()
        self.kept_back = _kept_back(await db.ask(_waits, self._journal_id, self._signed_in().actor))
        self.asking_post = True
        return None

    @rx.event
    @allow("journals.post")
    def do_not_post(self) -> None:
        self.asking_post = False

    @rx.event(background=True)
    @allow("journals.post")
    async def try_out(self) -> Any:
        """Post everything, look at the books and take all of it back: what Post would do now."""
        async with self:
            self._forget_trial()
            self.trying = True
            journal_id, actor, currency = self._journal_id, self._signed_in().actor, self._currency
        try:
            report = await db.aside(partial(db.run, trial.try_posting, journal_id, actor=actor))
        finally:
            async with self:
                self.trying = False
        async with self:
            self._show_trial(report, currency)

    @rx.event(background=True)
    @allow("journals.post")
    async def post(self) -> Any:
        """Post all accepted lines; it goes on when the page is left."""
        async with self:
            self.asking_post = False
            journal_id, actor, currency = self._journal_id, self._signed_in().actor, self._currency
        done = await db.aside(partial(work.post_journal, journal_id, actor=actor))
        back = f" {line_count(done.returned)} came back for review; each says why." if done.returned else ""
        waits = _kept_back(await db.ask(_waits, journal_id, actor))
        sum_posted = money(Money(done.amount_minor, currency))
        yield PostingState.refresh
        said = f"Posted {line_count(done.lines)}, {sum_posted}.{back}{' ' if waits else ''}{waits}"
        yield tell(said, tone="warn" if done.returned or waits else "good")

    def _show_trial(self, report: TrialReport, currency: str) -> None:
        posted = report.posted
        self.tried = f"{line_count(posted.lines)} would be posted, {money(Money(posted.amount_minor, currency))}."
        self.trial_accounts = [
            AccountRow(each.account.value, each.name, _side(each.debit), _side(each.credit), each.debit.currency)
            for each in report.accounts
        ]
        self.trial_back = [BackRow(each.line_id, f"Line {count(each.position)}", each.why) for each in report.returned]
        self.kept_back = _kept_back(report.kept_back)

    def _forget_trial(self) -> None:
        self.tried, self.trial_accounts, self.trial_back = "", [], []


def _waits(session: Session, journal_id: int, actor: str) -> Tally:
    return trial.kept_back(session, locked(session, Journal, [journal_id])[journal_id], actor)


def _kept_back(waits: Tally) -> str:
    """Why some accepted lines are not posted by this person; "" for none."""
    if not waits.count:
        return ""
    were = "was" if waits.count == 1 else "were"
    said = f"{line_count(waits.count)}, {money(waits.amount)}, {were} decided by you"
    return f"{said}: from this amount on, somebody else has to post what you decided."


def _side(value: Money) -> str:
    return amount(value) if value else ""
