"""An entry that does not balance cannot be constructed; one that does is posted once and moves exactly its balances."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from shared import ledger
from shared.errors import NotFound, Refused
from shared.ledger import Account, AlreadyReversed, Entry, Line
from shared.ledger.rules import NoExchangeRate, TooFewLines, Unbalanced
from shared.models import LedgerEntry, LedgerLine
from shared.money import Money
from tests import factories
from tests.factories import ACTOR, TODAY, eur

LEGS = st.lists(st.tuples(st.sampled_from(list(Account)), st.integers(-(10**9), 10**9)), max_size=6)


def _entry(*amounts: int, reference: str = "test:1") -> Entry:
    lines = [Line(Account.BANK, eur(each)) for each in amounts]
    return Entry(reference, "test", TODAY, tuple(lines))


class TestAnEntry:
    @given(LEGS)
    def test_balances_or_cannot_be_constructed(self, legs: list[tuple[Account, int]]) -> None:
        lines = tuple(Line(account, eur(minor)) for account, minor in legs)
        try:
            made = Entry("test:1", "test", TODAY, lines)
        except (Unbalanced, TooFewLines):
            assert sum(minor for _, minor in legs) != 0 or not any(minor for _, minor in legs)
        else:
            assert sum(line.amount.minor for line in made.lines) == 0
            assert len(made.lines) >= 2

    @pytest.mark.parametrize("amounts", [(), (1_00,), (0, 0), (1_00, 0)])
    def test_needs_two_lines_that_say_something(self, amounts: tuple[int, ...]) -> None:
        with pytest.raises(TooFewLines, match="at least two lines"):
            _entry(*amounts)

    def test_names_by_how_much_it_is_out_of_balance(self) -> None:
        with pytest.raises(Unbalanced, match="exceed credits by 1 minor"):
            _entry(1_190_00, -1_189_99)

    def test_leaves_lines_of_zero_out(self) -> None:
        assert len(_entry(5_00, 0, -5_00).lines) == 2

    def test_does_not_balance_one_currency_with_another(self) -> None:
        lines = (Line(Account.BANK, eur(1_00)), Line(Account.UNAPPLIED, Money(-1_00, "SEK")))

        with pytest.raises(Refused):
            Entry("test:1", "test", TODAY, lines)


class TestPost:
    def test_moves_what_is_outstanding_and_unapplied_by_its_lines_and_nothing_else(self, session: Session) -> None:
        paid, other = factories.invoice(session, 1_190_00), factories.invoice(session, 50_00)
        receipt_id = factories.receipt(session, 1_200_00)
        lines = (
            Line(Account.UNAPPLIED, eur(700_00), receipt_id=receipt_id, invoice_id=paid.id),
            Line(Account.RECEIVABLES, eur(-400_00), invoice_id=paid.id, receipt_id=receipt_id),
            Line(Account.RECEIVABLES_DISPUTED, eur(-300_00), invoice_id=paid.id, receipt_id=receipt_id),
        )

        ledger.post(session, [Entry("test:1", "test", TODAY, lines)], actor=ACTOR)

        assert factories.outstanding(session, paid) == 490_00
        assert factories.outstanding(session, other) == 50_00
        assert factories.unapplied(session, receipt_id) == 500_00

    def test_happens_once_under_a_reference(self, session: Session) -> None:
        ledger.post(session, [_entry(1_00, -1_00)], actor=ACTOR)

        with pytest.raises(IntegrityError), session.begin_nested():
            ledger.post(session, [_entry(1_00, -1_00)], actor=ACTOR)

        assert len(session.exec(select(LedgerEntry)).all()) == 1

    def test_of_a_batch_is_whole_or_nothing(self, session: Session) -> None:
        batch = [_entry(1_00, -1_00, reference=f"test:{each}") for each in (1, 2, 1)]

        with pytest.raises(IntegrityError), session.begin_nested():
            ledger.post(session, batch, actor=ACTOR)

        assert session.exec(select(LedgerLine)).all() == []

    def test_of_more_than_one_batch_gives_the_ids_in_order(self, session: Session) -> None:
        many = [_entry(each, -each, reference=f"test:{each}") for each in range(1, 1_102)]

        ids = ledger.post(session, many, actor=ACTOR)

        references = dict(session.exec(select(LedgerEntry.id, LedgerEntry.reference)).all())
        assert [references[each] for each in ids] == [each.reference for each in many]
        assert session.exec(select(LedgerEntry).where(LedgerEntry.posted == False)).all() == []  # noqa: E712

    def test_refuses_a_currency_without_an_exchange_rate_and_writes_nothing(self, session: Session) -> None:
        lines = (Line(Account.BANK, Money(1, "JPY")), Line(Account.UNAPPLIED, Money(-1, "JPY")))

        with pytest.raises(NoExchangeRate, match="no exchange rate for JPY on or before 2026-03-16"):
            ledger.post(
                session, [_entry(1, -1, reference="test:2"), Entry("test:1", "test", TODAY, lines)], actor=ACTOR
            )

        assert session.exec(select(LedgerEntry)).all() == []

    def test_can_never_leave_an_invoice_or_a_receipt_below_zero(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session, 10_00), factories.receipt(session, 10_00)
        too_much = (
            Line(Account.UNAPPLIED, eur(10_01), receipt_id=receipt_id),
            Line(Account.RECEIVABLES, eur(-10_01), invoice_id=invoice.id),
        )

        with pytest.raises(IntegrityError), session.begin_nested():
            ledger.post(session, [Entry("test:1", "test", TODAY, too_much)], actor=ACTOR)

        assert factories.outstanding(session, invoice) == 10_00


class TestReverse:
    def test_posts_the_mirror_at_the_value_date_of_the_original(self, session: Session) -> None:
        lines = (Line(Account.BANK_CHARGES, eur(3_50)), Line(Account.BANK, eur(-3_50)))
        [original] = ledger.post(
            session, [Entry("charge:1", "charge", TODAY, lines, value_date=date(2026, 3, 1))], actor=ACTOR
        )

        mirror = ledger.reverse(session, "charge:1", on=date(2026, 4, 2), reason="charged twice", actor=ACTOR)

        kept = session.get_one(LedgerEntry, mirror)
        assert (kept.reverses_id, kept.booked_on, kept.value_date) == (original, date(2026, 4, 2), date(2026, 3, 1))
        assert factories.books(session) == {}

    def test_happens_once(self, session: Session) -> None:
        ledger.post(session, [_entry(1_00, -1_00, reference="charge:1")], actor=ACTOR)
        ledger.reverse(session, "charge:1", on=TODAY, reason="charged twice", actor=ACTOR)

        with pytest.raises(AlreadyReversed, match="reversed once"):
            ledger.reverse(session, "charge:1", on=TODAY, reason="charged twice", actor=ACTOR)

    def test_of_a_reversal_puts_the_original_back(self, session: Session) -> None:
        lines = (Line(Account.BANK_CHARGES, eur(3_50)), Line(Account.BANK, eur(-3_50)))
        ledger.post(session, [Entry("charge:1", "charge", TODAY, lines)], actor=ACTOR)
        first = ledger.reverse(session, "charge:1", on=TODAY, reason="charged twice", actor=ACTOR)
        reference = session.get_one(LedgerEntry, first).reference

        ledger.reverse(session, reference, on=TODAY, reason="it was not twice", actor=ACTOR)

        assert factories.books(session) == {"1010": -3_50, "6100": 3_50}
        assert ledger.verify(session) == []

    def test_of_nothing_says_so(self, session: Session) -> None:
        with pytest.raises(NotFound, match="charge:9"):
            ledger.reverse(session, "charge:9", on=TODAY, reason="charged twice", actor=ACTOR)
