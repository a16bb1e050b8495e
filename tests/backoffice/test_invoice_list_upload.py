"""An invoice list is registered whole or not at all, and whoever sent it sees every line that is wrong."""

import httpx
import pytest
from sqlmodel import Session, select

from backoffice.pages.invoices import InvoicesState
from shared import creditors, db
from shared.access.rules import Kind
from shared.access.tokens import csrf_token
from shared.models import Debtor, Invoice
from shared.ui.notice_state import NoticeState
from tests.harness import NOWHERE, Browser, person_behind, staff_cookie, visitor

pytestmark = pytest.mark.usefixtures("database")

UPLOAD = "/staff/upload/invoices"
HEADER = "invoice_number,creditor,debtor_number,debtor_name,currency,amount,issue_date,due_date\n"
GOOD = "R-1,Halden,D-1,Meridian Bau GmbH,EUR,100.00,2026-11-02,2026-12-02\n"
ALSO = "R-2,Halden,D-2,Elif Karaca,EUR,20.50,2026-11-02,2026-12-02\n"
WRONG = "R-3,Halden,D-3,Oriel <Print>,EUR,0.001,2026-11-02,2026-12-02\nR-4,Nobody,D-4,X,EUR,1,2026-11-02,2026-11-01\n"


async def sent(text: str, *, role: str = "agent", csrf: str | None = None) -> httpx.Response:
    cookie = staff_cookie(role)
    person = person_behind(cookie, Kind.STAFF)
    token = csrf_token(person.session_id) if csrf is None else csrf
    async with visitor(cookie=cookie) as browser:
        return await browser.post(UPLOAD, data={"csrf": token}, files={"list": ("november.csv", text.encode())})


def registered(session: Session) -> list[str]:
    return sorted(session.exec(select(Invoice.number)))


def known(session: Session) -> list[str]:
    return sorted(session.exec(select(Debtor.number)))


@pytest.fixture(autouse=True)
def _house(database: str) -> None:
    db.run(creditors.register, "Halden", "DE", is_house=True)


class TestTheUpload:
    async def test_registers_every_row_and_says_how_many(self) -> None:
        answer = await sent(HEADER + GOOD + ALSO)

        assert answer.status_code == 303
        assert db.look(registered) == ["R-1", "R-2"]
        async with Browser(cookies=staff_cookie("agent")) as tab:
            await tab.fire(InvoicesState.load, path=NOWHERE + answer.headers["location"])
            notice = await tab.state(NoticeState)
        assert (notice.text, notice.tone) == ("Registered 2 invoices from november.csv.", "good")

    async def test_names_every_wrong_line_and_registers_nothing(self) -> None:
        answer = await sent(HEADER + GOOD + WRONG)

        assert answer.status_code == 422
        assert "2 rows are wrong" in answer.text
        assert "<td>3</td>" in answer.text
        assert "<td>4</td>" in answer.text
        assert "due on 2026-11-01, before it was issued" in answer.text
        assert (db.look(registered), db.look(known)) == ([], [])

    async def test_shows_what_a_file_says_as_text(self) -> None:
        answer = await sent(HEADER.replace("due_date", "<script>"))

        assert answer.status_code == 422
        assert "<script>" not in answer.text
        assert "&lt;script&gt;" in answer.text

    async def test_takes_the_same_list_again_without_a_second_registration(self) -> None:
        await sent(HEADER + GOOD)
        await sent(HEADER + GOOD + ALSO)

        assert db.look(registered) == ["R-1", "R-2"]

    @pytest.mark.parametrize("text", ["", HEADER, "PK\x03\x04\0\0"])
    async def test_refuses_what_is_no_list_with_a_sentence(self, text: str) -> None:
        answer = await sent(text)

        assert answer.status_code == 422
        assert "Nothing was registered." in answer.text

    @pytest.mark.parametrize("role", ["viewer", "approver", "admin", "auditor"])
    async def test_is_for_those_who_may_register(self, role: str) -> None:
        answer = await sent(HEADER + GOOD, role=role)

        assert answer.status_code == 403
        assert db.look(registered) == []

    async def test_needs_the_token_of_the_session(self) -> None:
        answer = await sent(HEADER + GOOD, csrf="guessed")

        assert answer.status_code == 403
        assert db.look(registered) == []
