"""Refunds in words: their state, and who did what to each and when."""

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice import routes
from shared.formats import in_fours
from shared.models import Rail, RefundState
from shared.receipts.refund_list import RefundRow
from shared.ui.format import amount as in_figures
from shared.ui.format import moment, money, short_date
from shared.ui.timeline import Moment

STATE = {
    RefundState.PROPOSED: ("needs-review", "Waits for approval"),
    RefundState.APPROVED: ("ready", "To be sent"),
    RefundState.DECLINED: ("rejected", "Declined"),
    RefundState.SENT: ("done", "Sent"),
    RefundState.FAILED: ("failed", "Failed"),
}


@dataclass
class RefundLine:
    """One refund, ready to be drawn."""

    id: int = 0
    href: str = ""
    receipt: str = ""
    receipt_href: str = ""
    debtor: str = ""
    debtor_href: str = ""
    amount: str = ""
    currency: str = ""
    said: str = ""
    payee: str = ""
    iban: str = ""
    reason: str = ""
    kind: str = "needs-review"
    label: str = ""
    proposed: str = ""
    proposed_by: str = ""
    waits: bool = False
    can_send: bool = False
    on_its_way: bool = False
    by_card: bool = False


def refund_line(row: RefundRow, names: Mapping[str, str]) -> RefundLine:
    kind, label = STATE[row.state]
    by_card = row.rail is Rail.CARD
    on_its_way = by_card and row.state is RefundState.APPROVED
    if on_its_way:
        kind, label = "processing", "On its way"
    return RefundLine(
        id=row.id,
        href=f"{routes.REFUNDS}?refund={row.id}",
        receipt=row.receipt,
        receipt_href=routes.receipt(row.receipt_id),
        debtor=row.debtor,
        debtor_href=routes.debtor(row.debtor_id),
        amount=in_figures(row.amount),
        currency=row.amount.currency,
        said=money(row.amount),
        payee=row.payee_name,
        iban=in_fours(row.payee_iban),
        reason=row.reason,
        kind=kind,
        label=label,
        proposed=moment(row.proposed_at),
        proposed_by=names.get(row.proposed_by, row.proposed_by),
        waits=row.state is RefundState.PROPOSED,
        can_send=row.state is RefundState.APPROVED and not by_card,
        on_its_way=on_its_way,
        by_card=by_card,
    )


def moments(row: RefundRow, names: Mapping[str, str]) -> list[Moment]:
    """What happened to it, the newest first."""
    by = names.get(row.proposed_by, row.proposed_by)
    told = [Moment(icon="hand-coins", text=f"Proposed by {by}", when=moment(row.proposed_at), quote=row.reason)]
    if row.decided_at and row.state is RefundState.DECLINED:
        by = names.get(row.decided_by, row.decided_by)
        told.append(Moment("x", f"Declined by {by}", moment(row.decided_at), quote=row.decline_reason))
    elif row.decided_at:
        by = names.get(row.decided_by, row.decided_by)
        told.append(Moment("check", f"Approved by {by}", moment(row.decided_at)))
    if row.sent_on:
        by = names.get(row.sent_by, row.sent_by)
        sent = f"\u2212{in_figures(row.amount)}"
        told.append(Moment("send", f"Sent by {by}", short_date(row.sent_on), amount=sent))
    if row.state is RefundState.FAILED:
        told.append(Moment("x", "Failed; we hold the money again", "", quote=row.decline_reason))
    return told[::-1]
