"""Letters as PDF, and files that people give us."""

from shared.documents.letter import Column, Letter, Pair, Payment, Sender, Table, TooLong
from shared.documents.queries import Given, Kept, Offer, attachment, attachments, document, kept_names, offer
from shared.documents.rules import MOST_BYTES, NotTaken
from shared.documents.service import TOPIC, Order, attach, fail, finish, forget_old, take, want

__all__ = [
    "MOST_BYTES",
    "TOPIC",
    "Column",
    "Given",
    "Kept",
    "Letter",
    "NotTaken",
    "Offer",
    "Order",
    "Pair",
    "Payment",
    "Sender",
    "Table",
    "TooLong",
    "attach",
    "attachment",
    "attachments",
    "document",
    "fail",
    "finish",
    "forget_old",
    "kept_names",
    "offer",
    "take",
    "want",
]
