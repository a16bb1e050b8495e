"""What the receipt's page shows, read afresh whenever the books change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice.components.reading import reading
from backoffice.components.refund_lines import RefundLine, refund_line
from backoffice.pages.receipt import telling
from backoffice.pages.receipt.telling import Head, PartRow
from backoffice.session import StaffSession
from shared import clock, db
from shared.access.actors import names_of
from shared.models import Rail
from shared.money import Money
from shared.payments.after_capture import queries as chargebacks
from shared.payments.after_capture.queries import ChargebackView
from shared.receipts import card as cards
from shared.receipts import card_refunds, refund_list
from shared.receipts.card import ReceiptCard
from shared.receipts.refund_list import RefundRow
from shared.ui import live
from shared.ui.arguments import id_in
from shared.ui.marks import allow
from shared.ui.timeline import Moment


@dataclass(frozen=True, slots=True)
class Looked:
    """What one reading of the books says of a receipt."""

    card: ReceiptCard
    refunds: Sequence[RefundRow]
    disputes: Sequence[ChargebackView]
    refundable: Money | None
    names: Mapping[str, str]


class ReceiptState(StaffSession):
    """The receipt the address names; what may be done with it stands on this."""

    head: Head = Head()
    parts: list[PartRow] = []
    refunds: list[RefundLine] = []
    moments: list[Moment] = []
    loading: bool = True
    failed: str = ""

    _card: ReceiptCard | None = None
    _refundable: Money | None = None

    @rx.event
    @allow("receipts.read")
    async def load(self) -> AsyncIterator[Any]:
        receipt_id = self._receipt_id()
        if receipt_id != self.head.id:
            self.head, self.parts, self.refunds, self.moments, self.loading = Head(), [], [], [], True
            yield
        async with reading(self):
            self._show(await db.ask(_look, receipt_id))

    @rx.event(background=True)
    @allow("receipts.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", "refunds"):
            yield ReceiptState.load

    def _receipt_id(self) -> int:
        return id_in(self.router.url.path)

    def _show(self, found: Looked) -> None:
        card, refunds, names = found.card, found.refunds, found.names
        self._card, self._refundable = card, found.refundable
        self.head = telling.head(card, clock.today(), refundable=found.refundable, disputes=found.disputes)
        self.parts = [telling.part(each, names) for each in card.parts]
        self.refunds = [refund_line(each, names) for each in refunds]
        self.moments = telling.moments(card, names)


def _look(session: Session, receipt_id: int) -> Looked:
    """The card, its refunds, its disputes and the names on them."""
    found, refunds = cards.card(session, receipt_id), refund_list.of_receipt(session, receipt_id)
    actors = found.actors.union(*(each.actors for each in refunds))
    return Looked(
        card=found,
        refunds=refunds,
        disputes=chargebacks.of_receipt(session, receipt_id),
        refundable=card_refunds.left_on_card(session, receipt_id) if found.rail is Rail.CARD else None,
        names=names_of(session, actors),
    )
