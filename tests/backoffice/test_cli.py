"""The command line's contract: 0 done, 1 a check found something, 2 refused in one sentence that leaves nothing."""

import json
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from backoffice import cli
from shared import audit, db
from shared.models import JournalStatement
from tests import factories
from tests.factories import FOREIGN_IBAN, IBAN
from tests.walks.camt import Paid, file_of

pytestmark = pytest.mark.usefixtures("database")

HEADER = "invoice_number,creditor,debtor_number,debtor_name,currency,amount,issue_date,terms"


class Done(NamedTuple):
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return json.loads(self.out)


Duebook = Callable[..., Done]


@pytest.fixture
def duebook(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duebook:
    """The console script, in this process."""

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["duebook", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = capsys.readouterr()
        return Done(int(left.value.code or 0), printed.out, printed.err)

    return run


def _rows() -> dict[str, int]:
    """How many rows every table holds."""
    with db.reading() as session:
        return {name: len(session.execute(table.select()).all()) for name, table in SQLModel.metadata.tables.items()}


class TestARefusal:
    FILES = {
        "cut.xml": file_of([Paid(1_00, "a", "b")], iban=IBAN)[:-40],
        "theirs.xml": file_of([Paid(1_00, "a", "b")], iban=FOREIGN_IBAN),
        "doctype.xml": b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>" + file_of([], iban=IBAN)[39:],
        "nothing.xml": b"",
        "words.txt": b"Dear Sir or Madam",
        "columns.csv": b"invoice_number,amount\n1,2\n",
        "rows.csv": f"{HEADER}\n1,x,D-1,x,EUR,5.00,2026-01-15,NET 30\n2,x,D-1,x,EUR,1e3,2026-01-15,soon\n".encode(),
    }

    @pytest.mark.parametrize(
        "arguments",
        [
            ("journal", "import", "1", "cut.xml"),
            ("journal", "import", "1", "theirs.xml"),
            ("journal", "import", "1", "doctype.xml"),
            ("journal", "import", "1", "nothing.xml"),
            ("journal", "import", "1", "words.txt"),
            ("journal", "import", "1", "missing.xml"),
            ("journal", "import", "1", "."),
            ("journal", "import", "4711", "cut.xml"),
            ("journal", "new", "--account", FOREIGN_IBAN),
            ("journal", "new", "--account", "not an IBAN"),
            ("journal", "apply", "4711"),
            ("journal", "post", "4711"),
            ("journal", "release", "4711", "--reason", "the bank confirmed it"),
            ("invoices", "import", "columns.csv"),
            ("invoices", "import", "rows.csv"),
            ("invoices", "import", "missing.csv"),
            ("statement", "show", "words.txt"),
            ("sign-in", "nobody@example.com"),
            ("bench", "nothing"),
        ],
        ids=" ".join,
    )
    def test_is_one_sentence_and_leaves_nothing(
        self, duebook: Duebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
    ) -> None:
        db.run(factories.journal)
        for name, data in self.FILES.items():
            (tmp_path / name).write_bytes(data)
        monkeypatch.chdir(tmp_path)
        before = _rows()

        done = duebook(*arguments)

        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert done.err.endswith(".\n")
        assert _rows() == before


class TestInvoicesImport:
    def test_registers_a_list_once(self, duebook: Duebook, tmp_path: Path) -> None:
        db.run(factories.house)
        file = tmp_path / "list.csv"
        file.write_text(f"{HEADER}\n1,{factories.HOUSE},D-1,Sørlie Marine AS,EUR,1190.00,2026-01-15,EOM+30\n")

        assert duebook("invoices", "import", str(file), "--json").told == {"added": 1, "repeated": 0}
        assert duebook("invoices", "import", str(file), "--json").told == {"added": 0, "repeated": 1}
        assert duebook("trial-balance", "--json").told == {"1200": "1190.00", "4000": "-1190.00"}

    def test_names_all_wrong_rows_at_once(self, duebook: Duebook, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_text(f"{HEADER}\n1,x,D-1,x,EUR,1e3,2026-01-15,NET 30\n2,x,D-1,x,EUR,5.00,2026-01-15,soon\n")

        done = duebook("invoices", "import", str(file))

        assert done.code == 2
        assert "2 rows are wrong: line 2: " in done.err
        assert "; line 3: " in done.err


class TestVerify:
    def test_says_that_the_books_agree(self, duebook: Duebook) -> None:
        db.run(lambda session: factories.invoice(session).id)

        done = duebook("verify", "--json")

        assert (done.code, done.told["ok"], done.told["problems"]) == (0, True, [])
        assert done.told["checked"] > 10

    def test_names_what_does_not_and_exits_with_one(self, duebook: Duebook) -> None:
        invoice_id = db.run(lambda session: factories.invoice(session, 500).id)
        db.run(_execute, "UPDATE invoice SET outstanding_minor = 499")

        done = duebook("verify", "--json")

        assert (done.code, done.told["ok"]) == (1, False)
        assert {"invariant", "record", "found"} == set(done.told["problems"][0])
        assert f"invoice:{invoice_id}" in {each["record"] for each in done.told["problems"]}
        assert duebook("verify").code == 1


class TestAuditVerify:
    def test_seals_and_walks_the_chain(self, duebook: Duebook) -> None:
        db.run(factories.bank_account)
        assert duebook("audit", "verify", "--json").told == {"ok": True, "problems": []}

        db.run(_execute, "UPDATE audit_record SET actor = 'nobody'")

        done = duebook("audit", "verify", "--json")
        assert (done.code, done.told["ok"]) == (1, False)
        assert db.look(audit.broken_links) == done.told["problems"]


class TestRelease:
    def test_lets_a_held_statement_be_worked_on(self, duebook: Duebook, tmp_path: Path) -> None:
        db.run(lambda session: factories.invoice(session, 80_00, number="2026-1001").id)
        journal = str(db.run(lambda session: factories.journal(session).id))
        file = tmp_path / "off.xml"
        file.write_bytes(file_of([Paid(80_00, "Debtor D-1", "2026-1001")], iban=IBAN, off_by=1))
        assert duebook("journal", "import", journal, str(file), "--json").told["held"] == 1
        held = str(db.look(lambda session: session.exec(select(JournalStatement.id)).one()))

        assert duebook("journal", "post", journal, "--json").told["posted"] == 0
        assert duebook("journal", "release", held, "--reason", "no").code == 2
        assert duebook("journal", "release", held, "--reason", "the bank confirmed it").code == 0

        assert duebook("journal", "apply", journal, "--json").told["ready"] == 1
        assert duebook("journal", "post", journal, "--json").told == {
            "posted": 1,
            "amount": "80.00",
            "currency": "EUR",
            "returned": 0,
            "kept_back": 0,
        }


class TestStatementShow:
    def test_says_what_a_file_says_exactly(self, duebook: Duebook, tmp_path: Path) -> None:
        file = tmp_path / "march.xml"
        file.write_bytes(file_of([Paid(1_190_00, "Sørlie Marine AS", reference="RF73INV20260042")], iban=IBAN))

        [shown] = duebook("statement", "show", str(file), "--json").told["statements"]

        assert (shown["account_iban"], shown["ties"]) == (IBAN, True)
        [entry] = shown["entries"]
        assert (entry["amount"], entry["direction"], entry["booking_date"]) == ("1190.00", "CRDT", "2026-03-16")
        [detail] = entry["details"]
        assert (detail["structured_reference"], detail["reference_scheme"]) == ("RF73INV20260042", "RF")

    def test_looks_into_an_archive(self, duebook: Duebook, tmp_path: Path) -> None:
        file = tmp_path / "march.zip"
        with zipfile.ZipFile(file, "w") as archive:
            for name in ("STMT-1", "STMT-2"):
                archive.writestr(name, file_of([Paid(1_00, "a", "b")], iban=IBAN, name=name))

        shown = duebook("statement", "show", str(file), "--json").told["statements"]

        assert [each["id"] for each in shown] == ["STMT-1", "STMT-2"]

    def test_shows_one_whose_balances_do_not_tie(self, duebook: Duebook, tmp_path: Path) -> None:
        file = tmp_path / "off.xml"
        file.write_bytes(file_of([Paid(1_00, "a", "b")], iban=IBAN, off_by=1))

        done = duebook("statement", "show", str(file), "--json")

        assert (done.code, done.told["statements"][0]["ties"]) == (0, False)


def test_people_get_words_where_programs_get_json(duebook: Duebook) -> None:
    db.run(factories.journal)
    db.run(lambda session: factories.invoice(session, 1_234_56).id)

    assert "1,234.56" in duebook("trial-balance").out
    assert "invariants hold" in duebook("verify").out
    assert "0 lines: 0 ready" in duebook("journal", "apply", "1").out


def _execute(session: Session, statement: str) -> None:
    session.execute(text(statement))


class TestAStatementOfAccount:
    """Of the days that are asked for; the first invoice is of 1 March, paid in part on 10 April, the second of May."""

    @pytest.fixture(autouse=True)
    def books(self, database: str) -> None:
        db.run(self.book)

    def book(self, session: Session) -> None:
        first = factories.invoice(
            session, 1_000_00, number="INV-1", issued_on=date(2026, 3, 1), due_on=date(2026, 4, 1)
        )
        paid = factories.receipt(session, 400_00, received_on=date(2026, 4, 10))
        factories.allocation(session, paid, first.id, 400_00)
        factories.invoice(session, 250_00, number="INV-2", issued_on=date(2026, 5, 4), due_on=date(2026, 6, 1))

    def test_holds_every_movement_between_its_days(self, duebook: Duebook) -> None:
        told = duebook("statement", "account", "D-1", "--from", "2026-04-01", "--to", "2026-04-30", "--json").told

        assert (told["debtor"], told["currency"], told["from"], told["to"]) == (
            "D-1",
            "EUR",
            "2026-04-01",
            "2026-04-30",
        )
        assert (told["opening"], told["closing"]) == ("1000.00", "600.00")
        assert [(each["day"], each["amount"], each["balance"]) for each in told["lines"]] == [
            ("2026-04-10", "-400.00", "600.00")
        ]

    def test_is_a_table_for_people(self, duebook: Duebook) -> None:
        lines = duebook("statement", "account", "D-1", "--from", "2026-05-01", "--to", "2026-05-31").out.splitlines()

        assert [each.split() for each in lines[1:]] == [
            ["2026-05-01", "Opening", "balance", "600.00"],
            ["2026-05-04", "Invoice", "INV-2", "250.00", "850.00"],
            ["2026-05-31", "Closing", "balance", "850.00"],
        ]

    def test_is_of_twelve_months_unless_asked_otherwise(self, duebook: Duebook) -> None:
        told = duebook("statement", "account", "D-1", "--to", "2026-06-30", "--json").told

        assert (told["from"], told["to"], len(told["lines"])) == ("2025-07-01", "2026-06-30", 3)

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            (("D-404",), "There is no such debtor."),
            (("D-1", "--from", "spring"), "That is not a day we know."),
            (("D-1", "--from", "2026-05-01", "--to", "2026-04-01"), "The first day has to come before the last."),
            (("D-1", "--currency", "sek"), "Nothing was ever booked for them in SEK; there is EUR."),
        ],
    )
    def test_of_nothing_we_know_is_refused(self, duebook: Duebook, asked: tuple[str, ...], said: str) -> None:
        done = duebook("statement", "account", *asked)

        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(said)
