"""Our own engine on a set, as `duebook match` runs it: its reading, its matching, its threshold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from backoffice.commands.match_folder import Folder, decimal_text, read_folder
from benchmarks.matching.sets import Proposals, Proposed, Shares
from shared.matching import CERTIFIED, OpenInvoice, Proposal, propose


def match(folder: Path) -> Proposals:
    """Proposals with their shipped confidence; from the certified threshold on they would be applied by themselves."""
    return matched(read_folder(folder))


def matched(read: Folder) -> Proposals:
    """The same for a set that was read already: the engine alone, its index built within it."""
    invoices = {each.id: each for each in read.book.invoices}
    found = {
        read.entry_refs[each.payment_id]: Proposed(_shares(each, invoices), each.confidence)
        for each in propose(read.payments, read.book)
        if each.shares
    }
    return Proposals(CERTIFIED.threshold, found)


def _shares(proposal: Proposal, invoices: dict[int, OpenInvoice]) -> Shares:
    paid = ((invoices[each.invoice_id], each.amount_minor) for each in proposal.shares)
    return {invoice.number: Decimal(decimal_text(minor, invoice.currency)) for invoice, minor in paid}
