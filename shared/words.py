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


class Channel(StrEnum):
    """How we write to a debtor."""

    EMAIL = "email"
    TEXT = "text"
    LETTER = "letter"


class ConsentWay(StrEnum):
    """How a debtor said that we may write to them, or may not."""

    PORTAL = "portal"
    TELEPHONE = "telephone"


class Rail(StrEnum):
    """How money came; a credit note is no money, but settles invoices like it (L12)."""

    BANK = "bank"
    CARD = "card"
    CREDIT_NOTE = "credit_note"


class DifferenceKind(StrEnum):
    """What settles an invoice besides the money (L4 to L6)."""

    DISCOUNT = "discount"
    BANK_CHARGE = "bank_charge"
    ROUNDING = "rounding"


class RefundState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    SENT = "sent"
    FAILED = "failed"


class ReturnReason(StrEnum):
    """Why money went back or a receipt is undone (domain.md 1.4)."""

    RETURNED_DD = "returned_dd"
    CHARGEBACK = "chargeback"
    DUPLICATE = "duplicate"
    WRONG_DEBTOR = "wrong_debtor"
    WRONG_INVOICE = "wrong_invoice"
    BANK_RECALL = "bank_recall"


class DiscountTax(StrEnum):
    """What a discount taken does to output VAT (L5)."""

    WITH_VAT_ADJUSTMENT = "with_vat_adjustment"
    WITHOUT = "without"


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


class ChargebackState(StrEnum):
    """How a cardholder's dispute stands; `closed`: it was an inquiry only, or was withdrawn before money moved."""

    INQUIRY = "inquiry"
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"


class PayoutState(StrEnum):
    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"


class Frequency(StrEnum):
    """How often an instalment plan is paid; `dates`: on days chosen one by one."""

    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    MONTHLY = "monthly"
    DATES = "dates"


class Level(StrEnum):
    """Who agrees to a plan: the debtor alone in the portal, a member of staff, or one who approves."""

    PORTAL = "portal"
    STAFF = "staff"
    MANAGER = "manager"


class PlanState(StrEnum):
    """Where a plan is in its life; what is paid of it is never stored (domain.md 3.6)."""

    OFFERED = "offered"
    PENDING_APPROVAL = "pending_approval"
    AWAITING_DOWN_PAYMENT = "awaiting_down_payment"
    ACTIVE = "active"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    DEFAULTED = "defaulted"
    COMPLETED = "completed"
    RENEGOTIATED = "renegotiated"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"


class InstalmentState(StrEnum):
    """What an instalment is, derived from the allocations and the charges that name it."""

    SCHEDULED = "scheduled"
    DUE = "due"
    PROCESSING = "processing"
    PARTIAL = "partial"
    FAILED = "failed"
    MISSED = "missed"
    PAID = "paid"
    CURED = "cured"
    SUPERSEDED = "superseded"


class ChargeState(StrEnum):
    """A card charge for an instalment: announced, under way, and how it ended."""

    PLANNED = "planned"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    SOFT_DECLINE = "soft_decline"
    HARD_DECLINE = "hard_decline"
    AUTHENTICATION = "authentication"
    CALLED_OFF = "called_off"


class ChangeState(StrEnum):
    """A change of a plan's schedule: waiting for the debtor's consent, done, or turned down."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class OfferState(StrEnum):
    """A settlement offer: less than what is owed, if it comes by a date."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    HONOURED = "honoured"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


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


class LinePurpose(StrEnum):
    """What a bank line is for us: a customer's money, money taken back, Stripe's payout, or none of these."""

    RECEIPT = "receipt"
    RETURN = "return"
    PAYOUT = "payout"
    OTHER = "other"


class RowFate(StrEnum):
    """What became of a row of a statement."""

    ADDED = "added"
    REPEATED = "repeated"
    SET_ASIDE = "set_aside"
    HELD = "held"
    UNREADABLE = "unreadable"


class MessageState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    KEPT = "kept"
    SENT = "sent"
    FAILED = "failed"


class LinkScope(StrEnum):
    """What a pay link may pay."""

    INVOICES = "invoices"
    INSTALMENT = "instalment"
    OVERDUE = "overdue"


class DocumentState(StrEnum):
    """A document on its way from being asked for to being offered."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class DisputeReason(StrEnum):
    """Why a debtor says that an invoice, or a part of it, is not owed."""

    NOT_RECEIVED = "not_received"
    FAULTY = "faulty"
    WRONG_AMOUNT = "wrong_amount"
    ALREADY_PAID = "already_paid"
    NOT_MINE = "not_mine"
    OTHER = "other"


class DisputeState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class FeeKind(StrEnum):
    """What is owed beside the invoices of a debtor (domain.md 1.2, L15 and L16)."""

    SET_UP_FEE = "set_up_fee"
    PLAN_INTEREST = "plan_interest"
