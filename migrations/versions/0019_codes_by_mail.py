"""A session knows when a mailed code last proved who sits there, and the code that waits."""

import sqlalchemy as sa
from alembic import op

from shared.models.base import Moment

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("session", sa.Column("proved_at", Moment(), nullable=True))
    op.add_column("session", sa.Column("code_digest", sa.String(64), nullable=False, server_default=""))
    op.add_column("session", sa.Column("code_made_at", Moment(), nullable=True))
    op.add_column("session", sa.Column("code_tries", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in ("proved_at", "code_digest", "code_made_at", "code_tries"):
        op.drop_column("session", name)
