"""Matching bank payments to open invoices, measured on made-up books of which the right answer is known."""

from benchmarks.matching.running import run

__all__ = ["run"]
