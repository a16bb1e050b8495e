"""Layouts of banks' CSV that staff said, kept for an account; and the files that wait for them."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Document, Key, Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "kept_layout",
        sa.Column("id", Key, nullable=False),
        sa.Column("bank_account_id", Key, nullable=False),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("settings", Document, nullable=False),
        sa.Column("file_name", sa.String(140), nullable=False),
        sa.Column("kept_by", sa.String(80), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_account_id"], ["bank_account.id"], name=op.f("fk_kept_layout_bank_account_id_bank_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_layout")),
        sa.UniqueConstraint(
            "bank_account_id", "fingerprint", name=op.f("uq_kept_layout_bank_account_id_fingerprint")
        ),
    )
    op.create_table(
        "waiting_file",
        sa.Column("id", Key, nullable=False),
        sa.Column("journal_id", Key, nullable=False),
        sa.Column("file_name", sa.String(140), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("brought_by", sa.String(80), nullable=False),
        sa.Column("brought_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_waiting_file_journal_id_journal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_file")),
    )
    op.create_index(op.f("ix_waiting_file_journal_id"), "waiting_file", ["journal_id"])
    op.create_index(op.f("ix_waiting_file_brought_by"), "waiting_file", ["brought_by"])


def downgrade() -> None:
    op.drop_table("waiting_file")
    op.drop_table("kept_layout")
