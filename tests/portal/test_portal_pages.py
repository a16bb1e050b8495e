"""The portal's pages as a debtor meets them: their states, the real handlers, the real guard."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import Session, select

from portal import routes
from portal.components.asking import WhoAsksState
from portal.pages.home import HomeState
from portal.pages.invoice import InvoiceState
from portal.pages.invoices import InvoicesState
from portal.pages.pay.state import PayState
from portal.pages.payment.state import PaymentState
from portal.pages.receipt import ReceiptState
from portal.pages.receipts import ReceiptsState
from shared import clock, db, payments, receipts
from shared.models import AttemptState, PaymentAttempt, Rail
from tests import factories
from tests.factories import ACTOR, AGREEMENT, CLIENT, TODAY
from tests.harness import NOWHERE, Browser, debtor_cookie

LOADS = [
    HomeState.load,
    InvoicesState.load,
    InvoiceState.load,
    PayState.load,
    PaymentState.load,
    ReceiptsState.load,
    ReceiptState.load,
    WhoAsksState.load,
]


class Story:
    """A debtor with an invoice that is overdue by 15 days and one that is due in five."""

    def __init__(self) -> None:
        self.debtor, self.late, self.coming = db.run(self._begin)
        self.cookie = debtor_cookie(self.debtor)

    def _begin(self, session: Session) -> tuple[int, int, int]:
        factories.bank_account(session)
        late = factories.invoice(session, 300_00, number="INV-LATE")
        coming = factories.invoice(session, 200_50, number="INV-COMING", due_on=TODAY + timedelta(days=5))
        return late.debtor_id, late.id or 0, coming.id or 0

    def tab(self) -> Browser:
        return Browser(cookies=self.cookie)

    def pays(self, amount: int, invoice_id: int, part: int, **facts: Any) -> int:
        def pay(session: Session) -> int:
            made = factories.receipt(session, amount, **facts)
            factories.allocation(session, made, invoice_id, part)
            return made

        return db.run(pay)

    def attempt(self, state: AttemptState, *, url: str = "") -> str:
        """A card payment for the late invoice that stands like this."""

        def begin(session: Session) -> str:
            begun = payments.begin(session, self.debtor, {self.late: None})
            begun.state, begun.url = state, url
            return begun.key

        return db.run(begin)


@pytest.fixture
def story(database: str) -> Story:
    clock.move(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) - datetime.now(UTC))
    return Story()


async def test_home_offers_to_pay_what_is_overdue_with_one_button(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(HomeState.load)
        home = await tab.state(HomeState)

    assert [(each.amount, each.currency) for each in home.sums] == [("500.50", "EUR")]
    assert [(each.number, each.label, each.left) for each in home.lines] == [
        ("INV-LATE", "15 days overdue", "300.00"),
        ("INV-COMING", "Due on 21 March 2026", "200.50"),
    ]
    assert (home.pay_label, home.pay_ids) == ("Pay the overdue 300.00\u00a0EUR", [str(story.late)])
    assert not home.loading


async def test_home_offers_to_pay_everything_when_nothing_is_overdue(story: Story) -> None:
    story.pays(300_00, story.late, 300_00)

    async with story.tab() as tab:
        await tab.fire(HomeState.load)
        home = await tab.state(HomeState)

    assert (home.pay_label, home.pay_ids) == ("Pay 200.50\u00a0EUR", [str(story.coming)])
    assert [each.is_payment for each in home.happened].count(True) == 1


async def test_home_of_somebody_who_owes_nothing_has_no_button(story: Story) -> None:
    other = db.run(lambda session: factories.debtor(session, "D-2"))

    async with Browser(cookies=debtor_cookie(other)) as tab:
        await tab.fire(HomeState.load)
        home = await tab.state(HomeState)

    assert (home.sums, home.lines, home.pay_label, home.happened) == ([], [], "", [])
    assert not home.loading


async def test_a_posting_by_staff_shows_on_the_open_page(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(HomeState.load)
        await tab.begin(HomeState.watch)
        story.pays(300_00, story.late, 300_00)
        await until(tab, HomeState, lambda home: home.pay_label == "Pay 200.50\u00a0EUR")


async def test_who_asks_is_said_with_the_creditors_trade(story: Story) -> None:
    def buy(session: Session) -> None:
        factories.client(session).trade = "your glazier"
        factories.agreement(session)
        factories.invoice(session, 10_00, agreement=AGREEMENT)

    db.run(buy)

    async with story.tab() as tab:
        await tab.fire(WhoAsksState.load)
        asks = await tab.state(WhoAsksState)

    assert "".join(f"{each.lead}{each.name}{each.trail}" for each in asks.phrases) == (
        f"Halden Receivables asks for payment for its own invoices and for: {CLIENT}, your glazier"
    )
    assert asks.creditor == ""


async def test_the_list_of_invoices_is_filtered_by_its_address(story: Story) -> None:
    story.pays(300_00, story.late, 300_00)

    async with story.tab() as tab:
        await tab.fire(InvoicesState.load, path=at("?filter=paid"))
        page = await tab.state(InvoicesState)

    assert [(each.number, each.kind) for each in page.rows] == [("INV-LATE", "paid")]
    assert [(each.label, each.count) for each in page.view.chips] == [("All", "2"), ("Open", "1"), ("Paid", "1")]


async def test_an_invoice_shows_how_its_amount_came_about(story: Story) -> None:
    story.pays(120_00, story.late, 120_00)

    async with story.tab() as tab:
        await tab.fire(InvoiceState.load, path=at(f"/{story.late}"))
        page = await tab.state(InvoiceState)

    assert [each.amount for each in page.steps] == ["300.00", "−120.00"]
    assert (page.row.left, page.left, page.button) == ("180.00", "180.00\u00a0EUR", "Pay 180.00\u00a0EUR by card")
    assert page.transfer.amount_copied == "180.00"
    assert page.transfer.code.startswith("data:image/svg+xml")
    assert [each.text for each in page.moments] == [
        "You paid by bank transfer",
        "It was due",
        "Halden Receivables sent the invoice",
    ]


async def test_the_invoices_button_names_what_was_picked(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(InvoiceState.load, path=at(f"/{story.late}"))
        await tab.fire(InvoiceState.choose, pick="next")
        assert (await tab.state(InvoiceState)).button == "Pay 500.50\u00a0EUR by card"

        await tab.fire(InvoiceState.choose, pick="part")
        await tab.fire(InvoiceState.type_amount, text="25.50")
        assert (await tab.state(InvoiceState)).button == "Pay 25.50\u00a0EUR by card"

        await tab.fire(InvoiceState.type_amount, text="9999")
        page = await tab.state(InvoiceState)
        assert (page.button, page.problem) == (
            "Pay 300.00\u00a0EUR by card",
            "At most 300.00\u00a0EUR is left to pay.",
        )


@pytest.mark.parametrize("typed", ["a lot", "-5", "0", "1e3", "12.345"])
async def test_an_amount_that_is_none_is_answered_with_a_sentence(story: Story, typed: str) -> None:
    async with story.tab() as tab:
        await tab.fire(InvoiceState.load, path=at(f"/{story.late}"))
        await tab.fire(InvoiceState.choose, pick="part")
        await tab.fire(InvoiceState.type_amount, text=typed)
        page = await tab.state(InvoiceState)

    assert page.button == "Pay by card"
    assert page.problem.startswith("Write ")


async def test_pay_begins_with_what_is_overdue_or_with_what_the_address_names(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(PayState.load)
        page = await tab.state(PayState)
        assert [each.chosen for each in page.rows] == [True, False]
        assert page.button == "Pay 300.00\u00a0EUR by card"

        await tab.fire(PayState.load, path=at(f"?invoice={story.coming}&invoice={story.late}"))
        page = await tab.state(PayState)
        assert [each.chosen for each in page.rows] == [True, True]
        assert page.button == "Pay 500.50\u00a0EUR by card"


async def test_pay_adds_up_what_is_ticked_and_typed(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(PayState.load)
        await tab.fire(PayState.tick, invoice_id=str(story.coming), ticked=True)
        await tab.fire(PayState.type_amount, invoice_id=str(story.late), text="100")
        page = await tab.state(PayState)
        assert (page.total, page.transfer.amount_copied) == ("300.50\u00a0EUR", "300.50")
        assert len(page.transfer.reference.split()) == 2

        await tab.fire(PayState.tick, invoice_id=str(story.coming), ticked=False)
        await tab.fire(PayState.tick, invoice_id=str(story.late), ticked=False)
        await tab.fire(PayState.explain)
        page = await tab.state(PayState)
        assert (page.total, page.choice_problem) == ("", "Tick at least one invoice.")


async def test_pay_keeps_what_is_ticked_when_something_is_posted_meanwhile(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(PayState.load)
        await tab.fire(PayState.tick, invoice_id=str(story.coming), ticked=True)
        story.pays(300_00, story.late, 300_00)
        await tab.fire(PayState.refresh)
        page = await tab.state(PayState)

    assert [(each.invoice.number, each.chosen) for each in page.rows] == [("INV-COMING", True)]
    assert page.total == "200.50\u00a0EUR"


async def test_pay_says_why_it_is_shown_again(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(PayState.load, path=at("?problem=provider"))
        page = await tab.state(PayState)

    assert page.problem.startswith("The card payment page does not answer just now. Nothing was taken.")


@pytest.mark.parametrize(
    ("state", "url", "stage"),
    [
        (AttemptState.CREATED, "", "begun"),
        (AttemptState.STARTED, "http://localhost:8421/pay/cs_1", "open"),
        (AttemptState.PROCESSING, "", "processing"),
        (AttemptState.FAILED, "", "not-made"),
        (AttemptState.RELEASED, "", "not-made"),
    ],
)
async def test_a_payment_is_called_no_more_than_it_is(story: Story, state: AttemptState, url: str, stage: str) -> None:
    key = story.attempt(state, url=url)

    async with story.tab() as tab:
        await tab.fire(PaymentState.load, path=at(f"/{key}"))
        page = await tab.state(PaymentState)

    assert (page.stage, page.amount) == (stage, "300.00")
    assert [(each.number, each.field, each.plain) for each in page.shares] == [
        ("INV-LATE", f"amount_{story.late}", "300.00")
    ]


async def test_a_payment_turns_into_its_receipt_by_itself(story: Story) -> None:
    key = story.attempt(AttemptState.PROCESSING)

    async with story.tab() as tab:
        where = at(f"/{key}")
        await tab.fire(PaymentState.load, path=where)
        await tab.begin(PaymentState.watch, path=where)
        made = story.pays(300_00, story.late, 300_00, rail=Rail.CARD)
        db.run(lambda session: _succeed(session, key, made))
        page = await until(tab, PaymentState, lambda page: page.stage == "paid")

    assert page.receipt.number == f"R-2026-{made:06d}"
    assert page.outcome == "Invoice INV-LATE is paid in full. We will not remind you of it again."
    assert [each.number for each in page.next] == ["INV-COMING"]


async def test_a_payment_under_way_is_told_before_somebody_pays_twice(story: Story) -> None:
    key = story.attempt(AttemptState.PROCESSING)

    async with story.tab() as tab:
        await tab.fire(HomeState.load)
        await tab.fire(PayState.load)
        await tab.fire(InvoiceState.load, path=at(f"/{story.coming}"))
        told = [(await tab.state(state)).begun for state in (HomeState, PayState, InvoiceState)]

    assert [[each.href for each in one] for one in told] == [[f"{routes.PAYMENT}{key}"]] * 2 + [[]]


async def test_a_receipt_explains_what_is_left_of_it(story: Story) -> None:
    made = story.pays(320_00, story.late, 300_00)

    async with story.tab() as tab:
        await tab.fire(ReceiptState.load, path=at(f"/{made}"))
        receipt = (await tab.state(ReceiptState)).receipt

    assert (receipt.amount, receipt.how) == ("320.00", "Bank transfer")
    assert [(each.number, each.amount, each.left) for each in receipt.parts] == [("INV-LATE", "300.00", "Paid in full")]
    assert receipt.spare.startswith("20.00\u00a0EUR of it is not set against an invoice yet. It stays yours")


async def test_a_payment_that_was_taken_back_says_so(story: Story) -> None:
    made = story.pays(300_00, story.late, 300_00)
    db.run(receipts.reverse, made, reason="returned", on=TODAY, actor=ACTOR)

    async with story.tab() as tab:
        await tab.fire(ReceiptState.load, path=at(f"/{made}"))
        await tab.fire(ReceiptsState.load)
        receipt, [row] = (await tab.state(ReceiptState)).receipt, (await tab.state(ReceiptsState)).rows

    assert receipt.taken_back == "This payment was taken back on 16 March 2026. What it had paid is open again."
    assert row.is_taken_back


async def test_nothing_of_another_debtor_is_shown_under_any_address(story: Story) -> None:
    made, key = story.pays(120_00, story.late, 120_00), story.attempt(AttemptState.PROCESSING)
    other = db.run(lambda session: factories.debtor(session, "D-2"))

    async with Browser(cookies=debtor_cookie(other)) as tab:
        await tab.fire(InvoiceState.load, path=at(f"/{story.late}"))
        await tab.fire(PayState.load, path=at(f"?invoice={story.late}"))
        await tab.fire(PaymentState.load, path=at(f"/{key}"))
        await tab.fire(ReceiptState.load, path=at(f"/{made}"))
        for load in (HomeState.load, InvoicesState.load, ReceiptsState.load):
            await tab.fire(load)
        shown = tab.sent

    assert "INV-LATE" not in shown
    assert "300.00" not in shown
    assert "120.00" not in shown


@pytest.mark.parametrize("address", ["abc", "0", "-1", "999999999999999999999", "%00", ""])
async def test_an_address_that_names_nothing_is_answered_calmly(story: Story, address: str) -> None:
    async with story.tab() as tab:
        await tab.fire(InvoiceState.load, path=at(f"/{address}"))
        await tab.fire(ReceiptState.load, path=at(f"/{address}"))
        await tab.fire(PaymentState.load, path=at(f"/{address}"))
        invoice, receipt = await tab.state(InvoiceState), await tab.state(ReceiptState)
        payment = await tab.state(PaymentState)

    assert (invoice.loading, invoice.row.number) == (False, "")
    assert (receipt.loading, receipt.receipt.number) == (False, "")
    assert (payment.loading, payment.stage) == (False, "missing")
    assert "Something went wrong" not in tab.sent


@pytest.mark.parametrize("load", LOADS, ids=lambda each: each.fn.__qualname__)
async def test_whoever_is_not_signed_in_is_led_to_sign_in(story: Story, load: Any) -> None:
    async with Browser() as stranger:
        await stranger.fire(load, path=at(f"/{story.late}"))

    wanted = quote(at(f"/{story.late}"), safe="")
    assert stranger.went_to == [f"{routes.SIGN_IN}?then={wanted}"]
    assert "INV-LATE" not in stranger.sent


def at(rest: str) -> str:
    """An address that ends like a page's and is none: what a page does by itself on arrival is fired here by name."""
    return NOWHERE + rest


async def until(tab: Browser, kind: Any, holds: Any) -> Any:
    """The state once it is so; live pages look about once a second."""
    for _ in range(200):
        page = await tab.state(kind)
        if holds(page):
            return page
        await asyncio.sleep(0.05)
    raise AssertionError("the page never showed it")


def _succeed(session: Session, key: str, receipt_id: int) -> None:
    attempt = session.exec(select(PaymentAttempt).where(PaymentAttempt.key == key)).one()
    attempt.state, attempt.receipt_id = AttemptState.SUCCEEDED, receipt_id
