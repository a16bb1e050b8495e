"""Writing to debtors: templates, the communication history, and the mail that leaves."""

from shared.messaging.rules import Due, Secret
from shared.messaging.service import write, write_once

__all__ = ["Due", "Secret", "write", "write_once"]
