"""What people confirm and correct is kept, and confidence is fitted to it once there is enough."""

import pytest
from sqlmodel import Session

from shared import journals
from shared.journals import calibration
from shared.journals.calibration import TooFewOutcomes
from shared.models import JournalLine
from tests import factories
from tests.factories import ACTOR, entry


def _lines(session: Session, confidences: list[float]) -> list[JournalLine]:
    """Lines for which one invoice each was proposed so surely."""
    lines = factories.lines(session, *(entry(1_00, f"{n}") for n in range(len(confidences))))
    invoice = factories.invoice(session, 1_00 * len(confidences))
    said = [factories.proposal(line, invoice, 1_00, each) for line, each in zip(lines, confidences, strict=True)]
    journals.keep_proposals(session, lines[0].journal_id, said)
    for line in lines:
        session.refresh(line)
    return lines


def _history(session: Session, count: int) -> None:
    """So many posted lines, each proposed at 99 %, every second one wrong."""
    for number, line in enumerate(_lines(session, [0.99] * count)):
        line.was_right = number % 2 == 0
    session.flush()


def test_a_proposal_that_was_posted_as_it_stood_was_right_and_a_corrected_one_wrong(session: Session) -> None:
    confirmed, corrected, left = _lines(session, [0.99, 0.6, 0.7])
    other = factories.invoice(session, 1_00)
    journals.accept(session, [confirmed.id or 0], actor=ACTOR)
    journals.decide(session, corrected.id or 0, {other.id or 0: 1_00}, actor=ACTOR)
    journals.leave(session, left.id or 0, actor=ACTOR)

    journals.post_batch(session, confirmed.journal_id, actor=ACTOR)
    assert calibration.outcomes(session) == [(0.99, True), (0.6, False)]

    journals.reverse_line(session, confirmed.id or 0, reason="not theirs", actor=ACTOR)
    assert calibration.outcomes(session) == [(0.99, False), (0.6, False)]


def test_too_few_outcomes_change_nothing(session: Session) -> None:
    _history(session, 4)

    with pytest.raises(TooFewOutcomes, match="4 proposals"):
        calibration.refit(session, actor=ACTOR)

    assert calibration.current(session)(0.99) == pytest.approx(0.99)


def test_enough_outcomes_make_confidence_mean_what_it_says_here(session: Session) -> None:
    _history(session, calibration.ENOUGH)

    assert calibration.refit(session, actor=ACTOR) == calibration.ENOUGH
    fitted = calibration.current(session)
    assert fitted(0.99) == pytest.approx(0.5, abs=0.05)

    [line] = factories.lines(session, entry(1_00, "new"))
    said = factories.proposal(line, factories.invoice(session, 1_00), 1_00, 0.99)
    journals.keep_proposals(session, line.journal_id, [said], calibration=fitted)
    session.refresh(line)
    assert (line.state.value, line.confidence) == ("review", round(fitted(0.99) * 10_000))
