"""What becomes of card money after capture: refunds by card, chargebacks, the provider's balance and its payouts."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Key, Moment

revision = "0011"
down_revision = "0010"

_WORD = sa.String(24)
_OPEN = sa.text("state IN ('inquiry', 'open')")
_NAMED = sa.text("provider_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("refund", sa.Column("rail", _WORD, nullable=False, server_default="bank"))
    op.add_column("refund", sa.Column("provider_id", sa.String(60), nullable=True))
    op.create_index(
        "uq_refund_provider_id", "refund", ["provider_id"], unique=True, sqlite_where=_NAMED, postgresql_where=_NAMED
    )
    op.add_column("receipt_return", sa.Column("given_back_on", sa.Date(), nullable=True))
    op.add_column("event_cursor", sa.Column("listing", sa.String(40), nullable=False, server_default="events"))
    op.create_index("uq_event_cursor_listing", "event_cursor", ["listing"], unique=True)
    _create_parts()
    _create_chargebacks()
    _create_balance()


def downgrade() -> None:
    for table in ("card_payout", "card_transaction", "chargeback", "reopened_part"):
        op.drop_table(table)
    op.drop_index("uq_event_cursor_listing", "event_cursor")
    op.drop_column("event_cursor", "listing")
    op.drop_column("receipt_return", "given_back_on")
    op.drop_index("uq_refund_provider_id", "refund")
    op.drop_column("refund", "provider_id")
    op.drop_column("refund", "rail")


def _create_parts() -> None:
    op.create_table(
        "reopened_part",
        sa.Column("id", Key, nullable=False),
        sa.Column("refund_id", Key, nullable=True),
        sa.Column("return_id", Key, nullable=True),
        sa.Column("invoice_id", Key, nullable=False),
        sa.Column("instalment_id", Key, nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("disputed_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(refund_id IS NULL) <> (return_id IS NULL)", name=op.f("ck_reopened_part_of_one")),
        sa.CheckConstraint(
            "amount_minor > 0 AND disputed_minor BETWEEN 0 AND amount_minor",
            name=op.f("ck_reopened_part_amounts_positive"),
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_reopened_part_refund_id_refund")),
        sa.ForeignKeyConstraint(
            ["return_id"], ["receipt_return.id"], name=op.f("fk_reopened_part_return_id_receipt_return")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_reopened_part_invoice_id_invoice")),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_reopened_part_instalment_id_instalment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopened_part")),
    )
    for column in ("refund_id", "return_id", "invoice_id"):
        op.create_index(op.f(f"ix_reopened_part_{column}"), "reopened_part", [column])


def _create_chargebacks() -> None:
    op.create_table(
        "chargeback",
        sa.Column("id", Key, nullable=False),
        sa.Column("provider_id", sa.String(50), nullable=False),
        sa.Column("receipt_id", Key, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("answer_by", Moment(), nullable=True),
        sa.Column("return_id", Key, nullable=True),
        sa.Column("reinstated_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_chargeback_receipt_id_receipt")),
        sa.ForeignKeyConstraint(
            ["return_id"], ["receipt_return.id"], name=op.f("fk_chargeback_return_id_receipt_return")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chargeback")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_chargeback_provider_id")),
    )
    op.create_index(op.f("ix_chargeback_receipt_id"), "chargeback", ["receipt_id"])
    op.create_index("ix_chargeback_open", "chargeback", ["receipt_id"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def _create_balance() -> None:
    op.create_table(
        "card_transaction",
        sa.Column("id", Key, nullable=False),
        sa.Column("provider_id", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.String(60), nullable=False),
        sa.Column("payment_id", sa.String(60), nullable=False),
        sa.Column("payout_id", sa.String(60), nullable=False),
        sa.Column("entry_reference", sa.String(80), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_transaction")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_card_transaction_provider_id")),
    )
    for column in ("source_id", "payout_id", "entry_reference"):
        op.create_index(op.f(f"ix_card_transaction_{column}"), "card_transaction", [column])
    op.create_table(
        "card_payout",
        sa.Column("id", Key, nullable=False),
        sa.Column("provider_id", sa.String(60), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_card_payout_amount_not_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_payout")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_card_payout_provider_id")),
    )
