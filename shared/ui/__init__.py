"""What both faces are drawn from: the only part of shared that imports Reflex."""
