"""Whether the scorer counts as it says: small cases worked out by hand."""

import math
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.matching.scorer import attainable, score, verdicts, wilson_low
from benchmarks.matching.sets import Proposals, Proposed, Truth, read_proposals


def shares(**parts: str) -> dict[str, Decimal]:
    return {number: Decimal(amount) for number, amount in parts.items()}


TRUTH = {
    "N1": Truth(shares(A="10.00"), "clean", 10.0),
    "N2": Truth(shares(B="5.00", C="7.00"), "list", 12.0),
    "N3": Truth(shares(D="1.000"), "clean", 100.0),
    "N4": Truth({}, "unrelated", 50.0),
    "N5": Truth({}, "duplicate", 8.0),
}
PROPOSALS = Proposals(
    0.9,
    {
        "N1": Proposed(shares(A="10"), 0.95),
        "N2": Proposed(shares(B="5.00"), 0.92),
        "N3": Proposed(shares(D="1"), 0.5),
        "N4": Proposed(shares(E="50.00"), 0.91),
    },
)


def test_a_posting_is_right_only_with_the_same_invoices_and_the_same_amounts() -> None:
    result = score(TRUTH, PROPOSALS)

    assert (result.entries, result.with_truth, result.posted, result.wrong) == (5, 3, 3, 2)
    assert result.automation == pytest.approx(1 / 3)
    assert result.precision == pytest.approx(1 / 3)
    assert result.precision_value == pytest.approx(10 / 72)
    assert result.wrong_rate == pytest.approx(2 / 5)


def test_rank_one_does_not_ask_whether_it_would_have_been_posted() -> None:
    assert score(TRUTH, PROPOSALS).rank1 == pytest.approx(2 / 3)


def test_lines_are_counted_by_invoice_whatever_the_amount() -> None:
    result = score(TRUTH, PROPOSALS)

    assert result.line_precision == pytest.approx(3 / 4)
    assert result.line_recall == pytest.approx(3 / 4)


def test_posting_what_should_be_left_alone_is_told() -> None:
    assert score(TRUTH, PROPOSALS).leave_alone_kept == pytest.approx(1 / 2)


def test_confidence_is_judged_over_all_that_was_proposed() -> None:
    result = score(TRUTH, PROPOSALS)

    assert result.brier == pytest.approx((0.05**2 + 0.92**2 + 0.5**2 + 0.91**2) / 4)
    assert result.ece == pytest.approx((abs(0.95 + 0.92 + 0.91 - 1) + abs(0.5 - 1)) / 4)


def test_kinds_count_an_entry_left_alone_as_right_where_nothing_is_to_be_applied() -> None:
    kinds = score(TRUTH, PROPOSALS).kinds

    assert (kinds["clean"].entries, kinds["clean"].right, kinds["clean"].automatic) == (2, 2, 1)
    assert (kinds["duplicate"].right, kinds["unrelated"].right, kinds["unrelated"].wrong) == (1, 0, 1)


def test_the_automation_attainable_takes_equally_sure_claims_together() -> None:
    truth = {f"N{place}": Truth(shares(A="1"), "clean", 1.0) for place in range(4)}
    right, wrong = shares(A="1"), shares(A="2")
    said = {
        "N0": Proposed(right, 0.9),
        "N1": Proposed(right, 0.8),
        "N2": Proposed(wrong, 0.8),
        "N3": Proposed(right, 0.7),
    }

    found = attainable(verdicts(truth, Proposals(0.5, said)))

    assert found == {0.95: 0.25, 0.99: 0.25, 0.995: 0.25, 0.999: 0.25}


def test_nothing_proposed_is_no_division_by_nothing() -> None:
    result = score(TRUTH, Proposals(0.9, {}))

    assert (result.automation, result.precision, result.precision_low, result.brier, result.ece) == (0, 0, 0, 0, 0)
    assert result.leave_alone_kept == 1


def test_the_wilson_bound_of_nothing_wrong_in_a_hundred() -> None:
    assert wilson_low(1.0, 100) == pytest.approx(100 / (100 + 1.96**2))
    assert wilson_low(0.9, 50) == pytest.approx(
        (0.9 + 1.96**2 / 100 - 1.96 * math.sqrt(0.09 / 50 + 1.96**2 / 10_000)) / (1 + 1.96**2 / 50)
    )


def test_a_proposal_for_a_stranger_is_refused() -> None:
    with pytest.raises(ValueError, match="N9"):
        score(TRUTH, Proposals(0.9, {"N9": Proposed(shares(A="1"), 1.0)}))


def test_a_file_of_proposals_is_as_sure_as_its_least_sure_row(tmp_path: Path) -> None:
    path = tmp_path / "proposals.csv"
    path.write_text(
        "#threshold=0.97\nentry_ref,invoice_number,amount,confidence\nN1,A,5.00,0.99\nN1,B,-1.50,0.98\nN1,A,2.00,0.999\n",
        encoding="utf-8",
    )

    assert read_proposals(path) == Proposals(0.97, {"N1": Proposed(shares(A="7.00", B="-1.50"), 0.98)})


def test_a_file_that_declares_no_threshold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "proposals.csv"
    path.write_text("entry_ref,invoice_number,amount,confidence\n", encoding="utf-8")

    with pytest.raises(ValueError, match="#threshold="):
        read_proposals(path)
