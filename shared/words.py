"""The closed sets of words that tables, rules and pages share: states, roles, rails."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is; access.rules says what each may do."""

    VIEWER = "viewer"
    AGENT = "agent"
    ACCOUNTANT = "accountant"
    APPROVER = "approver"
    ADMIN = "admin"
    AUDITOR = "auditor"


class AgreementStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class DebtorKind(StrEnum):
    BUSINESS = "business"
    CONSUMER = "consumer"


class Rail(StrEnum):
    """How money came."""

    BANK = "bank"
    CARD = "card"


class AttemptState(StrEnum):
    CREATED = "created"
    STARTED = "started"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RELEASED = "released"


class EventState(StrEnum):
    KEPT = "kept"
    HANDLED = "handled"
    IGNORED = "ignored"
    WAITING = "waiting"
    FAILED = "failed"


class JournalState(StrEnum):
    DRAFT = "draft"
    IMPORTED = "imported"
    MATCHED = "matched"
    POSTED = "posted"


class LineState(StrEnum):
    """What became of a line: matching says ready, review or unmatched; people and posting decide the rest."""

    NEW = "new"
    READY = "ready"
    REVIEW = "review"
    UNMATCHED = "unmatched"
    ACCEPTED = "accepted"
    LEFT = "left"
    SET_ASIDE = "set_aside"
    POSTED = "posted"
    REVERSED = "reversed"


class MessageState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    KEPT = "kept"
    SENT = "sent"
    FAILED = "failed"
