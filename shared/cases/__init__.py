"""What stops collection: disputes."""

from shared.cases.queries import Holds, holds, settled_on
from shared.cases.service import CHANGED, Evidence, Objection, decide, dispute, withdraw

__all__ = ["CHANGED", "Evidence", "Holds", "Objection", "decide", "dispute", "holds", "settled_on", "withdraw"]
