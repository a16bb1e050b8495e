"""A debtor tells us that something is wrong with an invoice: the form, its files, how it stands, and our answer."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from portal import routes
from portal.components.dispute_view import DisputeNotesState
from portal.pages.dispute.state import DisputeState
from shared import cases, db
from shared.access.tokens import csrf_token
from shared.models import Attachment, Dispute
from shared.ui.notice_state import NoticeState
from shared.ui.security import EVIDENCE_LIMIT
from shared.words import DisputeReason
from tests import factories
from tests.harness import NOWHERE, Browser, debtor_cookie, new_debtor, person_behind, visitor

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40 + b"IEND\xaeB`\x82"
SAID = {"how": "whole", "reason": "faulty", "text": "Two of three were broken."}


class Owing:
    """A debtor with an open invoice, in a browser that is signed in."""

    def __init__(self) -> None:
        def begin(session: Session) -> tuple[int, int]:
            invoice = factories.invoice(session, 1_190_00)
            return invoice.debtor_id, invoice.id or 0

        self.debtor, self.invoice = db.run(begin)
        self.cookie = debtor_cookie(self.debtor)
        self.csrf = csrf_token(person_behind(self.cookie).session_id)
        self.path = routes.dispute(self.invoice)

    async def sends(self, *files: tuple[str, bytes, str], **said: str) -> httpx.Response:
        form = {"csrf": self.csrf, "invoice": str(self.invoice), **SAID, **said}
        async with visitor(cookie=self.cookie) as client:
            given = [("files", each) for each in files] or [("files", ("", b"", "application/octet-stream"))]
            return await client.post(routes.DISPUTE_UPLOAD, data=form, files=given)

    async def gets(self, path: str, cookie: str = "") -> httpx.Response:
        async with visitor(cookie=cookie or self.cookie) as client:
            return await client.get(path)


@pytest.fixture
def owing(database: str) -> Owing:
    return Owing()


def kept() -> list[Dispute]:
    return db.look(lambda session: list(session.exec(select(Dispute))))


async def test_a_dispute_of_the_whole_invoice_is_kept_and_leads_back_to_it(owing: Owing) -> None:
    answer = await owing.sends()

    assert answer.headers["location"] == f"/invoices/{owing.invoice}#wrong"
    [one] = kept()
    assert (one.debtor_id, one.amount_minor, one.reason) == (owing.debtor, 1_190_00, DisputeReason.FAULTY)


async def test_a_part_is_disputed_by_its_amount_in_either_form(owing: Owing) -> None:
    await owing.sends(how="part", amount="300,50")

    assert [each.amount_minor for each in kept()] == [300_50]


async def test_files_come_with_it_and_only_their_giver_gets_them_again(owing: Owing) -> None:
    await owing.sends(("a crack.png", PNG, "image/png"), ("b.png", PNG, "image/png"))

    first = db.look(lambda session: session.exec(select(Attachment.id).order_by("id")).first())
    mine = await owing.gets(routes.attachment(first or 0))
    theirs = await owing.gets(routes.attachment(first or 0), debtor_cookie(new_debtor()))
    assert (mine.content, mine.headers["content-type"]) == (PNG, "image/png")
    assert "attachment" in mine.headers["content-disposition"]
    assert theirs.status_code == 404


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"text": " no "}, "text"),
        ({"how": "part", "amount": "much"}, "amount"),
        ({"how": "part", "amount": "1190.01"}, "amount"),
        ({"how": "part", "amount": "0"}, "amount"),
        ({"reason": "because"}, "reason"),
    ],
)
async def test_what_is_wrong_in_the_form_leads_back_to_it(owing: Owing, said: dict[str, str], problem: str) -> None:
    answer = await owing.sends(**said)

    assert answer.headers["location"] == f"{owing.path}?problem={problem}"
    assert kept() == []


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ([("a.png", PNG, "image/png"), ("b.exe", b"MZ..", "application/octet-stream")], "kind&file=2"),
        ([("a.pdf", PNG, "application/pdf")], "misnamed&file=1"),
        ([("a.png", b"", "image/png")], "empty&file=1"),
        ([("a.png", PNG + b"\0" * 5 * 1024 * 1024, "image/png")], "large&file=1"),
        ([(f"{each}.png", PNG, "image/png") for each in range(6)], "many"),
    ],
)
async def test_a_file_that_is_not_taken_is_named_and_nothing_is_kept(
    owing: Owing, files: list[Any], problem: str
) -> None:
    answer = await owing.sends(*files)

    assert answer.headers["location"] == f"{owing.path}?problem={problem}"
    assert (kept(), db.look(lambda session: session.exec(select(Attachment.id)).all())) == ([], [])


async def test_so_many_files_that_they_are_not_read_are_refused_with_a_sentence(owing: Owing) -> None:
    answer = await owing.sends(*((f"{each}.png", PNG, "image/png") for each in range(12)))

    assert answer.status_code == 400
    assert "too many files" in answer.text


async def test_five_large_photos_fit_and_more_than_that_is_cut_off(owing: Owing) -> None:
    photo = PNG[:-12] + b"\0" * (5 * 1024 * 1024 - len(PNG)) + PNG[-12:]

    assert (await owing.sends(*((f"{each}.png", photo, "image/png") for each in range(5)))).status_code == 303
    assert len(kept()) == 1
    assert (await owing.sends(("a.png", b"\0" * EVIDENCE_LIMIT, "image/png"))).status_code == 413


async def test_somebody_elses_invoice_is_not_there(owing: Owing) -> None:
    stranger = Owing.__new__(Owing)
    stranger.__dict__ |= owing.__dict__
    stranger.cookie = debtor_cookie(new_debtor())
    stranger.csrf = csrf_token(person_behind(stranger.cookie).session_id)

    assert (await stranger.sends()).status_code == 404
    assert kept() == []


async def test_the_form_words_the_problem_by_its_field_and_keeps_what_was_written(owing: Owing) -> None:
    async with Browser(owing.cookie) as tab:
        await tab.fire(DisputeState.load, path=NOWHERE + owing.path)
        await tab.fire(DisputeState.keep_text, path=NOWHERE + owing.path, text="Broken.")
        await tab.fire(DisputeState.load, path=f"{NOWHERE}{owing.path}?problem=kind&file=2")
        state = await tab.state(DisputeState)

    assert state.text == "Broken."
    assert state.files_problem == "File 2: We take PDF, JPEG and PNG files. This is none of them, or it breaks off."
    assert (state.amount_problem, state.reason_problem, state.text_problem) == ("", "", "")


async def test_the_invoice_says_what_was_told_until_it_is_taken_back(owing: Owing) -> None:
    await owing.sends(("a crack.png", PNG, "image/png"))
    page = f"{routes.invoice(owing.invoice)}#wrong"

    async with Browser(owing.cookie) as tab:
        await tab.fire(DisputeNotesState.load, path=NOWHERE + page)
        shown = (await tab.state(DisputeNotesState)).rows[0]
        assert "that 1,190.00\xa0EUR of this invoice is not right" in shown.told
        assert [each.name for each in shown.files] == ["a crack.png"]

        await tab.fire(DisputeNotesState.withdraw, path=NOWHERE + page, dispute_id=shown.id)
        state = await tab.state(DisputeNotesState)
        assert ([each.state for each in state.rows], state.is_open) == (["withdrawn"], False)


async def test_the_answer_is_read_on_the_invoice(owing: Owing) -> None:
    await owing.sends()
    db.run(cases.decide, kept()[0].id or 0, is_upheld=False, answer="The photo shows another lamp.", actor="staff:1")

    async with Browser(owing.cookie) as tab:
        await tab.fire(DisputeNotesState.load, path=NOWHERE + routes.invoice(owing.invoice))
        [shown] = (await tab.state(DisputeNotesState)).rows

    assert shown.answer == "The photo shows another lamp."
    assert "we think that the amount is owed" in shown.answered


async def test_another_debtors_dispute_is_neither_shown_nor_taken_back(owing: Owing) -> None:
    await owing.sends()
    page = routes.invoice(owing.invoice)

    async with Browser(debtor_cookie(new_debtor())) as tab:
        await tab.fire(DisputeNotesState.load, path=NOWHERE + page)
        await tab.fire(DisputeNotesState.withdraw, dispute_id=kept()[0].id)
        assert (await tab.state(DisputeNotesState)).rows == []
        assert (await tab.state(NoticeState)).text == "There is no such dispute."

    assert kept()[0].state == "open"
