"""The debtors' face: see what is owed, pay it."""
