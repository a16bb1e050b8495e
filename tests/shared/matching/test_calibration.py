"""Confidence that means what it says, and the certificate that says from where on it may be trusted."""

import random

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from shared.matching import CERTIFIED, Calibration, calibrate, propose
from shared.matching.calibration import certify, upper_bound
from tests.shared.matching.building import IBAN, MERIDIAN, book, invoice, payment

OUTCOMES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=50, max_size=120)


def _boastful(count: int = 4000) -> list[tuple[float, bool]]:
    """Outcomes of a model that says 0.9 where it is right seven times in ten."""
    chance = random.Random(7)
    said = [chance.choice([0.2, 0.5, 0.9]) for _ in range(count)]
    return [(each, chance.random() < {0.2: 0.1, 0.5: 0.4, 0.9: 0.7}[each]) for each in said]


def test_a_boastful_model_is_taken_down():
    honest = calibrate(_boastful())
    assert honest(0.9) == pytest.approx(0.7, abs=0.03)
    assert honest(0.5) == pytest.approx(0.4, abs=0.04)


def test_too_few_outcomes_change_nothing():
    assert calibrate([(0.9, False)] * 49) == Calibration()
    assert Calibration()(0.37) == pytest.approx(0.37)


def test_a_short_last_step_does_not_turn_the_order_round():
    honest = calibrate([(0.5, True)] * 50 + [(0.9, True)])
    assert honest(0.5) <= honest(0.9)


@settings(max_examples=100, deadline=None)
@for_all(OUTCOMES, st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_the_map_never_changes_an_order_and_stays_a_probability(outcomes, asked):
    honest = calibrate(outcomes)
    told = [honest(each) for each in sorted(asked)]
    assert told == sorted(told)
    assert all(0 <= each <= 1 for each in told)


@pytest.mark.parametrize(
    ("wrong", "count", "bound"), [(0, 600, 0.00498), (0, 3000, 0.000998), (3, 7755, 0.001), (10, 100, 0.16372)]
)
def test_the_bound_is_that_of_clopper_and_pearson(wrong, count, bound):
    assert upper_bound(wrong, count) == pytest.approx(bound, rel=0.002)


def test_nothing_is_certain_when_all_were_wrong():
    assert upper_bound(5, 5) == 1.0


def test_the_lowest_threshold_that_holds_is_certified():
    outcomes = [(0.99, True)] * 700 + [(0.9, True)] * 60 + [(0.9, False)] * 40
    found = certify(outcomes, 0.005)
    assert found is not None
    assert (found.threshold, found.payments, found.wrong) == (0.99, 700, 0)
    assert found.sentence == "At 99% and above, fewer than 1 in 200 were wrong on 700 payments it had never seen."


def test_nothing_is_certified_on_too_little():
    assert certify([(1.0, True)] * 100, 0.005) is None


def test_the_shipped_certificate_says_what_staff_may_rely_on():
    assert 0.9 <= CERTIFIED.threshold < 1
    assert upper_bound(CERTIFIED.wrong, CERTIFIED.payments, CERTIFIED.level) <= CERTIFIED.error_bound <= 0.005
    assert f"{CERTIFIED.payments:,} payments it had never seen" in CERTIFIED.sentence


def test_a_tenant_s_own_calibration_takes_the_place_of_the_shipped_one():
    paid = payment(148012, "RG 2026-1834", payer_iban=IBAN[MERIDIAN.id], payer_name="Meridian Bau GmbH")
    open_items = book(invoice("2026-1834", 148012))
    doubting = Calibration(((0.0, 0.0), (1.0, 0.6)))
    assert propose([paid], open_items)[0].confidence > CERTIFIED.threshold
    assert propose([paid], open_items, calibration=doubting)[0].confidence == pytest.approx(0.6, abs=0.01)
