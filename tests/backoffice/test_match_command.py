"""`duebook match`: a folder in, proposals out, or one sentence."""

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backoffice import cli
from shared.matching import CERTIFIED

FILES = {
    "debtors.csv": (
        "debtor_id,name,ibans,country,language,customer_number\n"
        "D1,Meridian Bau GmbH,DE89370400440532013000,DE,de,30921\n"
        "D2,Keller & Iten AG,,CH,de,41177\n"
    ),
    "invoices.csv": (
        "invoice_number,creditor_id,debtor_id,issue_date,due_date,currency,original_amount,open_amount,"
        "payment_reference,reference_scheme,discount_date,discount_percent,plan_id\n"
        "2026-1834,1,D1,2026-10-01,2026-10-31,EUR,1480.12,1480.12,RF18539007547034,RF,2026-11-30,2,\n"
        "2026-1835,1,D2,2026-10-01,2026-10-31,JPY,96000,96000,,,,,\n"
        "2026-1836,1,D2,2026-10-01,2026-10-31,EUR,-50.00,-50.00,,,,,\n"
        "2026-1837,1,D1,2026-10-01,2026-10-31,EUR,600.00,600.00,,,,,P1\n"
        "2026-1700,1,D1,2026-08-01,2026-08-31,EUR,75.00,0.00,,,,,\n"
    ),
    "instalments.csv": "plan_id,seq,due_date,amount,currency\nP1,1,2026-11-01,200.00,EUR\n",
    "rates.csv": "currency,per_eur\nEUR,1.0\nJPY,160\n",
    "history.csv": (
        "entry_ref,payer_name,payer_iban,debtor_id,applications\n"
        'H1,Alpha Treuhand,CH5604835012345678009,D2,"[[""2026-1836"", ""-50.00""]]"\n'
    ),
    "statement.csv": (
        "entry_ref,account_currency,booking_date,value_date,amount,currency,credit_debit,payer_name,payer_iban,"
        "ultimate_debtor,remittance,structured_reference,end_to_end_id,instructed_amount,instructed_currency,"
        "return_reason,acct_svcr_ref\n"
        "N1,EUR,2026-11-20,2026-11-20,1480.12,EUR,CRDT,Meridian Bau,DE89370400440532013000,,,RF18539007547034,,,,,A1\n"
        "N2,JPY,2026-11-20,2026-11-20,96000,JPY,CRDT,Keller & Iten AG,CH9300762011623852957,,RG 2026-1835,,,,,,A2\n"
        "N3,EUR,2026-11-20,2026-11-20,200.00,EUR,CRDT,Meridian Bau,DE89370400440532013000,,Rate P1,,,,,,A3\n"
        "N4,EUR,2026-11-21,2026-11-21,78.00,EUR,DBIT,Meridian Bau,DE89370400440532013000,,RLS 2026-1700,,,,,AM04,A4\n"
        "N5,EUR,2026-11-21,2026-11-21,12.34,EUR,CRDT,Sparbank,LU120010001234567891,,Zinsen,,,,,,A5\n"
    ),
}

Match = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def match(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Match:
    """The command, in this process: its exit code, what it printed, what it complained of."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["duebook", "match", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return run


def test_proposals_are_written_with_threshold_and_confidence(match: Match, folder: Path):
    out = folder / "proposals.csv"
    code, told, _ = match(folder, "--out", out)
    declared, *lines = out.read_text("utf-8").splitlines()
    rows = {row["entry_ref"]: row for row in csv.DictReader(lines)}
    assert code == 0
    assert declared == f"#threshold={CERTIFIED.threshold}"
    assert {ref: (row["invoice_number"], row["amount"]) for ref, row in rows.items()} == {
        "N1": ("2026-1834", "1480.12"),
        "N2": ("2026-1835", "96000"),
        "N3": ("2026-1837", "200.00"),
        "N4": ("2026-1700", "-75.00"),
    }
    assert float(rows["N1"]["confidence"]) >= CERTIFIED.threshold
    assert CERTIFIED.sentence in told


def test_counts_and_speed_are_told_as_json(match: Match, folder: Path):
    code, told, _ = match(folder, "--out", folder / "proposals.csv", "--json")
    figures = json.loads(told)
    assert code == 0
    assert (figures["entries"], figures["invoices"], figures["proposed"]) == (5, 5, 4)
    assert figures["threshold"] == CERTIFIED.threshold


def test_the_truth_is_never_opened(match: Match, folder: Path):
    (folder / "truth.csv").mkdir()
    assert match(folder, "--out", folder / "proposals.csv")[0] == 0


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("invoices.csv", None, "invoices.csv cannot be read"),
        ("debtors.csv", "debtor_id,name\nD1,Meridian\n", "the column ibans is missing"),
        ("rates.csv", "currency,per_eur\nEUR,one\n", "a value cannot be understood"),
        ("rates.csv", "currency,per_eur\nEUR,1/0\n", "a value cannot be understood"),
        ("instalments.csv", "plan_id,seq,due_date,amount,currency\nP1,1,soon,1.00,EUR\n", "cannot be understood"),
        ("instalments.csv", "plan_id,seq,due_date,amount,currency\nP1,1,2026-11-01,1.00,XQQ\n", "not a currency"),
        ("instalments.csv", "plan_id,seq,due_date,amount,currency\nP1,1,2026-11-01,1.001,EUR\n", "not an amount"),
        ("statement.xml", "<Document/>", ""),
    ],
)
def test_a_bad_folder_is_refused_in_one_sentence(match: Match, folder: Path, name: str, text: str | None, words: str):
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, "utf-8")
    code, _, complaint = match(folder, "--out", folder / "proposals.csv")
    assert code == 2
    assert words in complaint
    assert len(complaint.strip().splitlines()) == 1
    assert not (folder / "proposals.csv").exists()


def test_a_folder_that_is_none_and_a_place_that_cannot_be_written_are_refused(match: Match, folder: Path):
    assert match(folder / "debtors.csv", "--out", folder / "proposals.csv")[0] == 2
    assert match(folder, "--out", folder / "missing" / "proposals.csv")[0] == 2
