"""A card payment keeps which instalments of a plan it is for."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Document

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    column = sa.Column("instalments", Document, nullable=False, server_default="{}")
    op.add_column("attempt_share", column)


def downgrade() -> None:
    op.drop_column("attempt_share", "instalments")
