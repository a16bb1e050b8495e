"""Whether a line is still what somebody saw when they decided about it."""

import hashlib
from collections.abc import Iterable, Sequence

from shared.errors import Conflict
from shared.models import JournalLine, LineShare


class LineChanged(Conflict):
    def __init__(self, position: int) -> None:
        super().__init__(f"Line {position} is not what you saw any more; look at it again. Nothing was decided.")


def digest(line: JournalLine, shares: Iterable[LineShare]) -> str:
    """A short mark of what a person sees of a line; it differs as soon as anything they decide about differs."""
    told: Sequence[object] = (
        line.state.value,
        line.purpose.value,
        line.debtor_id,
        line.account,
        line.undoes_id,
        line.fee_minor,
        sorted((each.book_id, each.amount_minor, *_besides(each)) for each in shares),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _besides(share: LineShare) -> tuple[int | None, str, int, bool]:
    return share.taken_minor, share.difference_kind, share.difference_minor, share.is_granted


def check_seen(line: JournalLine, shares: Iterable[LineShare], seen: str) -> None:
    """Whether the line is still what was shown; an empty `seen` was shown nothing.

    Raises:
        LineChanged: somebody else, or matching, changed it meanwhile.
    """
    if seen and seen != digest(line, shares):
        raise LineChanged(line.position)
