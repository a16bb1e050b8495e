"""Letters as PDF, and files that people give us."""
