"""Whether the truth of made-up sets holds together: sums, order, and that no invoice is paid twice."""

import csv
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.matching.generator import KINDS, Order, generate
from shared import statements
from shared.statements import references

UNAPPLIED = {"duplicate", "bank_duplicate", "already_paid", "unrelated"}
WITH_RESIDUAL = UNAPPLIED | {"overpay", "rounding", "returned_dd"}


@dataclass(frozen=True)
class Made:
    """A set as written, read with nothing but the standard library."""

    folder: Path

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def entries(self) -> dict[str, dict[str, str]]:
        return {row["entry_ref"]: row for row in self.table("statement")}

    @property
    def invoices(self) -> dict[str, dict[str, str]]:
        return {row["invoice_number"]: row for row in self.table("invoices")}

    @property
    def truth(self) -> list[tuple[dict[str, str], list[tuple[str, Decimal]]]]:
        return [
            (row, [(number, Decimal(part)) for number, part in json.loads(row["applications"])])
            for row in self.table("truth")
        ]


@pytest.fixture(scope="module", params=["standard", "hard"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp(request.param)
    generate(Order(11, request.param, 600, 3_000), folder)
    return Made(folder)


def test_the_same_order_makes_the_same_files(made: Made, tmp_path: Path) -> None:
    level = "hard" if "hard" in made.folder.name else "standard"
    generate(Order(11, level, 600, 3_000), tmp_path)
    for path in sorted(made.folder.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_another_seed_makes_another_set(made: Made, tmp_path: Path) -> None:
    generate(Order(12, "standard", 600, 3_000), tmp_path)
    assert (made.folder / "truth.csv").read_bytes() != (tmp_path / "truth.csv").read_bytes()


def test_every_kind_occurs(made: Made) -> None:
    assert {row["case_kind"] for row, _ in made.truth} == {kind.name for kind in KINDS}


def test_what_is_applied_and_what_is_left_over_make_the_amount(made: Made) -> None:
    entries, invoices = made.entries, made.invoices
    for row, applications in made.truth:
        entry = entries[row["entry_ref"]]
        if any(invoices[number]["currency"] != entry["currency"] for number, _ in applications):
            assert row["case_kind"] == "fx"
            continue
        sign = -1 if entry["credit_debit"] == "DBIT" else 1
        total = sum((part for _, part in applications), Decimal(row["residual"]))
        assert total == sign * Decimal(entry["amount"]), row


def test_only_some_kinds_leave_something_over(made: Made) -> None:
    assert {row["case_kind"] for row, _ in made.truth if Decimal(row["residual"])} <= WITH_RESIDUAL


def test_no_invoice_is_paid_more_than_it_owes(made: Made) -> None:
    invoices, paid = made.invoices, defaultdict(Decimal)
    for row, applications in made.truth:
        for number, part in applications:
            if row["case_kind"] != "returned_dd":
                paid[number] += part
    for number, part in paid.items():
        owed = Decimal(invoices[number]["open_amount"])
        assert part == owed if owed < 0 else 0 < part <= owed, number


def test_only_what_is_meant_to_be_paid_in_parts_is_paid_by_two_entries(made: Made) -> None:
    takers: dict[str, set[str]] = defaultdict(set)
    times = Counter(number for _, applications in made.truth for number, _ in applications)
    for row, applications in made.truth:
        for number, _ in applications:
            takers[number].add(row["case_kind"])
    assert {kind for number, kinds in takers.items() if times[number] > 1 for kind in kinds} <= {
        "split_payments",
        "instalment",
    }


def test_what_must_be_left_alone_has_no_application(made: Made) -> None:
    for row, applications in made.truth:
        assert (row["case_kind"] in UNAPPLIED) is not bool(applications)


def test_a_second_payment_comes_after_the_first(made: Made) -> None:
    seen: set[tuple[str, str, str]] = set()
    for row, applications in made.truth:
        entry = made_key(made.entries[row["entry_ref"]])
        if row["case_kind"] in ("duplicate", "bank_duplicate"):
            assert entry in seen
        elif applications:
            seen.add(entry)


def made_key(entry: dict[str, str]) -> tuple[str, str, str]:
    return entry["payer_name"], entry["amount"], entry["currency"]


def test_instalments_pay_their_plan_oldest_invoice_first_in_the_order_of_the_statement(made: Made) -> None:
    invoices = made.invoices
    plans: dict[str, list[dict[str, str]]] = defaultdict(list)
    for invoice in invoices.values():
        plans[invoice["plan_id"]].append(invoice)
    taken: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for row, applications in made.truth:
        if row["case_kind"] == "instalment":
            taken[invoices[applications[0][0]]["plan_id"]] += applications
    assert taken
    for plan, parts in taken.items():
        covered = sorted(plans[plan], key=lambda each: (each["due_date"], each["issue_date"], each["invoice_number"]))
        order = {invoice["invoice_number"]: place for place, invoice in enumerate(covered)}
        places = [order[number] for number, _ in parts]
        assert places == sorted(places)


def test_the_parts_of_a_plan_are_what_its_invoices_owe(made: Made) -> None:
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for row in made.table("instalments"):
        parts[row["plan_id"]] += Decimal(row["amount"])
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for invoice in made.invoices.values():
        if invoice["plan_id"]:
            owed[invoice["plan_id"]] += Decimal(invoice["open_amount"])
    assert parts == owed


def test_a_range_is_all_the_open_invoices_of_the_debtor_between(made: Made) -> None:
    invoices = made.invoices
    for row, applications in made.truth:
        if row["case_kind"] != "multi_range":
            continue
        chosen = [invoices[number] for number, _ in applications]
        assert len({(each["creditor_id"], each["debtor_id"]) for each in chosen}) == 1
        numbers = {number for number, _ in applications}
        listed = list(invoices.values())
        places = [place for place, each in enumerate(listed) if each["invoice_number"] in numbers]
        between = [
            each["invoice_number"]
            for each in listed[min(places) : max(places) + 1]
            if Decimal(each["open_amount"])
            and (each["creditor_id"], each["debtor_id"]) == (chosen[0]["creditor_id"], chosen[0]["debtor_id"])
        ]
        assert set(between) == numbers


def test_a_return_opens_an_invoice_that_was_paid(made: Made) -> None:
    invoices = made.invoices
    for row, applications in made.truth:
        if row["case_kind"] == "returned_dd":
            ((number, part),) = applications
            assert Decimal(invoices[number]["open_amount"]) == 0
            assert part == -Decimal(invoices[number]["original_amount"])


def test_every_reference_is_vouched_for_by_its_check_digits(made: Made) -> None:
    holds = {
        "RF": references.is_rf,
        "QRR": references.is_qrr,
        "OGM": references.is_ogm,
        "KID10": references.is_kid,
        "KID11": references.is_kid,
        "OCR": references.is_ocr,
        "VIITE": references.is_viitenumero,
    }
    seen = set()
    for invoice in made.invoices.values():
        if scheme := invoice["reference_scheme"]:
            assert holds[scheme](invoice["payment_reference"]), invoice
            seen.add(scheme)
    assert seen == set(holds)


def test_our_reader_finds_in_the_xml_what_the_csv_says(made: Made) -> None:
    read = statements.read((made.folder / "statement.xml").read_bytes())
    rows = made.entries
    assert all(each.ties for each in read)
    assert sum(len(each.entries) for each in read) == len(rows)
    for entry in (entry for each in read for entry in each.entries):
        row, detail = rows[entry.ntry_ref or ""], entry.details[0]
        assert (entry.amount.plain, entry.amount.currency) == (row["amount"], row["currency"])
        assert (entry.direction.value, entry.return_reason or "") == (row["credit_debit"], row["return_reason"])
        assert (detail.structured_reference or "", detail.remittance) == (
            row["structured_reference"],
            row["remittance"],
        )
        assert detail.counterparty_name == row["payer_name"]


def test_history_pays_only_what_is_paid(made: Made) -> None:
    invoices = made.invoices
    rows = made.table("history")
    assert rows
    for row in rows:
        for number, _ in json.loads(row["applications"]):
            assert Decimal(invoices[number]["open_amount"]) == 0


def test_too_few_invoices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        generate(Order(1, "standard", 500, 50), tmp_path)
