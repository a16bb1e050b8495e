"""A line that pays no invoice: on a debtor's account, nobody's yet, no customer's money, or a payment taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from backoffice.components.debtor_search import DebtorFound, find_debtors
from backoffice.pages.journal.draft import Way
from backoffice.pages.journal.editing import EditingState
from shared import clock, db, journals
from shared.journals import deciding, returns
from shared.journals.returns import Candidate
from shared.receipts import lists
from shared.receipts.lists import ReceiptLine, Which
from shared.receipts.rules import receipt_number
from shared.ui.arguments import line, one_of, whole
from shared.ui.format import count, money, short_date
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_MOST_RECEIPTS = 6


@dataclass
class ReceiptFound:
    """A receipt that a line may take back."""

    id: int = 0
    number: str = ""
    who: str = ""
    amount: str = ""
    received: str = ""
    why: str = ""


class ElsewhereState(EditingState):
    """The editor's other ways. Each decides the line at once and goes on to the next, as accepting does."""

    who: str = ""
    who_searched: bool = False
    debtors_found: list[DebtorFound] = []
    receipts_found: list[ReceiptFound] = []

    @rx.event
    @allow("journals.work")
    async def elsewhere(self) -> None:
        """Say what the line is, when it is not for invoices."""
        await self._begin()
        if self.editing_line:
            await self._take(Way.ACCOUNT if self.panel.is_credit else Way.RETURN)

    @rx.event
    @allow("journals.work")
    async def choose_way(self, way: str) -> None:
        await self._take(one_of(way, Way))

    @rx.event
    @allow("journals.work")
    async def search_debtor(self, words: str) -> None:
        """Find whose account the money goes to."""
        self.who = line(words, most=80)
        self.debtors_found, self.who_searched = await find_debtors(self.who), bool(self.who)

    @rx.event
    @allow("journals.work")
    async def search_receipt(self, words: str) -> None:
        """Find the payment that was taken back."""
        self.who = line(words, most=80)
        asked = lists.Asked(clock.today(), Which.ALL, self.who, limit=_MOST_RECEIPTS)
        found = (await db.ask(lists.page, asked)).rows if self.who else ()
        self.receipts_found, self.who_searched = (
            [_found(each) for each in found if not each.is_reversed],
            bool(self.who),
        )

    @rx.event
    @allow("journals.work")
    async def put_on_account(self, debtor_id: int) -> EventSpec:
        """The money is theirs and pays nothing yet."""
        names = {each.id: each.name for each in self.debtors_found}
        whose = names.get(whole(debtor_id), "the debtor")
        return await self._settled(journals.put_on_account, debtor_id, said=f"on account of {whose}, unapplied")

    @rx.event
    @allow("journals.work")
    async def leave_unidentified(self) -> EventSpec:
        """Nobody knows yet whose the money is."""
        return await self._settled(journals.leave_unidentified, said="as money nobody is known for yet")

    @rx.event
    @allow("journals.work")
    async def book_to_account(self, form: dict[str, Any]) -> EventSpec:
        """The money is no customer's."""
        account = line(form.get("book-to", ""), most=4)
        said = f"to {account} {dict(deciding.accounts()).get(account, '')}"
        return await self._settled(journals.book_to_account, account, said=said)

    @rx.event
    @allow("journals.work")
    async def mark_payout(self) -> EventSpec:
        """The money is a payout of card payments that are posted already."""
        return await self._settled(journals.mark_payout, said="as a payout of card money")

    @rx.event
    @allow("journals.work")
    async def mark_return(self, receipt_id: int) -> EventSpec:
        """The money that left takes back this receipt."""
        numbers = {each.id: each.number for each in self.receipts_found}
        said = f"as taking back {numbers.get(whole(receipt_id), 'the receipt')}"
        return await self._settled(journals.mark_return, receipt_id, said=said)

    async def _settled(self, service: Any, *what: Any, said: str) -> EventSpec:
        """Decide the line whose editor is open, and go on."""
        actor = self._signed_in().actor
        await db.call(service, self.editing_line, *what, actor=actor, seen=self._seen)
        self.editing_line, self.selected = 0, self.editing_line
        detail = await self._detail()
        await self._go_on(detail)
        view = detail.view
        return tell(f"Accepted line {count(view.position)}: {money(view.amount)} {said}. Undo with u.", tone="good")

    async def _take(self, way: Way) -> None:
        self.way, self.who, self.who_searched = way.value, "", False
        self.debtors_found, self.receipts_found = [], []
        if way is Way.RETURN:
            likely = await db.ask(returns.candidates, self.editing_line, limit=_MOST_RECEIPTS)
            self.receipts_found = [_likely(each) for each in likely]
        self.focus_on = {
            Way.INVOICES: "find-invoice",
            Way.ACCOUNT: "find-debtor",
            Way.NOBODY: "leave-unidentified",
            Way.OTHER: "book-to",
            Way.RETURN: "find-receipt",
        }[way]


def _likely(found: Candidate) -> ReceiptFound:
    """One that the line speaks for, with the reasons."""
    return ReceiptFound(
        found.receipt_id,
        receipt_number(found.receipt_id, found.received_on),
        found.debtor_name or found.payer_name,
        money(found.amount),
        short_date(found.received_on),
        "; ".join(found.reasons),
    )


def _found(receipt: ReceiptLine) -> ReceiptFound:
    who = receipt.debtor or receipt.payer_name
    return ReceiptFound(receipt.id, receipt.number, who, money(receipt.amount), short_date(receipt.received_on))
