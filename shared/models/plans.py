"""Instalment plans: policies in versions, plans with their instalments and history, card charges, settlement offers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Key, Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import ChangeState, ChargeState, Frequency, Level, OfferState, PlanState


class PlanPolicy(SQLModel, table=True):
    """One version of a policy, never changed once published; without `effective_from` it is a draft."""

    __tablename__ = "plan_policy"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("(effective_from IS NULL) = (published_by = '')", name="published_with_a_day"),
    )

    id: int | None = key()
    code: str = Field(max_length=40)
    version: int
    data: dict[str, Any] = Field(sa_type=Document)
    written_by: str = Field(max_length=80)
    written_at: datetime = Field(sa_type=Moment)
    effective_from: date | None = None
    published_by: str = Field(default="", max_length=80)
    published_at: datetime | None = Field(default=None, sa_type=Moment)


class Plan(SQLModel, table=True):
    """What was agreed with a debtor. What is paid of it is derived from allocations and never stored.

    `after_allocation_id` is the last allocation there was when it began, `until_allocation_id` when another plan took
    over: only those between are its payments. `agreed_by` is the level that agrees, or that has to.
    `interest_bp` is the nominal rate a year; interest never comes to more than the `interest_minor` that was agreed.
    `acceptance` keeps how the debtor agreed (language, address, text); `card` names the saved card at the provider.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("cures >= 0 AND moves >= 0 AND renegotiations >= 0", name="counts_positive"),
        partial_index(
            "ix_plan_running", "debtor_id", where="state IN ('awaiting_down_payment', 'active', 'at_risk', 'breached')"
        ),
    )

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    policy_id: int = link("plan_policy.id", index=False)
    reference: str | None = Field(default=None, unique=True, max_length=25)
    state: PlanState = Field(sa_type=words(PlanState), index=True)
    currency: str = Field(max_length=3)
    frequency: Frequency = Field(sa_type=words(Frequency))
    day: int = 0
    schedule_version: int = 1
    interest_bp: int = 0
    interest_minor: int = minor(0)
    fee_minor: int = minor(0)
    after_allocation_id: int = minor(0)
    until_allocation_id: int | None = Field(default=None, sa_type=Key)
    asked_for: str = Field(default="", max_length=200)
    agreed_by: Level | None = Field(default=None, sa_type=words(Level))
    rules: list[dict[str, str]] = Field(default_factory=list, sa_type=Document)
    proposed_by: str = Field(max_length=80)
    proposed_at: datetime = Field(sa_type=Moment)
    offered_until: date
    approved_by: str = Field(default="", max_length=80)
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    accepted_by: str = Field(default="", max_length=80)
    accepted_at: datetime | None = Field(default=None, sa_type=Moment)
    acceptance: dict[str, str] = Field(default_factory=dict, sa_type=Document)
    card: str = Field(default="", max_length=255)
    card_stopped: str = Field(default="", max_length=200)
    began_on: date | None = None
    cures: int = 0
    cured_on: date | None = None
    cure_until: date | None = None
    moves: int = 0
    renegotiations: int = 0
    paused_on: date | None = None
    resumed_on: date | None = None
    ended_on: date | None = None
    end_reason: str = Field(default="", max_length=200)
    predecessor_id: int | None = link("plan.id", index=False, nullable=True, unique=True)

    @property
    def has_cost(self) -> bool:
        """Whether more is paid than what is owed."""
        return bool(self.interest_bp or self.fee_minor)


class PlanInvoice(SQLModel, table=True):
    """An invoice that a plan covers, with what was open when it began.

    `adjusted_minor` is by how much the plan has adapted since: less for a credit note, more for money taken back.
    """

    __tablename__ = "plan_invoice"
    __table_args__ = (
        UniqueConstraint("plan_id", "invoice_id"),
        CheckConstraint("open_minor > 0", name="open_positive"),
        CheckConstraint("open_minor + adjusted_minor >= 0", name="adjusted_within_open"),
        partial_index("uq_plan_invoice_held", "invoice_id", where="is_held", unique=True),
    )

    id: int | None = key()
    plan_id: int = link("plan.id")
    invoice_id: int = link("invoice.id")
    open_minor: int = minor()
    adjusted_minor: int = minor(0)
    is_held: bool = False
    """The plan is running; an invoice is in at most one of these."""


class Instalment(SQLModel, table=True):
    """A payment that was agreed, with the fees that were claimed for it since.

    `cut_minor` is what later versions of the schedule took away; the rest is in force.
    """

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("cut_minor BETWEEN 0 AND amount_minor", name="cut_within_amount"),
    )

    id: int | None = key()
    plan_id: int = link("plan.id")
    number: int
    schedule_version: int
    due_on: date = Field(index=True)
    amount_minor: int = minor()
    cut_minor: int = minor(0)
    cut_in_version: int | None = None


