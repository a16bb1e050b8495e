"""What stops collection: disputes."""

from shared.cases.queries import Holds, holds
from shared.cases.service import decide, dispute, withdraw

__all__ = ["Holds", "decide", "dispute", "holds", "withdraw"]
