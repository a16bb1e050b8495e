"""Made-up books and bank statements of which the right matching is known, the same for the same seed."""

from benchmarks.matching.generator.making import Order, generate
from benchmarks.matching.generator.rates import KINDS, LEVELS

__all__ = ["KINDS", "LEVELS", "Order", "generate"]
