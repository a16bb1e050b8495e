"""Journals: the fate of every row, purposes and differences, payer memory, text rules, calibration."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from shared.models.base import Moment
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    _rules()
    _memory()
    _reports()
    _statements()
    _lines()
    _shares()


def _text(length: int) -> sqlmodel.sql.sqltypes.AutoString:
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def _rules() -> None:
    op.create_table(
        "calibration",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("fitted_at", Moment(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("fit", _DOCUMENT, nullable=False),
        sa.Column("made_by", _text(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )
    op.create_table(
        "text_rule",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("name", _text(80), nullable=False),
        sa.Column("words", _text(140), nullable=False),
        sa.Column("is_prefix", sa.Boolean(), nullable=False),
        sa.Column("is_credit", sa.Boolean(), nullable=True),
        sa.Column("account", _text(4), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("made_by", _text(80), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_rule")),
    )


def _memory() -> None:
    op.create_table(
        "payer_memory",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("payer_iban", _text(34), nullable=False),
        sa.Column("payer_name", _text(140), nullable=False),
        sa.Column("debtor_id", _KEY, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("taught_by", _text(80), nullable=False),
        sa.Column("forgotten_by", _text(80), nullable=False),
        sa.Column("forgotten_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_payer_memory_debtor_id_debtor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_memory")),
        sa.UniqueConstraint(
            "payer_iban", "payer_name", "debtor_id", name=op.f("uq_payer_memory_payer_iban_payer_name_debtor_id")
        ),
    )
    op.create_index(op.f("ix_payer_memory_debtor_id"), "payer_memory", ["debtor_id"])
    op.create_table(
        "payer_lesson",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("memory_id", _KEY, nullable=False),
        sa.Column("line_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["journal_line.id"], name=op.f("fk_payer_lesson_line_id_journal_line")),
        sa.ForeignKeyConstraint(
            ["memory_id"], ["payer_memory.id"], name=op.f("fk_payer_lesson_memory_id_payer_memory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_lesson")),
        sa.UniqueConstraint("line_id", "memory_id", name=op.f("uq_payer_lesson_line_id_memory_id")),
    )
    op.create_index(op.f("ix_payer_lesson_memory_id"), "payer_lesson", ["memory_id"])


def _reports() -> None:
    op.create_table(
        "import_row",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("statement_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(24), nullable=False),
        sa.Column("line_id", _KEY, nullable=True),
        sa.Column("note", _text(300), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["journal_line.id"], name=op.f("fk_import_row_line_id_journal_line")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["journal_statement.id"], name=op.f("fk_import_row_statement_id_journal_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_statement", "import_row", ["statement_id", "number"])
    op.create_index(op.f("ix_import_row_line_id"), "import_row", ["line_id"])


def _statements() -> None:
    op.add_column("journal_statement", sa.Column("sequence", sa.Integer(), nullable=True))
    op.add_column("journal_statement", sa.Column("opens_on", sa.Date(), nullable=True))
    op.add_column("journal_statement", sa.Column("closes_on", sa.Date(), nullable=True))


def _lines() -> None:
    # Column by column: SQLite would have to make the table anew for more, and others refer to it.
    nothing = {"nullable": False, "server_default": ""}
    added = [
        sa.Column("row_number", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("ultimate_payer", _text(140), **nothing),
        sa.Column("instructed_minor", sa.BigInteger(), nullable=True),
        sa.Column("instructed_currency", _text(3), **nothing),
        sa.Column("charges_minor", sa.BigInteger(), nullable=True),
        sa.Column("return_reason", _text(35), **nothing),
        sa.Column("is_bookable", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("is_reversal", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("former_state", sa.String(24), nullable=True),
        sa.Column("purpose", sa.String(24), nullable=False, server_default="receipt"),
        sa.Column("account", _text(4), **nothing),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("finding", _text(16), **nothing),
        sa.Column("was_right", sa.Boolean(), nullable=True),
    ]
    for each in added:
        op.add_column("journal_line", each)
    key = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    for column, table in (("text_rule_id", "text_rule"), ("undoes_id", "receipt")):
        name = f"fk_journal_line_{column}_{table}"
        op.execute(f"ALTER TABLE journal_line ADD COLUMN {column} {key} CONSTRAINT {name} REFERENCES {table} (id)")
    op.execute("UPDATE journal_line SET row_number = position")
    op.execute(
        "UPDATE journal_line SET is_bookable = false "
        "WHERE state = 'set_aside' AND note NOT IN ('money going out', 'a reversal by the bank')"
    )
    op.drop_index(op.f("ix_journal_line_statement_id"), table_name="journal_line")
    op.create_index("ix_journal_line_row", "journal_line", ["statement_id", "row_number"])


def _shares() -> None:
    with op.batch_alter_table("line_share") as batch:
        batch.drop_constraint(op.f("ck_line_share_amount_positive"), type_="check")
        batch.alter_column("invoice_id", existing_type=_KEY, nullable=True)
        batch.add_column(sa.Column("credit_note_id", _KEY, nullable=True))
        batch.add_column(sa.Column("taken_minor", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("difference_kind", _text(12), nullable=False, server_default=""))
        batch.add_column(sa.Column("difference_minor", sa.BigInteger(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("is_granted", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_unique_constraint(op.f("uq_line_share_line_id_credit_note_id"), ["line_id", "credit_note_id"])
        batch.create_foreign_key(op.f("fk_line_share_credit_note_id_receipt"), "receipt", ["credit_note_id"], ["id"])
        batch.create_check_constraint(op.f("ck_line_share_amount_not_zero"), "amount_minor <> 0")
        batch.create_check_constraint(
            op.f("ck_line_share_for_one_thing"), "(invoice_id IS NULL) <> (credit_note_id IS NULL)"
        )


def downgrade() -> None:
    raise RuntimeError("What was learned and reported since would be lost; restore a backup instead.")
