"""Documents made for debtors, and files that people gave us."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Document, Key, Moment

revision = "0013"
down_revision = "0012"

_WORD = sa.String(24)


def upgrade() -> None:
    _document()
    _attachment()


def downgrade() -> None:
    op.drop_table("attachment")
    op.drop_table("document")


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", Key, nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("name", sa.String(140), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("facts", Document, nullable=False),
        sa.Column("stored", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("taken_at", Moment),
        sa.CheckConstraint("(state = 'ready') = (stored <> '')", name="ready_with_a_file"),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_document_debtor_id_debtor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("digest", name=op.f("uq_document_digest")),
    )
    op.create_index(op.f("ix_document_debtor_id"), "document", ["debtor_id"])
    op.create_index(op.f("ix_document_asked_at"), "document", ["asked_at"])
    due = sa.text("state IN ('waiting', 'making')")
    op.create_index("ix_document_due", "document", ["id"], sqlite_where=due, postgresql_where=due)


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", Key, nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("name", sa.String(140), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("stored", sa.String(40), nullable=False),
        sa.Column("given_by", sa.String(80), nullable=False),
        sa.Column("given_at", Moment, nullable=False),
        sa.CheckConstraint("size > 0", name="size_positive"),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_attachment_debtor_id_debtor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("stored", name=op.f("uq_attachment_stored")),
    )
    op.create_index(op.f("ix_attachment_debtor_id"), "attachment", ["debtor_id"])
