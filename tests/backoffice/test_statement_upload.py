"""Bank statements by upload: all files or none, told on the journal's page, by nobody who may not."""

import httpx
import pytest
from sqlmodel import Session, select

from backoffice import routes
from backoffice.components.told import told, with_told
from backoffice.pages.journal.state import JournalState
from shared import db
from shared.access.rules import Kind
from shared.access.tokens import csrf_token
from shared.models import JournalLine, LineState
from shared.ui.notice_state import NoticeState
from tests import factories as make
from tests.harness import NOWHERE, Browser, person_behind, staff_cookie, visitor

pytestmark = pytest.mark.usefixtures("database")

CSV = """Buchungstag;Betrag;Name;Verwendungszweck
24.11.2026;1.450,40;Meridian Bau GmbH;RG 2026-1834
24.11.2026;-5,00;;fee
"""
CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-24T09:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>ST-24</Id><CreDtTm>2026-11-24T09:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-23</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-24</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-24</Dt></BookgDt>
<ValDt><Dt>2026-11-24</Dt></ValDt><NtryDtls><TxDtls><RmtInf><Ustrd>RE 1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


@pytest.fixture
def journal(database: str) -> int:
    return db.run(make.journal).id or 0


async def sent(
    journal: int, *files: tuple[str, str], role: str = "agent", csrf: str | None = None, **fields: str
) -> httpx.Response:
    cookie = staff_cookie(role)
    person = person_behind(cookie, Kind.STAFF)
    token = csrf_token(person.session_id) if csrf is None else csrf
    data = {"csrf": token, "journal": str(journal), **fields}
    parts = [("files", (name, text.encode())) for name, text in files]
    async with visitor(cookie=cookie) as browser:
        return await browser.post(routes.STATEMENTS, data=data, files=parts)


async def notice_after(answer: httpx.Response) -> tuple[str, str]:
    assert answer.status_code == 303
    async with Browser(staff_cookie()) as tab:
        await tab.fire(JournalState.load, path=NOWHERE + answer.headers["location"])
        notice = await tab.state(NoticeState)
    return notice.text, notice.tone


def states(session: Session) -> list[LineState]:
    return list(session.exec(select(JournalLine.state).order_by("position")))


class TestTheUpload:
    async def test_takes_the_payments_in_and_tells_the_counts(self, journal: int) -> None:
        answer = await sent(journal, ("november.xml", CAMT.format(closing="150.00")))

        assert answer.headers["location"].startswith(routes.journal(journal))
        assert await notice_after(answer) == ("1 line added.", "good")
        assert db.look(states) == [LineState.NEW]

    async def test_the_same_again_adds_nothing_and_says_so(self, journal: int) -> None:
        await sent(journal, ("november.xml", CAMT.format(closing="150.00")))

        answer = await sent(journal, ("november again.xml", CAMT.format(closing="150.00")))

        assert await notice_after(answer) == ("0 lines added, 1 were known.", "good")

    async def test_a_statement_that_does_not_tie_is_taken_in_and_held(self, journal: int) -> None:
        text, tone = await notice_after(await sent(journal, ("november.xml", CAMT.format(closing="999.00"))))

        assert (tone, "held until somebody releases it" in text) == ("warn", True)

    async def test_one_bad_file_and_nothing_of_the_others_is_kept(self, journal: int) -> None:
        good = ("good.xml", CAMT.format(closing="150.00"))
        answer = await sent(journal, good, ("bad.xml", CAMT[:400]))

        text, tone = await notice_after(answer)
        assert text.startswith("bad.xml: ")
        assert tone == "warn"
        assert db.look(states) == []

    async def test_a_csv_of_no_known_bank_waits_for_its_columns(self, journal: int) -> None:
        answer = await sent(journal, ("umsaetze.csv", CSV))

        assert answer.headers["location"] == routes.csv_columns(1)
        assert db.look(states) == []

    async def test_a_csv_of_a_known_bank_is_read_at_once(self, journal: int) -> None:
        header = "Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung"
        row = "24.11.2026;24.11.2026;Gutschrift;RG 2026-1834;1.450,40;EUR"
        answer = await sent(journal, ("umsaetze.csv", f"{header}\n{row}\n"))

        assert await notice_after(answer) == ("1 line added.", "good")

    async def test_a_csv_of_a_known_bank_can_be_explained_anyway(self, journal: int) -> None:
        header = "Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung"
        row = "24.11.2026;24.11.2026;Gutschrift;RG 2026-1834;1.450,40;EUR"
        answer = await sent(journal, ("umsaetze.csv", f"{header}\n{row}\n"), columns="ask")

        assert answer.headers["location"] == routes.csv_columns(1)

    async def test_a_csv_that_is_no_table_is_refused(self, journal: int) -> None:
        answer = await sent(journal, ("umsaetze.csv", "Buchungstag;Betrag;Name\n"))

        text, _ = await notice_after(answer)
        assert text.startswith("umsaetze.csv: No table was found")

    async def test_with_an_unknown_csv_the_other_files_are_to_be_sent_again(self, journal: int) -> None:
        answer = await sent(journal, ("november.xml", CAMT.format(closing="150.00")), ("umsaetze.csv", CSV))

        path, _, query = answer.headers["location"].partition("?")
        note = told(dict(httpx.QueryParams(query)))
        assert path == routes.csv_columns(1)
        assert note is not None
        assert "Upload the other files again" in note.text
        assert db.look(states) == []

    async def test_no_file_is_told(self, journal: int) -> None:
        text, _ = await notice_after(await sent(journal, files=""))

        assert text == "Choose a file first. Nothing was imported."

    @pytest.mark.parametrize("role", ["viewer", "approver", "admin", "auditor"])
    async def test_nobody_imports_who_may_not_work_journals(self, journal: int, role: str) -> None:
        answer = await sent(journal, ("november.xml", CAMT.format(closing="150.00")), role=role)

        assert answer.status_code == 403
        assert db.look(states) == []

    async def test_another_sites_form_imports_nothing(self, journal: int) -> None:
        answer = await sent(journal, ("november.xml", CAMT.format(closing="150.00")), csrf="0" * 64)

        assert answer.status_code == 403
        assert db.look(states) == []


class TestWhatIsTold:
    def test_it_is_ours_for_a_minute(self) -> None:
        params = dict(httpx.URL("http://x" + with_told("/staff/journals/1", "1 line added.", tone="good")).params)
        said = told(params)

        assert said is not None
        assert (said.text, said.tone) == ("1 line added.", "good")

    @pytest.mark.parametrize("forged", ["", "WyJIZWxsbyIsImdvb2QiXQ", "x.y.z"])
    def test_nobody_else_can_word_it(self, forged: str) -> None:
        assert told({"told": forged}) is None
