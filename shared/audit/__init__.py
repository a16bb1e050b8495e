"""Who did what to which record; hash-chained, so that an edit shows."""

from shared.audit.service import note, seal
from shared.audit.verify import broken_links

__all__ = ["broken_links", "note", "seal"]
