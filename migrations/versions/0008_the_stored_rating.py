"""A debtor's stored rating, which plan policies may ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("debtor", sa.Column("rating", sa.String(1), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("debtor") as table:
        table.drop_column("rating")
