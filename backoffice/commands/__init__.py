"""The commands behind `duebook`, one module a noun."""
