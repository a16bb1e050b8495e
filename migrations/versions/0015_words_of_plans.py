"""Sentences of plans keep their values, and staff may let a plan wait for a dispute that came again."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Document

revision = "0015"
down_revision = "0014"

_TOLD = ("plan_event", "plan_change")


def upgrade() -> None:
    for each in _TOLD:
        op.add_column(each, sa.Column("facts", Document, nullable=False, server_default="{}"))
    op.add_column("dispute", sa.Column("held_by", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("dispute", "held_by")
    for each in _TOLD:
        op.drop_column(each, "facts")
