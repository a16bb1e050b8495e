"""Whether the rules of the two products we measure against do what is documented of them."""

import csv
from decimal import Decimal
from pathlib import Path

from benchmarks.matching import erpnext_like, odoo_like, sets
from benchmarks.matching.generator import Order, generate
from benchmarks.matching.scorer import score

_HEADS = {
    "debtors": "debtor_id name ibans country language customer_number",
    "invoices": "invoice_number creditor_id debtor_id issue_date due_date currency original_amount open_amount "
    "payment_reference reference_scheme discount_date discount_percent plan_id",
    "statement": "entry_ref account_currency booking_date value_date amount currency credit_debit payer_name "
    "payer_iban ultimate_debtor remittance structured_reference end_to_end_id instructed_amount instructed_currency "
    "return_reason acct_svcr_ref",
}


class World:
    """Three invoices of two debtors, and the payments a test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._write(
            "debtors", [["D1", "Berger Bau GmbH", "DE111", "DE", "de", "77001"], ["D2", "Ola Vik", "", "", "", ""]]
        )
        self._write(
            "invoices",
            [
                self._invoice("RE-2026-00101", "D1", "100.00", "2026-10-01"),
                self._invoice("RE-2026-00102", "D1", "40.00", "2026-10-05", discount=("2026-12-01", "2")),
                self._invoice("RE-2026-00103", "D2", "75.00", "2026-10-02"),
            ],
        )

    def _invoice(
        self, number: str, debtor: str, amount: str, due: str, discount: tuple[str, str] = ("", "")
    ) -> list[str]:
        return [number, "1", debtor, "2026-09-01", due, "EUR", amount, amount, "", "", *discount, ""]

    def pay(self, amount: str, text: str, name: str = "", iban: str = "") -> Path:
        row = [
            "N1",
            "EUR",
            "2026-11-09",
            "2026-11-09",
            amount,
            "EUR",
            "CRDT",
            name,
            iban,
            "",
            text,
            "",
            "",
            "",
            "",
            "",
            "",
        ]
        self._write("statement", [row])
        return self.folder

    def _write(self, name: str, rows: list[list[str]]) -> None:
        with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([_HEADS[name].split(), *rows])


def test_odoo_posts_an_invoice_whose_digits_are_a_word_of_the_text(tmp_path: Path) -> None:
    folder = World(tmp_path).pay("100.00", "Rechnung RE-2026-00101", iban="DE111")

    assert odoo_like.match(folder).by_entry == {
        "N1": sets.Proposed({"RE-2026-00101": Decimal("100.00")}, odoo_like.AUTOMATIC)
    }


def test_odoo_does_nothing_without_a_partner_unless_told_to(tmp_path: Path) -> None:
    folder = World(tmp_path).pay("75.00", "RE-2026-00103", name="Somebody Else")

    assert odoo_like.match(folder).by_entry == {}
    assert odoo_like.match_without_partner(folder).by_entry["N1"].shares == {"RE-2026-00103": Decimal("75.00")}


def test_odoo_fills_the_oldest_where_only_the_partner_is_known_and_waits(tmp_path: Path) -> None:
    proposed = odoo_like.match(World(tmp_path).pay("120.00", "", iban="DE111")).by_entry["N1"]

    assert proposed.shares == {"RE-2026-00101": Decimal("100.00"), "RE-2026-00102": Decimal("20.00")}
    assert proposed.confidence < odoo_like.THRESHOLD


def test_odoo_posts_more_money_than_the_invoice_it_read(tmp_path: Path) -> None:
    proposed = odoo_like.match(World(tmp_path).pay("140.00", "RE-2026-00101 und 102", iban="DE111")).by_entry["N1"]

    assert proposed == sets.Proposed({"RE-2026-00101": Decimal("100.00")}, odoo_like.AUTOMATIC)


def test_odoo_sees_a_discount_that_comes_out_even(tmp_path: Path) -> None:
    proposed = odoo_like.match(World(tmp_path).pay("39.20", "RE-2026-00102", iban="DE111")).by_entry["N1"]

    assert proposed.shares == {"RE-2026-00102": Decimal("39.20")}


def test_erpnext_posts_every_number_it_finds_inside_the_text(tmp_path: Path) -> None:
    proposed = erpnext_like.match(World(tmp_path).pay("120.00", "XRE-2026-00101/RE-2026-00102X")).by_entry["N1"]

    assert proposed == sets.Proposed(
        {"RE-2026-00101": Decimal("100.00"), "RE-2026-00102": Decimal("20.00")}, erpnext_like.AUTOMATIC
    )


def test_erpnext_suggests_the_party_s_invoice_of_the_amount(tmp_path: Path) -> None:
    proposed = erpnext_like.match(World(tmp_path).pay("40.00", "danke", name="BERGER BAU")).by_entry["N1"]

    assert proposed.shares == {"RE-2026-00102": Decimal("40.00")}
    assert proposed.confidence < erpnext_like.THRESHOLD


def test_what_is_posted_is_used_up(tmp_path: Path) -> None:
    generate(Order(5, "standard", 300, 1_500), tmp_path)
    owed = {each.number: each.open for each in sets.open_invoices(tmp_path)}
    for module in (odoo_like, erpnext_like):
        proposals = module.match(tmp_path)
        posted: dict[str, Decimal] = {}
        for each in proposals.by_entry.values():
            if each.confidence >= proposals.threshold:
                for number, amount in each.shares.items():
                    posted[number] = posted.get(number, Decimal(0)) + amount
        assert posted
        assert all(amount <= owed[number] for number, amount in posted.items())


def test_rules_alone_post_about_half_and_not_all_of_it_rightly(tmp_path: Path) -> None:
    generate(Order(6, "standard", 600, 3_000), tmp_path)
    result = score(sets.truth(tmp_path), odoo_like.match_without_partner(tmp_path))

    assert 0.33 < result.automation < 0.66
    assert 0.75 < result.precision < 0.97
