"""Debtors have a postal address, so that letters reach them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_PARTS = {"street": 70, "house_number": 16, "postcode": 16, "town": 35}


def upgrade() -> None:
    for name, most in _PARTS.items():
        op.add_column("debtor", sa.Column(name, sa.String(most), nullable=False, server_default=""))


def downgrade() -> None:
    for name in _PARTS:
        op.drop_column("debtor", name)
