"""Receipt journals: open, import, apply automatically, review, post."""

from shared.journals.opening import open_journal, working_journal
from shared.journals.posting import Posted, post_batch, reverse_line
from shared.journals.review import accept, accept_above, decide, keep_proposals, leave, matched, release, undo
from shared.journals.rules import earned_state
from shared.journals.taking_in import TakenIn, take_in

__all__ = [
    "Posted",
    "TakenIn",
    "accept",
    "accept_above",
    "decide",
    "earned_state",
    "keep_proposals",
    "leave",
    "matched",
    "open_journal",
    "post_batch",
    "release",
    "reverse_line",
    "take_in",
    "undo",
    "working_journal",
]
