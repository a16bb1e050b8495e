"""What stops collection: disputes."""

from shared.cases.queries import Holds, Objected, holds, objections
from shared.cases.service import CHANGED, Evidence, Objection, decide, dispute, let_plans_wait, withdraw

__all__ = [
    "CHANGED",
    "Evidence",
    "Holds",
    "Objected",
    "Objection",
    "decide",
    "dispute",
    "holds",
    "let_plans_wait",
    "objections",
    "withdraw",
]