class PlanChange(SQLModel, table=True):
    """A change of the schedule: who wanted it and why, what it cuts and brings, and what the schedule was before.

    `reason` is a sentence whose values are `facts` (`shared.i18n.Told`).
    """

    __tablename__ = "plan_change"
    __table_args__ = (partial_index("ix_plan_change_waiting", "plan_id", where="state = 'proposed'"),)

    id: int | None = key()
    plan_id: int = link("plan.id")
    kind: str = Field(max_length=24)
    state: ChangeState = Field(sa_type=words(ChangeState))
    change: dict[str, Any] = Field(sa_type=Document)
    before: list[dict[str, Any]] = Field(sa_type=Document)
    adjusts: dict[str, int] = Field(default_factory=dict, sa_type=Document)
    based_on_version: int
    reason: str = Field(default="", max_length=200)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    proposed_by: str = Field(max_length=80)
    proposed_at: datetime = Field(sa_type=Moment)
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)


class PlanEvent(SQLModel, table=True):
    """Something that happened to a plan, as a sentence staff and the debtor may read; never changed.

    `facts` are the values that stand in `told` (`shared.i18n.Told`); sentences of before there were any have none.
    """

    __tablename__ = "plan_event"

    id: int | None = key()
    plan_id: int = link("plan.id")
    at: datetime = Field(sa_type=Moment)
    actor: str = Field(max_length=80)
    kind: str = Field(max_length=40)
    told: str = Field(default="", max_length=300)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document)


class PlanMeans(SQLModel, table=True):
    """Income and expenditure as a debtor said them for a plan, in minor units a period."""

    __tablename__ = "plan_means"
    __table_args__ = (CheckConstraint("income_minor >= 0 AND spending_minor >= 0", name="amounts_positive"),)

    id: int | None = key()
    plan_id: int = link("plan.id", unique=True)
    income_minor: int = minor()
    spending_minor: int = minor()
    answers: dict[str, int] = Field(default_factory=dict, sa_type=Document)
    said_at: datetime = Field(sa_type=Moment)


class PlanCharge(SQLModel, table=True):
    """A card charge for an instalment: at most one row for an instalment and try, which is its key at the provider."""

    __tablename__ = "plan_charge"
    __table_args__ = (
        UniqueConstraint("instalment_id", "try_number"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        partial_index("uq_plan_charge_open", "instalment_id", where="state IN ('planned', 'processing')", unique=True),
        partial_index("ix_plan_charge_due", "due_at", "id", where="state = 'planned'"),
        partial_index("ix_plan_charge_under_way", "taken_at", where="state = 'processing'"),
    )

    id: int | None = key()
    instalment_id: int = link("instalment.id")
    try_number: int = 1
    amount_minor: int = minor()
    due_at: datetime = Field(sa_type=Moment)
    state: ChargeState = Field(default=ChargeState.PLANNED, sa_type=words(ChargeState))
    notice_id: int | None = link("message.id", index=False, nullable=True)
    receipt_id: int | None = link("receipt.id", index=False, nullable=True)
    problem: str = Field(default="", max_length=300)
    planned_at: datetime = Field(sa_type=Moment)
    taken_at: datetime | None = Field(default=None, sa_type=Moment)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


class SettlementOffer(SQLModel, table=True):
    """Less than what is owed, if it comes by a day. Who approves is never who proposed (domain.md 3.1)."""

    __tablename__ = "settlement_offer"
    __table_args__ = (
        CheckConstraint("pay_minor > 0 AND pay_minor < owed_minor", name="pay_below_owed"),
        CheckConstraint("approved_by = '' OR approved_by <> proposed_by", name="four_eyes"),
        partial_index("ix_settlement_offer_open", "until", where="state IN ('offered', 'accepted')"),
    )

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    currency: str = Field(max_length=3)
    owed_minor: int = minor()
    pay_minor: int = minor()
    until: date
    state: OfferState = Field(default=OfferState.PROPOSED, sa_type=words(OfferState))
    reason: str = Field(default="", max_length=200)
    after_allocation_id: int = minor(0)
    proposed_by: str = Field(max_length=80)
    proposed_at: datetime = Field(sa_type=Moment)
    approved_by: str = Field(default="", max_length=80)
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    accepted_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_on: date | None = None
    discount_minor: int = minor(0)

    @property
    def pay(self) -> Money:
        return Money(self.pay_minor, self.currency)


class SettlementInvoice(SQLModel, table=True):
    """An invoice that a settlement offer covers, with what was open on it when the offer was made."""

    __tablename__ = "settlement_invoice"
    __table_args__ = (UniqueConstraint("offer_id", "invoice_id"),)

    id: int | None = key()
    offer_id: int = link("settlement_offer.id")
    invoice_id: int = link("invoice.id")
    open_minor: int = minor()
