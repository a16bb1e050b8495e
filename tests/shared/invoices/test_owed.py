from datetime import timedelta

from sqlmodel import Session

from shared import creditors
from shared.invoices import owed
from shared.models import Invoice
from shared.money import Money
from tests.factories import AGREEMENT, CLIENT, HOUSE, TODAY, agreement, allocation, eur, invoice, receipt


def mine(of: Invoice) -> int:
    return of.debtor_id


def test_totals_are_told_for_each_currency_and_what_of_them_is_overdue(session: Session) -> None:
    late = invoice(session, 300_00)
    invoice(session, 200_00, due_on=TODAY + timedelta(days=5))

    [total] = owed.totals(session, mine(late), on=TODAY)

    assert (total.owed, total.overdue) == (eur(500_00), eur(300_00))
    assert (total.invoices, total.overdue_invoices) == (2, 1)


def test_what_is_due_today_is_not_overdue(session: Session) -> None:
    due = invoice(session, 300_00, due_on=TODAY)

    [total] = owed.totals(session, mine(due), on=TODAY)
    [line] = owed.open_invoices(session, mine(due))

    assert not total.overdue
    assert line.days_overdue(TODAY) == 0
    assert line.days_overdue(TODAY + timedelta(days=1)) == 1


def test_nothing_owed_has_no_totals(session: Session) -> None:
    paid = invoice(session, 100_00)
    allocation(session, receipt(session, 100_00), paid.id, 100_00)

    assert owed.totals(session, mine(paid), on=TODAY) == []
    assert owed.open_invoices(session, mine(paid)) == []


def test_open_invoices_begin_with_the_one_due_first(session: Session) -> None:
    later = invoice(session, due_on=TODAY + timedelta(days=9))
    first = invoice(session, due_on=TODAY - timedelta(days=9))

    assert [each.id for each in owed.open_invoices(session, mine(later))] == [first.id, later.id]
    assert [each.id for each in owed.open_invoices(session, mine(later), due_before=TODAY)] == [first.id]
    assert owed.open_invoices(session, mine(later), currency="CHF") == []


def test_nothing_of_another_debtor_is_found(session: Session) -> None:
    theirs = invoice(session, debtor_number="D-2", debtor_name="Debtor D-2")
    me = mine(invoice(session))

    assert owed.by_ids(session, me, [theirs.id or 0]) == {}
    assert theirs.id not in [each.id for each in owed.page(session, me)]
    assert owed.counts(session, me) == {"": 1, "open": 1, "paid": 0}


def test_a_page_is_of_open_or_paid_invoices(session: Session) -> None:
    paid, still_open = invoice(session, 100_00), invoice(session, 50_00)
    allocation(session, receipt(session, 100_00), paid.id, 100_00)

    assert [each.id for each in owed.page(session, mine(paid), only="paid")] == [paid.id]
    assert [each.id for each in owed.page(session, mine(paid), only="open")] == [still_open.id]
    assert len(owed.page(session, mine(paid), limit=1, offset=1)) == 1
    assert owed.counts(session, mine(paid)) == {"": 2, "open": 1, "paid": 1}


def test_who_asks_is_whoever_is_still_owed(session: Session) -> None:
    agreement(session)
    own = invoice(session, 100_00)
    bought = invoice(session, 100_00, agreement=AGREEMENT)

    assert [each.name for each in owed.askers(session, mine(own))] == [CLIENT, HOUSE]

    allocation(session, receipt(session, 100_00), own.id, 100_00)
    [left] = owed.askers(session, mine(own))
    assert (left.name, left.is_house, left.is_owed) == (CLIENT, False, True)

    allocation(session, receipt(session, 100_00), bought.id, 100_00)
    assert [each.is_owed for each in owed.askers(session, mine(own))] == [False, False]


def test_a_debtor_without_invoices_is_asked_by_nobody(session: Session) -> None:
    creditors.register(session, HOUSE, "DE", is_house=True)

    assert owed.askers(session, 4711) == []


def test_amounts_keep_their_currency(session: Session) -> None:
    francs = invoice(session, amount=Money(70_00, "EUR"))

    [line] = owed.latest(session, mine(francs), limit=1)

    assert line.total == line.outstanding == Money(70_00, "EUR")
