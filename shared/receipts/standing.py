"""Allocations that stand: neither taken back, nor the taking back of another."""

from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col

from shared.models import Allocation


def standing(query: Any) -> Any:
    """The same query over allocations, of those that stand only."""
    mirror = aliased(Allocation)
    joined = query.outerjoin(mirror, col(mirror.reverses_id) == col(Allocation.id))
    return joined.where(col(Allocation.reverses_id).is_(None), col(mirror.id).is_(None))
