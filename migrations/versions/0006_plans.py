"""Instalment plans: policies, plans, instalments and their history, card charges, settlement offers."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from shared.models.base import Document, Key, Moment

revision = "0006"
down_revision = "0005"

_WORD = sa.String(24)
_TABLES = (
    "plan_policy plan plan_invoice instalment plan_change plan_event plan_means plan_charge "
    "settlement_offer settlement_invoice"
).split()


def upgrade() -> None:
    _plan_policy()
    _plan()
    _plan_invoice()
    _instalment()
    _plan_change()
    _plan_event()
    _plan_means()
    _plan_charge()
    _settlement_offer()
    _settlement_invoice()
    with op.batch_alter_table("allocation") as table:
        table.add_column(sa.Column("instalment_id", Key, nullable=True))
        table.create_index(op.f("ix_allocation_instalment_id"), ["instalment_id"])
        table.create_foreign_key(
            op.f("fk_allocation_instalment_id_instalment"), "instalment", ["instalment_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("allocation") as table:
        table.drop_constraint("fk_allocation_instalment_id_instalment", type_="foreignkey")
        table.drop_index("ix_allocation_instalment_id")
        table.drop_column("instalment_id")
    for name in reversed(_TABLES):
        op.drop_table(name)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(each, kind, nullable=nullable) for each in names]


def _partial(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    chosen = sa.text(where)
    op.create_index(name, table, [column], unique=unique, sqlite_where=chosen, postgresql_where=chosen)


def _plan_policy() -> None:
    op.create_table(
        "plan_policy",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", Document, nullable=False),
        sa.Column("written_by", sa.String(80), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("published_by", sa.String(80), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "(effective_from IS NULL) = (published_by = '')", name=op.f("ck_plan_policy_published_with_a_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_policy")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_plan_policy_code_version")),
    )


def _plan() -> None:
    op.create_table(
        "plan",
        *_columns(Key, "id", "debtor_id", "policy_id"),
        *_columns(Key, "until_allocation_id", "predecessor_id", nullable=True),
        sa.Column("reference", sa.String(25), nullable=True),
        *_columns(_WORD, "state", "frequency"),
        sa.Column("agreed_by", _WORD, nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        *_columns(sa.Integer(), "day", "schedule_version", "cures", "moves", "renegotiations"),
        sa.Column("after_allocation_id", sa.BigInteger(), nullable=False),
        *_columns(sa.String(200), "asked_for", "card_stopped", "end_reason"),
        sa.Column("card", sa.String(255), nullable=False),
        *_columns(Document, "rules", "acceptance"),
        *_columns(sa.String(80), "proposed_by", "approved_by", "accepted_by"),
        sa.Column("proposed_at", Moment(), nullable=False),
        *_columns(Moment(), "approved_at", "accepted_at", nullable=True),
        sa.Column("offered_until", sa.Date(), nullable=False),
        *_columns(
            sa.Date(), "began_on", "cured_on", "cure_until", "paused_on", "resumed_on", "ended_on", nullable=True
        ),
        sa.CheckConstraint("cures >= 0 AND moves >= 0 AND renegotiations >= 0", name=op.f("ck_plan_counts_positive")),
        _to("plan", "debtor_id", "debtor"),
        _to("plan", "policy_id", "plan_policy"),
        _to("plan", "predecessor_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("predecessor_id", name=op.f("uq_plan_predecessor_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_plan_reference")),
    )
    op.create_index(op.f("ix_plan_debtor_id"), "plan", ["debtor_id"])
    running = "state IN ('awaiting_down_payment', 'active', 'at_risk', 'breached')"
    _partial("ix_plan_running", "plan", "debtor_id", running)
    op.create_index(op.f("ix_plan_state"), "plan", ["state"])


def _plan_invoice() -> None:
    op.create_table(
        "plan_invoice",
        sa.Column("id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("invoice_id", Key, nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("adjusted_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.CheckConstraint("open_minor + adjusted_minor >= 0", name=op.f("ck_plan_invoice_adjusted_within_open")),
        sa.CheckConstraint("open_minor > 0", name=op.f("ck_plan_invoice_open_positive")),
        _to("plan_invoice", "invoice_id", "invoice"),
        _to("plan_invoice", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_invoice")),
        sa.UniqueConstraint("plan_id", "invoice_id", name=op.f("uq_plan_invoice_plan_id_invoice_id")),
    )
    op.create_index(op.f("ix_plan_invoice_invoice_id"), "plan_invoice", ["invoice_id"])
    op.create_index(op.f("ix_plan_invoice_plan_id"), "plan_invoice", ["plan_id"])
    _partial("uq_plan_invoice_held", "plan_invoice", "invoice_id", "is_held", unique=True)


def _instalment() -> None:
    op.create_table(
        "instalment",
        sa.Column("id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("schedule_version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("cut_minor", sa.BigInteger(), nullable=False),
        sa.Column("cut_in_version", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_instalment_amount_positive")),
        sa.CheckConstraint("cut_minor BETWEEN 0 AND amount_minor", name=op.f("ck_instalment_cut_within_amount")),
        _to("instalment", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
    )
    op.create_index(op.f("ix_instalment_due_on"), "instalment", ["due_on"])
    op.create_index(op.f("ix_instalment_plan_id"), "instalment", ["plan_id"])


def _plan_change() -> None:
    op.create_table(
        "plan_change",
        sa.Column("id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("change", Document, nullable=False),
        sa.Column("before", Document, nullable=False),
        sa.Column("adjusts", Document, nullable=False),
        sa.Column("based_on_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        _to("plan_change", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
    )
    op.create_index(op.f("ix_plan_change_plan_id"), "plan_change", ["plan_id"])
    _partial("ix_plan_change_waiting", "plan_change", "plan_id", "state = 'proposed'")


def _plan_event() -> None:
    op.create_table(
        "plan_event",
        sa.Column("id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("told", sa.String(300), nullable=False),
        _to("plan_event", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_event")),
    )
    op.create_index(op.f("ix_plan_event_plan_id"), "plan_event", ["plan_id"])


def _plan_means() -> None:
    op.create_table(
        "plan_means",
        sa.Column("id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("income_minor", sa.BigInteger(), nullable=False),
        sa.Column("spending_minor", sa.BigInteger(), nullable=False),
        sa.Column("answers", Document, nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.CheckConstraint("income_minor >= 0 AND spending_minor >= 0", name=op.f("ck_plan_means_amounts_positive")),
        _to("plan_means", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_means")),
    )
    op.create_index(op.f("ix_plan_means_plan_id"), "plan_means", ["plan_id"], unique=True)


def _plan_charge() -> None:
    op.create_table(
        "plan_charge",
        sa.Column("id", Key, nullable=False),
        sa.Column("instalment_id", Key, nullable=False),
        sa.Column("try_number", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("notice_id", Key, nullable=True),
        sa.Column("receipt_id", Key, nullable=True),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_plan_charge_amount_positive")),
        _to("plan_charge", "instalment_id", "instalment"),
        _to("plan_charge", "notice_id", "message"),
        _to("plan_charge", "receipt_id", "receipt"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_charge")),
        sa.UniqueConstraint("instalment_id", "try_number", name=op.f("uq_plan_charge_instalment_id_try_number")),
    )
    _partial("ix_plan_charge_due", "plan_charge", "due_at", "state = 'planned'")
    op.create_index(op.f("ix_plan_charge_instalment_id"), "plan_charge", ["instalment_id"])
    _partial("uq_plan_charge_open", "plan_charge", "instalment_id", "state IN ('planned', 'processing')", unique=True)


def _settlement_offer() -> None:
    op.create_table(
        "settlement_offer",
        sa.Column("id", Key, nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("pay_minor", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("after_allocation_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("approved_by", sa.String(80), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "approved_by = '' OR approved_by <> proposed_by", name=op.f("ck_settlement_offer_four_eyes")
        ),
        sa.CheckConstraint("pay_minor > 0 AND pay_minor < owed_minor", name=op.f("ck_settlement_offer_pay_below_owed")),
        _to("settlement_offer", "debtor_id", "debtor"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_offer")),
    )
    op.create_index(op.f("ix_settlement_offer_debtor_id"), "settlement_offer", ["debtor_id"])
    _partial("ix_settlement_offer_open", "settlement_offer", "until", "state IN ('offered', 'accepted')")


def _settlement_invoice() -> None:
    op.create_table(
        "settlement_invoice",
        sa.Column("id", Key, nullable=False),
        sa.Column("offer_id", Key, nullable=False),
        sa.Column("invoice_id", Key, nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        _to("settlement_invoice", "invoice_id", "invoice"),
        _to("settlement_invoice", "offer_id", "settlement_offer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_invoice")),
        sa.UniqueConstraint("offer_id", "invoice_id", name=op.f("uq_settlement_invoice_offer_id_invoice_id")),
    )
    op.create_index(op.f("ix_settlement_invoice_invoice_id"), "settlement_invoice", ["invoice_id"])
    op.create_index(op.f("ix_settlement_invoice_offer_id"), "settlement_invoice", ["offer_id"])
