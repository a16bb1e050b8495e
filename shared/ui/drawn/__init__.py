"""Pages that arrive with their data: read while the page is on its way, drawn by its own code (ADR-0038)."""
