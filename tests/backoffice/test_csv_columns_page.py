"""The page of an unknown CSV: suggests, asks what it cannot know, shows what would be read, imports, remembers."""

import pytest
from sqlmodel import Session, select

from backoffice.pages.csv_columns.state import CsvColumnsState
from backoffice.pages.csv_layouts import CsvLayoutsState
from shared import db
from shared.access.rules import Kind
from shared.journals import layouts
from shared.models import JournalLine, KeptLayout, WaitingFile
from shared.statements import bank_csv
from shared.ui.notice_state import NoticeState
from tests import factories as make
from tests.harness import NOWHERE, Browser, person_behind, staff_cookie

pytestmark = pytest.mark.usefixtures("database")

PLAIN = "Day;Who;For;Sum\n24.11.2026;Anna Berg;Invoice 17;1.450,40\n25.11.2026;Water Works;Bill 8;-19,90\n"
DOUBTFUL = "Day;Who;For;Sum\n03/02/2026;Anna Berg;Invoice 17;1.450\n04/02/2026;Water Works;Bill 8;2.000\n"
MARKED = "Day;Who;For;Sum;Mark\n24.11.2026;Anna Berg;Invoice 17;5,00;H\n25.11.2026;Water Works;Bill 8;7,00;S\n"


@pytest.fixture
def journal(database: str) -> int:
    return db.run(make.journal).id or 0


@pytest.fixture
def cookie(database: str) -> str:
    return staff_cookie("accountant")


def brought(journal: int, cookie: str, text: str) -> int:
    person = person_behind(cookie, Kind.STAFF)
    return db.run(layouts.let_wait, journal, file_name="bank.csv", content=text.encode(), actor=person.actor)


async def opened(tab: Browser, file_id: int) -> CsvColumnsState:
    await tab.fire(CsvColumnsState.load, path=f"{NOWHERE}/{file_id}")
    return await tab.state(CsvColumnsState)


def rows(session: Session) -> list[tuple[str, int, bool]]:
    lines = session.exec(select(JournalLine).order_by("position"))
    return [(each.payer_name, each.amount_minor, each.is_credit) for each in lines]


class TestWhatIsShown:
    async def test_a_plain_file_is_understood_and_shown_as_it_would_be_read(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            page = await opened(tab, brought(journal, cookie, PLAIN))

        assert [(each.heading, each.meaning) for each in page.columns] == [
            ("Day", "booking_date"),
            ("Who", ""),
            ("For", "text"),
            ("Sum", "amount"),
        ]
        assert page.columns[1].samples == "Anna Berg · Water Works"
        assert [(each.text, each.amount, each.comes_in) for each in page.entries] == [
            ("Invoice 17", "1,450.40\N{NO-BREAK SPACE}EUR", True),
            ("Bill 8", "−19.90\N{NO-BREAK SPACE}EUR", False),
        ]
        assert (page.ready, page.still_open, page.problems, page.doubts) == ("2", "", [], [])
        assert [(each.money_in, each.money_out) for each in page.sums] == [("1,450.40", "19.90")]

    async def test_what_can_be_read_in_two_ways_is_asked_before_anything_is_read(
        self, journal: int, cookie: str
    ) -> None:
        async with Browser(cookie) as tab:
            page = await opened(tab, brought(journal, cookie, DOUBTFUL))
            assert (page.still_open, page.entries, page.ready) == ("Say how the days are written.", [], "")
            assert [each.label for each in page.dates[:3]] == [
                "Choose",
                "03/02/2026 is 3 February 2026",
                "03/02/2026 is 2 March 2026",
            ]

            await tab.fire(CsvColumnsState.say_dates, form="%d/%m/%Y")
            page = await tab.state(CsvColumnsState)
            assert page.still_open == "Say what stands before the decimals."

            await tab.fire(CsvColumnsState.say_decimal, mark=",")
            page = await tab.state(CsvColumnsState)
        assert [(each.day, each.amount) for each in page.entries][:1] == [("3 Feb", "1,450.00\N{NO-BREAK SPACE}EUR")]

    async def test_what_cannot_be_read_is_named_and_nothing_can_be_imported(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            page = await opened(tab, brought(journal, cookie, f"{PLAIN}31.11.2026;Lars;x;1,00\n"))

        assert page.problems == ["Line 4: “31.11.2026” is not a day like 24.11.2026."]
        assert page.ready == ""

    async def test_words_beside_the_amount_are_suggested_and_can_be_said(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            page = await opened(tab, brought(journal, cookie, MARKED))
            assert (page.has_direction, page.credit_words, page.debit_words) == (True, "H", "S")

            await tab.fire(CsvColumnsState.say_credit, words="S")
            await tab.fire(CsvColumnsState.say_debit, words="H, X")
            page = await tab.state(CsvColumnsState)
        assert [(each.money_in, each.money_out) for each in page.sums] == [("7.00", "5.00")]

    async def test_a_card_spends_without_a_sign(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, PLAIN))
            await tab.fire(CsvColumnsState.say_sign, rule="card")
            page = await tab.state(CsvColumnsState)

        assert [(each.money_in, each.money_out) for each in page.sums] == [("19.90", "1,450.40")]

    async def test_another_encoding_looks_at_the_file_anew(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, PLAIN.replace("Anna", "Änna")))
            await tab.fire(CsvColumnsState.write_in, encoding="cp1252")
            page = await tab.state(CsvColumnsState)
            assert page.columns[1].samples.startswith("Ã„nna")
            await tab.fire(CsvColumnsState.part_by, delimiter=",")
            notice = await tab.state(NoticeState)
        assert notice.text.startswith("No table was found")

    async def test_a_meaning_that_one_column_has_leaves_the_other(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, PLAIN))
            await tab.fire(CsvColumnsState.mean, place=2, meaning="amount")
            page = await tab.state(CsvColumnsState)

        assert [each.meaning for each in page.columns] == ["booking_date", "", "amount", ""]
        assert page.problems

    async def test_somebody_elses_file_is_not_there(self, journal: int, cookie: str) -> None:
        async with Browser(staff_cookie("agent")) as tab:
            page = await opened(tab, brought(journal, cookie, PLAIN))

        assert page.missing
        assert page.file_name == ""


