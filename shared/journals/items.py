"""The invoices and credit notes a line may be set against, as they stand now, locked."""

from collections.abc import Iterable

from sqlmodel import Session

from shared.db import locked
from shared.errors import NotFound
from shared.journals.rules import Item
from shared.models import Invoice, Rail, Receipt


def book_items(session: Session, book_ids: Iterable[int]) -> dict[int, Item]:
    """By the id of a Book: an invoice's own, or minus the receipt of a credit note. Invoices are locked first.

    Raises:
        NotFound: one does not exist, or is no credit note.
    """
    ids = list(book_ids)
    invoices = locked(session, Invoice, [each for each in ids if each > 0])
    notes = locked(session, Receipt, [-each for each in ids if each < 0])
    if any(each.rail is not Rail.CREDIT_NOTE or each.debtor_id is None for each in notes.values()):
        raise NotFound("This is not a credit note.")
    owed = {id_: Item(f"invoice {each.number}", each.debtor_id, each.outstanding) for id_, each in invoices.items()}
    credited = {
        -id_: Item(f"credit note {each.number}", each.debtor_id or 0, each.unapplied) for id_, each in notes.items()
    }
    return owed | credited
