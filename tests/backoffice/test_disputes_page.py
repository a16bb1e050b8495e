"""Disputes of debtors as staff meet them: the list, one beside it, its decision, and where else they show."""

import pytest
from sqlmodel import Session, select

from backoffice import routes
from backoffice.pages.daily_actions import DailyActionsState
from backoffice.pages.disputes.state import DisputesState
from backoffice.pages.invoice.state import InvoiceState
from shared import cases, db
from shared.cases import Evidence, Objection
from shared.messaging import portal_messages
from shared.models import Dispute
from shared.ui.notice_state import NoticeState
from shared.words import DisputeReason, DisputeState
from tests import factories
from tests.harness import NOWHERE, Browser, staff_cookie

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40 + b"IEND\xaeB`\x82"


@pytest.fixture
def invoice_id(database: str) -> int:
    """A disputed invoice whose debtor also wrote to us, after one whose dispute was taken back."""

    def begin(session: Session) -> int:
        first, second = factories.invoice(session, 100_00), factories.invoice(session, 250_00)
        for each in (first, second):
            files = [Evidence("crack.png", "image/png", PNG)]
            said = Objection(each.debtor_id, each.id or 0, DisputeReason.FAULTY, "It is broken.", files=files)
            made = cases.dispute(session, said, actor=f"debtor:{each.debtor_id}")
            if each is first:
                cases.withdraw(session, made.id or 0, debtor_id=each.debtor_id, actor="debtor:1")
        portal_messages.ask(session, second.debtor_id, "When do you decide?", actor="debtor:1")
        return second.id or 0

    return db.run(begin)


def the_open_one() -> Dispute:
    return db.look(lambda session: session.exec(select(Dispute).order_by(Dispute.id.desc())).first())  # type: ignore[union-attr,return-value]


async def test_open_ones_are_listed_with_the_counts_of_all(invoice_id: int) -> None:
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(DisputesState.load, path=f"{NOWHERE}{routes.DISPUTES}")
        state = await tab.state(DisputesState)

    assert [(each.amount, each.reason, each.label) for each in state.rows] == [
        ("250.00", "Faulty or incomplete", "Open")
    ]
    assert [(each.label, each.count) for each in state.view.chips] == [("Open", "1"), ("Closed", "1"), ("All", "2")]


async def test_one_is_rejected_with_an_answer_and_shows_on_its_invoice(invoice_id: int) -> None:
    one = the_open_one()
    async with Browser(staff_cookie("agent")) as tab:
        path = f"{NOWHERE}{routes.DISPUTES}?dispute={one.id}"
        await tab.fire(DisputesState.load, path=path)
        assert [each.name for each in (await tab.state(DisputesState)).shown.files] == ["crack.png"]
        await tab.fire(DisputesState.reject, path=path, form={"rejected": "It was whole when it left."})
        await tab.fire(InvoiceState.load, path=f"{NOWHERE}{routes.invoice(invoice_id)}")
        told = [each.text for each in (await tab.state(InvoiceState)).moments]

    assert the_open_one().state is DisputeState.REJECTED
    assert any(each.startswith("Dispute rejected by Agent") for each in told)
    assert any("250.00" in each and "disputed by" in each for each in told)


async def test_upholding_says_what_credit_note_is_to_follow(invoice_id: int) -> None:
    path = f"{NOWHERE}{routes.DISPUTES}?dispute={the_open_one().id}"
    async with Browser(staff_cookie("accountant")) as tab:
        await tab.fire(DisputesState.load, path=path)
        await tab.fire(DisputesState.uphold, path=path, form={"upheld": "You are right."})
        told = (await tab.state(NoticeState)).text

    assert the_open_one().state is DisputeState.UPHELD
    assert "credit note of 250.00" in told


async def test_who_only_looks_decides_nothing(invoice_id: int) -> None:
    path = f"{NOWHERE}{routes.DISPUTES}?dispute={the_open_one().id}"
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(DisputesState.load, path=path)
        await tab.fire(DisputesState.reject, path=path, form={"rejected": "Not mine to say."})

    assert the_open_one().state is DisputeState.OPEN


async def test_the_day_says_what_waits(invoice_id: int) -> None:
    async with Browser(staff_cookie("agent")) as tab:
        await tab.fire(DailyActionsState.load)
        state = await tab.state(DailyActionsState)

    assert (state.disputes.count, state.messages.count) == ("1", "1")