class TestWhatIsImported:
    async def test_the_entries_become_lines_and_the_layout_is_remembered(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, PLAIN))
            await tab.fire(CsvColumnsState.mean, place=1, meaning="name")
            await tab.fire(CsvColumnsState.take_in)

            assert tab.went_to[0].startswith(f"/staff/journals/{journal}?told=")
        assert db.look(rows) == [("Anna Berg", 145_040, True), ("Water Works", 1_990, False)]
        assert db.look(lambda session: session.exec(select(WaitingFile)).all()) == []
        assert bank_csv.recognise(PLAIN.encode(), db.look(layouts.kept, journal)) is not None

    @pytest.mark.parametrize(("role", "keeps"), [("accountant", False), ("agent", True)])
    async def test_nothing_is_remembered_if_not_wanted_or_not_allowed(
        self, journal: int, role: str, *, keeps: bool
    ) -> None:
        mine = staff_cookie(role)
        async with Browser(mine) as tab:
            await opened(tab, brought(journal, mine, PLAIN))
            await tab.fire(CsvColumnsState.set_remember, keeps=keeps)
            await tab.fire(CsvColumnsState.take_in)

        assert len(db.look(rows)) == 2
        assert db.look(lambda session: session.exec(select(KeptLayout)).all()) == []

    async def test_what_is_still_open_is_said_and_nothing_is_imported(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, DOUBTFUL))
            await tab.fire(CsvColumnsState.take_in)
            notice = await tab.state(NoticeState)

        assert notice.text == "Say how the days are written."
        assert db.look(rows) == []

    async def test_a_choice_that_was_not_offered_is_refused(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, PLAIN))
            await tab.fire(CsvColumnsState.say_dates, form="%s")
            await tab.fire(CsvColumnsState.mean, place=1, meaning="kind")
            page, notice = await tab.state(CsvColumnsState), await tab.state(NoticeState)

        assert notice.text == "That is not one of the choices. Nothing was changed."
        assert (page.date_format, page.columns[1].meaning) == ("%d.%m.%Y", "")

    async def test_a_file_can_be_discarded(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, PLAIN))
            await tab.fire(CsvColumnsState.discard)

            assert tab.went_to == [f"/staff/journals/{journal}"]
        assert db.look(lambda session: session.exec(select(WaitingFile)).all()) == []


class TestWhatIsRemembered:
    async def test_is_listed_and_forgotten(self, journal: int, cookie: str) -> None:
        async with Browser(cookie) as tab:
            await opened(tab, brought(journal, cookie, PLAIN))
            await tab.fire(CsvColumnsState.take_in)
            await tab.fire(CsvLayoutsState.load)
            page = await tab.state(CsvLayoutsState)
            assert [(each.headings, each.file_name) for each in page.rows] == [("Day, Who, For, Sum", "bank.csv")]

            await tab.fire(CsvLayoutsState.forget, layout_id=page.rows[0].id)
            page = await tab.state(CsvLayoutsState)
        assert page.rows == []
        assert db.look(layouts.kept, journal) == []
