"""Receipt journals: open, import, apply automatically, review, post."""

from shared.journals.booking import reverse_line
from shared.journals.deciding import (
    book_to_account,
    decide,
    leave_unidentified,
    mark_payout,
    mark_return,
    put_on_account,
)
from shared.journals.opening import open_journal, working_journal
from shared.journals.posting import Posted, post_batch
from shared.journals.proposals import keep_proposals, matched
from shared.journals.review import accept, accept_above, leave, release, undo
from shared.journals.rules import earned_state
from shared.journals.taking_in import TakenIn, take_in

__all__ = [
    "Posted",
    "TakenIn",
    "accept",
    "accept_above",
    "book_to_account",
    "decide",
    "earned_state",
    "keep_proposals",
    "leave",
    "leave_unidentified",
    "mark_payout",
    "mark_return",
    "matched",
    "open_journal",
    "post_batch",
    "put_on_account",
    "release",
    "reverse_line",
    "take_in",
    "undo",
    "working_journal",
]
