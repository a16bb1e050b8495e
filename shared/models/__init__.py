"""Tables only, one module a noun; importing this package knows them all."""

from shared.models.access import AccessTry, Session, SignInLink, Staff
from shared.models.agreements import Agreement
from shared.models.audit import AuditRecord
from shared.models.bank_layouts import KeptLayout, WaitingFile
from shared.models.creditors import BankAccount, Creditor
from shared.models.debtors import Debtor, DebtorAccount
from shared.models.invoices import Invoice
from shared.models.journals import (
    Calibration,
    ImportRow,
    Journal,
    JournalLine,
    JournalStatement,
    LineShare,
    PayerLesson,
    PayerMemory,
    TextRule,
)
from shared.models.ledger import ExchangeRate, LedgerEntry, LedgerLine
from shared.models.messaging import Message
from shared.models.outbox import Change, OutboxMessage
from shared.models.payments import OPEN_STATES, AttemptShare, EventCursor, PaymentAttempt, ProviderEvent
from shared.models.receipts import Allocation, Receipt, ReceiptReturn, Refund
from shared.words import (
    AgreementStatus,
    AttemptState,
    DebtorKind,
    DifferenceKind,
    DiscountTax,
    EventState,
    JournalState,
    LinePurpose,
    LineState,
    MessageState,
    Rail,
    RefundState,
    ReturnReason,
    Role,
    RowFate,
)

__all__ = [
    "OPEN_STATES",
    "AccessTry",
    "Agreement",
    "AgreementStatus",
    "Allocation",
    "AttemptShare",
    "AttemptState",
    "AuditRecord",
    "BankAccount",
    "Calibration",
    "Change",
    "Creditor",
    "Debtor",
    "DebtorAccount",
    "DebtorKind",
    "DifferenceKind",
    "DiscountTax",
    "EventCursor",
    "EventState",
    "ExchangeRate",
    "ImportRow",
    "Invoice",
    "Journal",
    "JournalLine",
    "JournalState",
    "JournalStatement",
    "KeptLayout",
    "LedgerEntry",
    "LedgerLine",
    "LinePurpose",
    "LineShare",
    "LineState",
    "Message",
    "MessageState",
    "OutboxMessage",
    "PayerLesson",
    "PayerMemory",
    "PaymentAttempt",
    "ProviderEvent",
    "Rail",
    "Receipt",
    "ReceiptReturn",
    "Refund",
    "RefundState",
    "ReturnReason",
    "Role",
    "RowFate",
    "Session",
    "SignInLink",
    "Staff",
    "TextRule",
    "WaitingFile",
]
