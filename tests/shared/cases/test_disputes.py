"""A debtor says that an invoice is not owed: what is kept, what is held, and how it ends."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from shared import cases
from shared.cases import queries
from shared.cases.queries import DISPUTED, Which
from shared.cases.rules import Closed, DisputedAlready, DisputedTooMuch, NothingSaid, NothingToDispute, TooManyFiles
from shared.cases.service import Evidence, Objection
from shared.documents import NotTaken
from shared.errors import NotFound
from shared.models import Debtor, Dispute, DisputeFile, Invoice, Message
from shared.money import Money
from shared.words import DisputeReason, DisputeState
from tests import factories
from tests.factories import eur

DEBTOR = "debtor:1"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40 + b"IEND\xaeB`\x82"


def _said(invoice: Invoice, amount: Money | None = None, **more: Any) -> Objection:
    told = Objection(invoice.debtor_id, invoice.id or 0, DisputeReason.FAULTY, "Two of three were broken.", amount)
    return replace(told, **more)


def _disputed(session: Session, amount: Money | None = None) -> tuple[Invoice, Dispute]:
    invoice = factories.invoice(session, 1_190_00)
    return invoice, cases.dispute(session, _said(invoice, amount), actor=DEBTOR)


def _written(session: Session) -> list[str]:
    return list(session.exec(select(Message.template).order_by("id")))


class TestADispute:
    def test_is_of_all_that_is_left_when_no_amount_is_said(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_190_00)
        factories.allocation(session, factories.receipt(session, 190_00), invoice.id or 0, 190_00)

        made = cases.dispute(session, _said(invoice), actor=DEBTOR)

        assert (made.amount, made.state) == (eur(1_000_00), DisputeState.OPEN)

    def test_of_a_part_holds_the_invoice(self, session: Session) -> None:
        other = factories.invoice(session)
        invoice, made = _disputed(session, eur(300_00))

        assert made.amount == eur(300_00)
        assert cases.holds(session, [invoice.id or 0, other.id or 0]) == {invoice.id: frozenset({DISPUTED})}

    def test_is_confirmed_to_whoever_raised_it(self, session: Session) -> None:
        factories.invoice(session)
        session.exec(select(Debtor)).one().email = "anna@example.com"

        _disputed(session)

        assert _written(session) == ["dispute_received"]

    def test_of_an_invoice_that_is_disputed_already_is_refused(self, session: Session) -> None:
        invoice, _ = _disputed(session)

        with pytest.raises(DisputedAlready):
            cases.dispute(session, _said(invoice), actor=DEBTOR)

    def test_of_somebody_elses_invoice_finds_none(self, session: Session) -> None:
        invoice = factories.invoice(session)
        stranger = factories.debtor(session, "D-2")

        with pytest.raises(NotFound):
            cases.dispute(session, _said(invoice, debtor_id=stranger), actor=DEBTOR)

    @pytest.mark.parametrize("amount", [0, -1, 1_190_01])
    def test_is_of_no_more_than_is_left_and_of_something(self, session: Session, amount: int) -> None:
        invoice = factories.invoice(session, 1_190_00)

        with pytest.raises(DisputedTooMuch, match=r"At most 1,?190\.00"):
            cases.dispute(session, _said(invoice, eur(amount)), actor=DEBTOR)

    def test_of_a_paid_invoice_is_refused(self, session: Session) -> None:
        invoice = factories.invoice(session, 100_00)
        factories.allocation(session, factories.receipt(session, 100_00), invoice.id or 0, 100_00)

        with pytest.raises(NothingToDispute):
            cases.dispute(session, _said(invoice), actor=DEBTOR)

    def test_says_something(self, session: Session) -> None:
        with pytest.raises(NothingSaid):
            cases.dispute(session, _said(factories.invoice(session), text="  no "), actor=DEBTOR)


class TestFiles:
    def test_are_kept_with_the_dispute(self, session: Session) -> None:
        invoice = factories.invoice(session)
        photo = Evidence("broken.png", "image/png", PNG)

        cases.dispute(session, _said(invoice, files=[photo]), actor=DEBTOR)

        [found] = queries.of_invoice(session, invoice.id or 0)
        assert [(each.name, each.size) for each in found.files] == [("broken.png", len(PNG))]

    def test_that_we_do_not_take_refuse_all_of_it(self, session: Session) -> None:
        invoice = factories.invoice(session)
        page = Evidence("invoice.pdf", "application/pdf", b"<script>alert(1)</script>")

        with pytest.raises(NotTaken), session.begin_nested():
            cases.dispute(session, _said(invoice, files=[page]), actor=DEBTOR)

        assert session.exec(select(Dispute)).all() == []
        assert session.exec(select(DisputeFile)).all() == []

    def test_are_few(self, session: Session) -> None:
        many = [Evidence(f"{number}.png", "image/png", PNG) for number in range(6)]

        with pytest.raises(TooManyFiles, match="At most 5 files"):
            cases.dispute(session, _said(factories.invoice(session), files=many), actor=DEBTOR)


class TestItsEnd:
    def test_withdrawn_it_holds_nothing(self, session: Session) -> None:
        invoice, made = _disputed(session)

        cases.withdraw(session, made.id or 0, debtor_id=invoice.debtor_id, actor=DEBTOR)

        assert cases.holds(session, [invoice.id or 0]) == {}
        assert cases.dispute(session, _said(invoice), actor=DEBTOR).id != made.id

    def test_is_not_for_others_to_withdraw(self, session: Session) -> None:
        _, made = _disputed(session)

        with pytest.raises(NotFound):
            cases.withdraw(session, made.id or 0, debtor_id=factories.debtor(session, "D-2"), actor=DEBTOR)

    @pytest.mark.parametrize(
        ("is_upheld", "state", "mail"),
        [(True, DisputeState.UPHELD, "dispute_upheld"), (False, DisputeState.REJECTED, "dispute_rejected")],
    )
    def test_decided_it_is_answered(self, session: Session, is_upheld: bool, state: DisputeState, mail: str) -> None:
        invoice, made = _disputed(session)
        session.get_one(Debtor, invoice.debtor_id).email = "anna@example.com"

        cases.decide(session, made.id or 0, is_upheld=is_upheld, answer="We looked at your photos.", actor="staff:1")

        assert (made.state, made.closed_by) == (state, "staff:1")
        assert cases.holds(session, [invoice.id or 0]) == {}
        assert _written(session) == [mail]
        assert "We looked at your photos." in session.exec(select(Message)).one().body

    def test_comes_once(self, session: Session) -> None:
        invoice, made = _disputed(session)
        cases.decide(session, made.id or 0, is_upheld=False, answer="It was delivered.", actor="staff:1")

        with pytest.raises(Closed):
            cases.decide(session, made.id or 0, is_upheld=True, answer="It was not.", actor="staff:2")
        with pytest.raises(Closed):
            cases.withdraw(session, made.id or 0, debtor_id=invoice.debtor_id, actor=DEBTOR)

    def test_needs_a_reason(self, session: Session) -> None:
        _, made = _disputed(session)

        with pytest.raises(NothingSaid):
            cases.decide(session, made.id or 0, is_upheld=False, answer="", actor="staff:1")


class TestTheListOfStaff:
    def test_shows_open_ones_the_oldest_first_and_counts(self, session: Session) -> None:
        first, second, third = (_disputed(session)[1] for _ in range(3))
        cases.decide(session, second.id or 0, is_upheld=True, answer="You are right.", actor="staff:1")

        page = queries.page(session, Which.OPEN)

        assert [each.id for each in page.rows] == [first.id, third.id]
        assert page.counts == {Which.OPEN: 2, Which.CLOSED: 1, Which.ALL: 3}

    def test_is_read_by_page(self, session: Session) -> None:
        made = [_disputed(session)[1].id for _ in range(3)]

        assert [each.id for each in queries.page(session, Which.OPEN, offset=1, limit=1).rows] == [made[1]]

    def test_of_one_that_is_none_is_not_found(self, session: Session) -> None:
        with pytest.raises(NotFound):
            queries.one(session, 4711)
