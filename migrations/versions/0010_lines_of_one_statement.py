"""A line's statement, journal and account belong together: one key says it, and costs one check a line, not three."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OWN = ["statement_id", "journal_id", "bank_account_id"]


def upgrade() -> None:
    op.create_index("uq_journal_account", "journal", ["id", "bank_account_id"], unique=True)
    _statements()
    op.create_index("uq_journal_statement_own", "journal_statement", ["id", *_OWN[1:]], unique=True)
    with op.batch_alter_table("journal_line") as lines:
        for column, table in zip(_OWN, ("journal_statement", "journal", "bank_account"), strict=True):
            lines.drop_constraint(op.f(f"fk_journal_line_{column}_{table}"), type_="foreignkey")
        name = op.f(f"fk_journal_line_{'_'.join(_OWN)}_journal_statement")
        lines.create_foreign_key(name, "journal_statement", _OWN, ["id", *_OWN[1:]])


def _statements() -> None:
    with op.batch_alter_table("journal_statement") as statements:
        statements.add_column(sa.Column("bank_account_id", _KEY, nullable=True))
    op.execute(
        "UPDATE journal_statement SET bank_account_id = "
        "(SELECT bank_account_id FROM journal WHERE journal.id = journal_statement.journal_id)"
    )
    with op.batch_alter_table("journal_statement") as statements:
        statements.alter_column("bank_account_id", existing_type=_KEY, nullable=False)
        statements.drop_constraint(op.f("fk_journal_statement_journal_id_journal"), type_="foreignkey")
        name = op.f("fk_journal_statement_journal_id_bank_account_id_journal")
        statements.create_foreign_key(name, "journal", _OWN[1:], ["id", "bank_account_id"])


def downgrade() -> None:
    raise RuntimeError("What belongs together would be lost; restore a backup instead.")
