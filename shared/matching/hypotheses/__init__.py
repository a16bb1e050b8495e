"""All that a payment may be for: every way in which invoices come into question has a module of its own."""

from shared.matching.hypotheses.generating import hypotheses_of

__all__ = ["hypotheses_of"]
