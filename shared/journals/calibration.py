"""How sure matching is, fitted to what this installation's own people confirmed and corrected."""

from sqlmodel import Session, col, select

from shared import audit, clock
from shared.errors import Refused
from shared.matching import Calibration, calibrate
from shared.models import Calibration as CalibrationRow
from shared.models import JournalLine

ENOUGH = 500
"""Outcomes below which the calibration that is shipped says more than one's own."""


class TooFewOutcomes(Refused):
    def __init__(self, outcomes: int) -> None:
        super().__init__(
            f"{outcomes} proposals were confirmed or corrected so far; from {ENOUGH} on they say more than "
            "what matching was tried on before. Nothing was changed."
        )


def outcomes(session: Session) -> list[tuple[float, bool]]:
    """What matching said of every line that was posted with a proposal, and whether exactly that was posted.

    The confidence is matching's own, before any calibration of ours; what was reversed since counts as wrong.
    """
    told = col(JournalLine.proof)["confidence"].as_float()
    query = select(told, JournalLine.was_right).where(col(JournalLine.was_right).is_not(None), told.is_not(None))
    return [(float(confidence), bool(right)) for confidence, right in session.exec(query.order_by(col(JournalLine.id)))]


def refit(session: Session, *, actor: str) -> int:
    """Fit confidence to the outcomes there are and use it from the next Apply Automatically on.

    Returns:
        How many outcomes it was fitted to.

    Raises:
        TooFewOutcomes: there are fewer than `ENOUGH`.
    """
    found = outcomes(session)
    if len(found) < ENOUGH:
        raise TooFewOutcomes(len(found))
    corners = [list(each) for each in calibrate(found).corners]
    session.add(CalibrationRow(fitted_at=clock.now(), outcomes=len(found), fit={"corners": corners}, made_by=actor))
    audit.note(session, actor, "matching.calibrated", "matching", outcomes=len(found))
    return len(found)


def current(session: Session) -> Calibration:
    """The newest fit; the one that changes nothing as long as there is none."""
    newest = session.exec(select(CalibrationRow).order_by(col(CalibrationRow.id).desc()).limit(1)).first()
    if newest is None:
        return Calibration()
    return Calibration(tuple((float(said), float(is_)) for said, is_ in newest.fit["corners"]))
