"""All 85 published files, of every format: what `statement show --json` prints adds up to what is known of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.statements import StatementRefused, as_json, read
from tests.shared.statements.corpus import FOLDER, facts, needs_corpus

pytestmark = needs_corpus

_REFUSED = {
    "camt__data_camt053.v2.wrong.xml",
    "bai2__sample-parseError.txt",
    "ofxparse__date_missing.ofx",
    "ofxparse__decimal_error.ofx",
    "ofxparse__bank_small.ofx",
    "ofxparse__signon_success.ofx",
}


def _known() -> set[str]:
    return {each.name for each in FOLDER.glob("expected/*.json")} if FOLDER else set()


_ALL = sorted(FOLDER.glob("visible/*/*")) if FOLDER else []
_FILES = [each for each in _ALL if f"{each.name}.json" in _known()]
_each = pytest.mark.parametrize(
    "path", [each for each in _FILES if each.name not in _REFUSED], ids=lambda path: path.name[:60]
)


def shown(path: Path) -> list[dict[str, Any]]:
    printed = json.dumps(as_json(read(path.read_bytes())))
    statements: list[dict[str, Any]] = json.loads(printed)["statements"]
    return statements


def test_there_are_85() -> None:
    assert len(_FILES) == 85


@pytest.mark.parametrize("name", sorted(_REFUSED))
def test_what_states_no_statement_no_day_or_no_amount_is_refused(name: str) -> None:
    (path,) = (each for each in _FILES if each.name == name)

    with pytest.raises(StatementRefused):
        read(path.read_bytes())


@_each
def test_it_prints_as_many_entries_and_the_same_sums(path: Path) -> None:
    known = facts(path)
    statements = shown(path)

    entries = [entry for statement in statements for entry in statement["entries"]]
    left_out = [each for statement in statements for each in statement["set_aside"] if each["entry"] is None]
    assert len(entries) + len(left_out) == known["entries"]
    if "totals_booked" in known:  # camt and CSV, of which a few hold what is not booked yet
        entries = [each for each in entries if each["status"] in ("BOOK", None)]
        assert _sums(entries) == _booked(known)
    elif not left_out:
        assert len(statements) == known["statements"]
        assert sum(_moved(entries).values()) == _moved_by(known["statements_detail"])


def _sums(entries: Sequence[dict[str, Any]]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for each in entries:
        key = each["currency"], each["direction"]
        sums[key] = sums.get(key, Decimal(0)) + Decimal(each["amount"])
    return {key: amount for key, amount in sums.items() if amount}


def _booked(known: dict[str, Any]) -> dict[tuple[str, str], Decimal]:
    sides = {"credit": "CRDT", "debit": "DBIT"}
    sums = {
        (currency, code): Decimal(totals[side])
        for currency, totals in known["totals_booked"].items()
        for side, code in sides.items()
    }
    return {key: amount for key, amount in sums.items() if amount}


def _moved(entries: Sequence[dict[str, Any]]) -> dict[tuple[str, str], Decimal]:
    return {key: amount if key[1] == "CRDT" else -amount for key, amount in _sums(entries).items()}


def _moved_by(statements: Sequence[dict[str, Any]]) -> Decimal:
    return sum((_side(each, "credit") - _side(each, "debit") for each in statements), Decimal(0))


def _side(statement: dict[str, Any], side: str) -> Decimal:
    """BAI2's facts are in cents."""
    return Decimal(statement[side]) if side in statement else Decimal(statement[f"{side}_cents"]) / 100
