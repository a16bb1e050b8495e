"""Tables only, one module a noun; importing this package knows them all."""

from shared.models.access import AccessTry, Session, SignInLink, Staff
from shared.models.agreements import Agreement
from shared.models.audit import AuditRecord
from shared.models.creditors import BankAccount, Creditor
from shared.models.debtors import Debtor, DebtorAccount
from shared.models.invoices import Invoice
from shared.models.journals import Journal, JournalLine, JournalStatement, LineShare
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
    LineState,
    MessageState,
    Rail,
    RefundState,
    ReturnReason,
    Role,
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
    "Invoice",
    "Journal",
    "JournalLine",
    "JournalState",
    "JournalStatement",
    "LedgerEntry",
    "LedgerLine",
    "LineShare",
    "LineState",
    "Message",
    "MessageState",
    "OutboxMessage",
    "PaymentAttempt",
    "ProviderEvent",
    "Rail",
    "Receipt",
    "ReceiptReturn",
    "Refund",
    "RefundState",
    "ReturnReason",
    "Role",
    "Session",
    "SignInLink",
    "Staff",
]
