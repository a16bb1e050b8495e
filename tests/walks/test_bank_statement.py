"""The bank walk: a statement comes in, is applied, reviewed and posted; once through the services, once by hand.

Each walk ends with the whole trial balance, which is the same on SQLite and PostgreSQL.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from backoffice.jobs import journals as jobs
from shared import agreements, db, journals, ledger, statements
from shared.agreements.queries import card
from shared.models import Invoice, JournalLine, LineState
from tests import factories
from tests.factories import ACTOR, AGREEMENT, IBAN, eur
from tests.walks.camt import Paid, file_of

DUEBOOK = [sys.executable, "-m", "backoffice.cli"]
ROOT = Path(__file__).parents[2]


def _owed(session: Session) -> dict[str, str]:
    """One bought and advanced invoice, two of a debtor's own and one that nobody pays; references by number."""
    agreed, account = factories.agreement(session), factories.bank_account(session)
    bought = factories.invoice(session, 1_500_00, number="2026-1702", agreement=AGREEMENT, debtor_number="D-1")
    agreements.pay_advances(session, agreed, account, on=factories.TODAY, actor=ACTOR)
    factories.invoice(session, 300_00, number="H-26-0412", debtor_number="D-2", debtor_name="Meridian Bau GmbH")
    factories.invoice(session, 119_00, number="H-26-0413", debtor_number="D-2", tax_minor=19_00)
    factories.invoice(session, 64_00, number="H-26-0500", debtor_number="D-3", debtor_name="Elif Karaca")
    return {"2026-1702": bought.payment_reference}


def _march(references: dict[str, str]) -> list[Paid]:
    return [
        Paid(1_500_00, "Debtor D-1", reference=references["2026-1702"]),
        Paid(419_00, "Meridian Bau GmbH", "RE H-26-0412 und H-26-0413"),
        Paid(7_77, "Somebody Else", "thanks for dinner"),
    ]


def _lines(session: Session) -> list[JournalLine]:
    return list(session.exec(select(JournalLine).order_by(col(JournalLine.position))))


def _take_in(journal: int, data: bytes) -> journals.TakenIn:
    return db.run(journals.take_in, journal, statements.read(data), file_name="march.xml", actor=ACTOR)


def test_three_payments_find_their_invoices_and_change_the_books_once(database: str) -> None:
    references = db.run(_owed)
    file = file_of(_march(references), iban=IBAN)
    journal = db.run(lambda session: factories.journal(session).id) or 0
    before = db.look(factories.books)

    assert _take_in(journal, file).added == 3
    assert (_take_in(journal, file).added, _take_in(journal, file).repeated) == (0, 3)
    jobs.apply_journal(journal, actor=ACTOR)
    assert [each.state for each in db.look(_lines)] == [LineState.READY, LineState.READY, LineState.UNMATCHED]
    assert (
        db.look(factories.books)
        == before
        == {
            "1010": -1_350_00,
            "1200": 483_00,
            "1300": 1_500_00,
            "2300": -19_00,
            "2410": -135_00,
            "4000": -464_00,
            "4900": -15_00,
        }
    )

    db.run(journals.accept_above, journal, 9_000, actor=ACTOR)
    posted = jobs.post_journal(journal, actor=ACTOR)
    assert (posted.lines, posted.amount_minor) == (2, 1_919_00)
    assert jobs.post_journal(journal, actor=ACTOR).is_empty

    totals = db.look(card, AGREEMENT).totals
    assert (totals.collected, totals.outstanding, totals.in_use) == (eur(1_500_00), eur(0), eur(0))
    assert db.look(lambda session: session.exec(select(Invoice.number).where(Invoice.outstanding_minor > 0)).all()) == [
        "H-26-0500"
    ]
    assert db.look(factories.books) == {
        "1010": 569_00,
        "1200": 64_00,
        "2300": -19_00,
        "2410": -135_00,
        "4000": -464_00,
        "4900": -15_00,
    }
    assert db.look(ledger.verify) == []
    again = db.run(lambda session: factories.journal(session).id) or 0
    assert (_take_in(again, file).added, _take_in(again, file).repeated) == (0, 3)


def test_the_same_by_hand_on_the_demo_story(database: str, tmp_path: Path) -> None:
    assert _duebook("demo", "--json") == {"seeded": True}
    before = db.look(factories.books)
    paid = [
        Paid(1_190_00, "Lagerhaus Nord eG", "RE H-26-0440"),
        Paid(388_00, "Lagerhaus Nord eG", reference=_reference("H-26-0433")),
        Paid(7_77, "Somebody Else", "thanks for dinner"),
    ]
    file = tmp_path / "march.xml"
    file.write_bytes(file_of(paid, iban=IBAN))

    journal = _duebook("journal", "new", "--account", IBAN, "--json")
    assert journal == {"id": journal["id"], "account": IBAN, "currency": "EUR"}
    number = str(journal["id"])
    told = {"added": 3, "repeated": 0, "set_aside": 0, "held": 0, "journals": [journal["id"]]}
    assert _duebook("journal", "import", number, str(file), "--json").items() >= told.items()
    again = told | {"added": 0, "repeated": 3}
    assert _duebook("journal", "import", number, str(file), "--json").items() >= again.items()
    applied = _duebook("journal", "apply", number, "--json")
    assert applied == {"lines": 3, "ready": 2, "review": 0, "unmatched": 1}
    assert db.look(factories.books) == before
    posted = {"posted": 2, "amount": "1578.00", "currency": "EUR"}
    assert _duebook("journal", "post", number, "--json").items() >= posted.items()
    nothing = posted | {"posted": 0, "amount": "0.00"}
    assert _duebook("journal", "post", number, "--json").items() >= nothing.items()

    checked = _duebook("verify", "--json")
    assert (checked["ok"], checked["problems"]) == (True, [])
    moved = {"1010": 1_578_00, "1200": -1_578_00}
    assert db.look(factories.books) == {account: minor + moved.get(account, 0) for account, minor in before.items()}


def test_a_file_for_somebody_elses_account_leaves_nothing_and_says_why(database: str, tmp_path: Path) -> None:
    journal = db.run(lambda session: factories.journal(session).id)
    file = tmp_path / "theirs.xml"
    file.write_bytes(file_of([Paid(1_00, "a", "b")], iban=factories.FOREIGN_IBAN))
    before = _rows()

    done = _run("journal", "import", str(journal), str(file))

    assert (done.returncode, done.stdout) == (2, "")
    why = f"The file is for account {factories.FOREIGN_IBAN}, which is not one of ours; nothing was imported.\n"
    assert done.stderr == why
    assert _rows() == before


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DUEBOOK, *arguments], capture_output=True, text=True, check=False, cwd=ROOT, timeout=120, env=dict(os.environ)
    )


def _duebook(*arguments: str) -> Any:
    done = _run(*arguments)
    assert (done.returncode, done.stderr) == (0, ""), (arguments, done.stderr)
    return json.loads(done.stdout)


def _reference(number: str) -> str:
    query = select(Invoice.payment_reference).where(Invoice.number == number)
    return db.look(lambda session: session.exec(query).one())


def _rows() -> dict[str, int]:
    """How many rows every table holds."""
    with db.reading() as session:
        return {name: len(session.execute(table.select()).all()) for name, table in Invoice.metadata.tables.items()}
