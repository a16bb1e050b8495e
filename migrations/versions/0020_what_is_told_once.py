"""A message knows what it tells of, where that is told once."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("message", sa.Column("cause", sa.String(60), nullable=True))
    where = sa.text("cause IS NOT NULL")
    op.create_index("uq_message_cause", "message", ["cause"], unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("uq_message_cause", "message")
    op.drop_column("message", "cause")
