"""Effects promised by a commit, and the change counter that live pages watch."""

from shared.outbox.queries import changes_since, latest_change
from shared.outbox.service import changed, claim, complete, fail, promise, promise_all, prune

__all__ = ["changed", "changes_since", "claim", "complete", "fail", "latest_change", "promise", "promise_all", "prune"]
