"""What a debtor is written about card money: one mail for each payment and each refund, in their language."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from backoffice.jobs.outbox import send_due
from shared import clock, db
from shared import receipts as money
from shared.messaging import queries
from shared.messaging.queries import Letter
from shared.models import Debtor, Invoice, OutboxMessage, Rail, Receipt, Refund
from shared.money import Money
from shared.payments import checkout
from shared.payments.after_capture import confirming
from shared.receipts import MoneyIn, Wanted, card_refunds, refunds
from tests.shared.payments import saving
from tests.shared.payments.cards import owing, pay_page, receipts
from tests.shared.payments.money_back import deliver, paid, post, refund, rows, settled, told_since

DAY = clock.today()


def reached_at(email: str, language: str = "en") -> None:
    def write(session: Session) -> None:
        for each in session.exec(select(Debtor)):
            each.email, each.language = email, language

    db.run(write)


def mails() -> list[Letter]:
    """What was written, the oldest first, once every promise was kept; amounts with plain spaces."""
    while send_due():
        pass
    return [_plain(each) for each in db.look(_letters)]


def _letters(session: Session) -> list[Letter]:
    debtors = session.exec(select(Debtor.id))
    found = [each for id_ in debtors for each in queries.told_to(session, id_ or 0, limit=50)]
    return sorted(found, key=lambda each: each.id)


def told(*, times: int = 3) -> None:
    """All the provider has to tell, each several times at one moment."""
    everything = told_since()
    deliver(everything, times=times)
    settled(everything)


def keep_promises_again() -> None:
    """As if every worker had died after the effect and before it could say so."""
    payloads = {"receipt_id": Receipt, "refund_id": Refund}
    effects = {
        "receipt_id": [confirming.tell_paid],
        "refund_id": [confirming.tell_refunded, confirming.tell_refund_failed],
    }
    for name, model in payloads.items():
        for each in saving.everything(model):
            for effect in effects[name]:
                db.run(effect, each.id)


class TestAPayment:
    def test_is_confirmed_once_however_often_it_is_told(self, simulator: str) -> None:
        owes, [first, second] = owing(80_00, 20_00)
        reached_at("jana@debtor.example")
        wanted = {first: None, second: Money(5_00, "EUR")}
        pay_page(checkout.open_page(checkout.reserve(owes, wanted)))
        told()
        told()

        [mail] = mails()
        keep_promises_again()
        assert mails() == [mail]

        [receipt] = receipts()
        assert mail.address == "jana@debtor.example"
        assert mail.subject == "We have received 85.00 EUR"
        for each in (
            "Invoice FL-1: 80.00 EUR, paid in full",
            "Invoice FL-2: 5.00 EUR, 15.00 EUR left to pay",
            f"/receipts/{receipt.id}\n",
            "Is this genuine?",
        ):
            assert each in mail.body
        assert "not set against" not in mail.body
        assert [each.id for each in db.look(_letters) if each.debtor_id == owes] == [mail.id]

    def test_says_what_was_paid_too_much(self, simulator: str) -> None:
        owes, [invoice] = owing(80_00)
        reached_at("jana@debtor.example", "de")
        first = checkout.open_page(checkout.reserve(owes, {invoice: None}))
        pay_page(first)
        db.run(_pay_by_bank, invoice, 40_00)
        told()

        [mail] = mails()
        assert mail.subject == "Wir haben 80,00 EUR erhalten"
        assert "Rechnung FL-1: 40,00 EUR, vollständig bezahlt" in mail.body
        assert "40,00 EUR davon sind noch keiner Rechnung zugeordnet." in mail.body

    @pytest.mark.parametrize("address", ["", "jana@debtor.example, other@debtor.example"])
    def test_without_an_address_that_takes_mail_is_booked_all_the_same(self, simulator: str, address: str) -> None:
        owes, [invoice] = owing(80_00)
        reached_at(address)
        pay_page(checkout.open_page(checkout.reserve(owes, {invoice: None})))
        told()

        assert mails() == []
        assert len(receipts()) == 1
        assert all(each.done_at for each in saving.everything(OutboxMessage))

    def test_that_was_declined_is_not_confirmed(self, simulator: str) -> None:
        owes, [invoice] = owing(80_00)
        reached_at("jana@debtor.example")
        pay_page(checkout.open_page(checkout.reserve(owes, {invoice: None})), "declined")
        told()

        assert mails() == []

    def test_of_which_two_workers_write_at_once_has_one_mail(self, simulator: str) -> None:
        owes, [invoice] = owing(80_00)
        reached_at("jana@debtor.example")
        pay_page(checkout.open_page(checkout.reserve(owes, {invoice: None})))
        told()
        [receipt] = receipts()

        with ThreadPoolExecutor(4) as pool:
            for each in [pool.submit(db.run, confirming.tell_paid, receipt.id or 0) for _ in range(8)]:
                each.exception()
        assert len(mails()) == 1


class TestARefund:
    def test_is_told_once_with_what_is_open_again(self, simulator: str) -> None:
        paid(500_00)
        reached_at("jana@debtor.example")
        told()
        _refunded(200_00)
        told()
        keep_promises_again()

        payment, back = mails()
        [receipt] = receipts()
        assert payment.subject == "We have received 500.00 EUR"
        assert back.subject == "200.00 EUR goes back to your card"
        assert f"receipt R-{receipt.received_on.year}-{receipt.id:06d}" in back.body
        assert "Invoice FL-1: 200.00 EUR left to pay" in back.body
        assert f"/receipts/{receipt.id}\n" in back.body

    def test_made_in_the_providers_dashboard_is_told_too(self, simulator: str) -> None:
        _, charge = paid(500_00)
        reached_at("jana@debtor.example")
        refund(charge, 200_00)
        refund(charge, 100_00)
        told()

        subjects = sorted(each.subject for each in mails())
        assert subjects == [
            "100.00 EUR goes back to your card",
            "200.00 EUR goes back to your card",
            "We have received 500.00 EUR",
        ]

    def test_that_the_bank_did_not_take_is_not_told_as_paid_back(self, simulator: str) -> None:
        _, charge = paid(500_00)
        reached_at("jana@debtor.example")
        made = refund(charge, 200_00)
        post(simulator, f"_refund/{made}/fail")
        told()

        assert [each.subject for each in mails()] == ["We have received 500.00 EUR"]

    def test_that_its_bank_gives_back_after_it_was_told_is_corrected_once(self, simulator: str) -> None:
        _, charge = paid(500_00)
        reached_at("jana@debtor.example")
        made = refund(charge, 200_00)
        told()
        assert [each.subject for each in mails()][1:] == ["200.00 EUR goes back to your card"]

        post(simulator, f"_refund/{made}/fail")
        told()
        keep_promises_again()

        *_, last = mails()
        [receipt] = receipts()
        assert len(mails()) == 3
        assert last.subject == "200.00 EUR did not reach your card"
        assert f"receipt R-{receipt.received_on.year}-{receipt.id:06d}" in last.body


def _plain(mail: Letter) -> Letter:
    return replace(mail, subject=mail.subject.replace("\xa0", " "), body=mail.body.replace("\xa0", " "))


def _pay_by_bank(session: Session, invoice_id: int, minor: int) -> None:
    invoice = session.get_one(Invoice, invoice_id)
    came = MoneyIn(Rail.BANK, "bank:1", Money(minor, "EUR"), DAY, DAY, debtor_id=invoice.debtor_id)
    [receipt] = money.record(session, [came], actor="test")
    money.allocate(session, [Wanted(receipt, invoice_id, came.amount)], on=DAY, actor="test")


def _refunded(minor: int) -> None:
    """A refund of ours, proposed by one, approved by another, and sent by the worker."""

    def ask(session: Session) -> None:
        [receipt] = session.exec(select(Receipt.id)).all()
        number = card_refunds.propose(
            session, receipt or 0, Money(minor, "EUR"), reason="Sent back by the buyer", actor="staff:1"
        )
        refunds.approve(session, number, on=DAY, actor="staff:2")

    db.run(ask)
    while send_due():
        pass
    assert [each.amount_minor for each in rows(Refund)] == [minor]
