"""Exchange rates and base values, differences beside money, credit notes, refunds and returns."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Key, Moment

revision = "0003"
down_revision = "0002"

_BASE_SAME_SIDE = "(amount_minor > 0 AND base_minor >= 0) OR (amount_minor < 0 AND base_minor <= 0)"


def upgrade() -> None:
    _rates()
    _refunds()
    _returns()
    _new_columns()
    _small_amounts_may_be_nothing_in_base()


def _rates() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("id", Key, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("per_base", sa.String(40), nullable=False),
        sa.Column("source", sa.String(140), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint("currency", "valid_on", name=op.f("uq_exchange_rate_currency_valid_on")),
    )


def _refunds() -> None:
    op.create_table(
        "refund",
        sa.Column("id", Key, nullable=False),
        sa.Column("receipt_id", Key, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("payee_name", sa.String(140), nullable=False),
        sa.Column("payee_iban", sa.String(34), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decline_reason", sa.String(200), nullable=False),
        sa.Column("sent_by", sa.String(80), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("bank_account_id", Key, nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refund_amount_positive")),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'sent') OR decided_by <> proposed_by", name=op.f("ck_refund_four_eyes")
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_refund_receipt_id_receipt")),
        sa.ForeignKeyConstraint(
            ["bank_account_id"], ["bank_account.id"], name=op.f("fk_refund_bank_account_id_bank_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
    )
    op.create_index("ix_refund_receipt_id", "refund", ["receipt_id"])
    waiting = sa.text("state IN ('proposed', 'approved')")
    op.create_index("ix_refund_waiting", "refund", ["proposed_at"], sqlite_where=waiting, postgresql_where=waiting)


def _returns() -> None:
    op.create_table(
        "receipt_return",
        sa.Column("id", Key, nullable=False),
        sa.Column("receipt_id", Key, nullable=False),
        sa.Column("external_id", sa.String(80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("iso_reason", sa.String(8), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("claim_id", Key, nullable=True),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name=op.f("ck_receipt_return_amounts_positive")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_return_receipt_id_receipt")),
        sa.ForeignKeyConstraint(["claim_id"], ["invoice.id"], name=op.f("fk_receipt_return_claim_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_return")),
        sa.UniqueConstraint("external_id", name=op.f("uq_receipt_return_external_id")),
    )
    op.create_index("ix_receipt_return_receipt_id", "receipt_return", ["receipt_id"])


def _new_columns() -> None:
    # Plain ADD COLUMN with its checks: SQLite would rebuild a table for a constraint added by itself, and cannot
    # rebuild one that others refer to. What was there before is all in the base currency and without differences.
    for table, column, rest in (
        ("invoice", "outstanding_base_minor", _not_below_zero("invoice", "outstanding_base")),
        ("receipt", "unapplied_base_minor", _not_below_zero("receipt", "unapplied_base")),
        ("receipt", "number", "VARCHAR(40) NOT NULL DEFAULT ''"),
        (
            "receipt",
            "about_invoice_id",
            f"{_key_type()} CONSTRAINT fk_receipt_about_invoice_id_invoice REFERENCES invoice (id)",
        ),
        ("allocation", "receipt_minor", "BIGINT NOT NULL DEFAULT 0"),
        ("allocation", "difference_minor", "BIGINT NOT NULL DEFAULT 0"),
        ("allocation", "difference_kind", "VARCHAR(24)"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {rest}")
    op.execute("UPDATE invoice SET outstanding_base_minor = outstanding_minor")
    op.execute("UPDATE receipt SET unapplied_base_minor = unapplied_minor")
    op.execute("UPDATE allocation SET receipt_minor = amount_minor")


def _not_below_zero(table: str, what: str) -> str:
    return f"BIGINT NOT NULL DEFAULT 0 CONSTRAINT ck_{table}_{what}_positive CHECK ({what}_minor >= 0)"


def _key_type() -> str:
    return "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"


def _small_amounts_may_be_nothing_in_base() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_ledger_line_base_same_side"), "ledger_line", type_="check")
        op.create_check_constraint(op.f("ck_ledger_line_base_same_side"), "ledger_line", _BASE_SAME_SIDE)
        return
    # SQLite rebuilds the table; its triggers, and those that read it, are set aside and put back as they were.
    books = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('ledger_line', 'ledger_entry')"
    triggers = op.get_bind().exec_driver_sql(books).all()
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name}")
    with op.batch_alter_table("ledger_line", recreate="always") as lines:
        lines.drop_constraint(op.f("ck_ledger_line_base_same_side"), type_="check")
        lines.create_check_constraint(op.f("ck_ledger_line_base_same_side"), _BASE_SAME_SIDE)
    for _, sql in triggers:
        op.execute(sql)


def downgrade() -> None:
    raise RuntimeError("The books stay append-only; restore a backup instead.")
