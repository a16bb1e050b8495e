"""Disputes with their files, and what debtors and staff write to one another."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Key, Moment

revision = "0014"
down_revision = "0013"

_WORD = sa.String(24)


def upgrade() -> None:
    _dispute()
    _dispute_file()
    _portal_message()


def downgrade() -> None:
    op.drop_table("portal_message")
    op.drop_table("dispute_file")
    op.drop_table("dispute")


def _dispute() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", Key, nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("invoice_id", Key, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", _WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("raised_by", sa.String(80), nullable=False),
        sa.Column("raised_at", Moment, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.String(80), nullable=False),
        sa.Column("closed_at", Moment),
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_dispute_debtor_id_debtor")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_dispute_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_debtor_id"), "dispute", ["debtor_id"])
    op.create_index(op.f("ix_dispute_invoice_id"), "dispute", ["invoice_id"])
    op.create_index("ix_dispute_state", "dispute", ["state", "raised_at"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_dispute_open_invoice",
        "dispute",
        ["invoice_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _dispute_file() -> None:
    op.create_table(
        "dispute_file",
        sa.Column("id", Key, nullable=False),
        sa.Column("dispute_id", Key, nullable=False),
        sa.Column("attachment_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_file_dispute_id_dispute")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_dispute_file_attachment_id_attachment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_file")),
        sa.UniqueConstraint(
            "dispute_id", "attachment_id", name=op.f("uq_dispute_file_dispute_id_attachment_id")
        ),
    )


def _portal_message() -> None:
    op.create_table(
        "portal_message",
        sa.Column("id", Key, nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("invoice_id", Key),
        sa.Column("is_from_debtor", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("read_at", Moment),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_portal_message_debtor_id_debtor")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_portal_message_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_message")),
    )
    op.create_index(op.f("ix_portal_message_debtor_id"), "portal_message", ["debtor_id"])
    op.create_index("ix_portal_message_unread", "portal_message", ["is_from_debtor", "read_at"])
