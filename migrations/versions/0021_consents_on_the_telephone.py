"""A consent knows by which way it was said: in the portal, as all so far, or on the telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("consent", sa.Column("way", sa.String(24), nullable=False, server_default="portal"))


def downgrade() -> None:
    raise RuntimeError("What debtors have agreed to stays on record; restore a backup instead.")
