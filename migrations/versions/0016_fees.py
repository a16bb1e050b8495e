"""Fees owed beside the invoices, and what a plan costs."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Key

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("invoice", sa.Column("fee_kind", sa.String(24), nullable=True))
    op.create_table(
        "fee",
        sa.Column("id", Key, nullable=False),
        sa.Column("invoice_id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("waived_minor", sa.BigInteger(), nullable=False),
        sa.Column("waived_on", sa.Date(), nullable=True),
        sa.Column("waived_by", sa.String(80), nullable=False),
        sa.Column("waived_why", sa.String(200), nullable=False),
        sa.CheckConstraint("waived_minor >= 0", name=op.f("ck_fee_waived_positive")),
        sa.CheckConstraint("(waived_minor > 0) = (waived_by <> '')", name=op.f("ck_fee_waived_by_somebody")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_fee_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_fee_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_fee_invoice_id")),
    )
    op.create_index(op.f("ix_fee_plan_id"), "fee", ["plan_id"])
    for column in ("interest_bp", "interest_minor", "fee_minor"):
        kind = sa.Integer() if column == "interest_bp" else sa.BigInteger()
        op.add_column("plan", sa.Column(column, kind, nullable=False, server_default="0"))


def downgrade() -> None:
    for column in ("fee_minor", "interest_minor", "interest_bp"):
        op.drop_column("plan", column)
    op.drop_table("fee")
    op.drop_column("invoice", "fee_kind")
