"""Pay links and their sessions, codes of letters and mails, addresses of creditors."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Key, Moment

revision = "0012"
down_revision = "0011"

_ONE_OF_THREE = (
    "(CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN debtor_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN pay_link_id IS NULL THEN 0 ELSE 1 END) = 1"
)
_ONE_OF_TWO = "(staff_id IS NULL) <> (debtor_id IS NULL)"
_ADDRESS = (("street", 70), ("house_number", 16), ("postcode", 16), ("town", 35))


def upgrade() -> None:
    _pay_link()
    _pay_link_invoice()
    _genuine_code()
    with op.batch_alter_table("session") as table:
        table.drop_constraint(op.f("ck_session_one_person"), type_="check")
        table.add_column(sa.Column("pay_link_id", Key, nullable=True))
        table.create_foreign_key(op.f("fk_session_pay_link_id_pay_link"), "pay_link", ["pay_link_id"], ["id"])
        table.create_index(op.f("ix_session_pay_link_id"), ["pay_link_id"])
        table.create_check_constraint(op.f("ck_session_one_person"), _ONE_OF_THREE)
    for name, longest in _ADDRESS:
        op.add_column("creditor", sa.Column(name, sa.String(longest), nullable=False, server_default=""))


def downgrade() -> None:
    for name, _ in reversed(_ADDRESS):
        op.drop_column("creditor", name)
    op.execute("DELETE FROM session WHERE pay_link_id IS NOT NULL")
    with op.batch_alter_table("session") as table:
        table.drop_constraint(op.f("ck_session_one_person"), type_="check")
        table.drop_index(op.f("ix_session_pay_link_id"))
        table.drop_constraint(op.f("fk_session_pay_link_id_pay_link"), type_="foreignkey")
        table.drop_column("pay_link_id")
        table.create_check_constraint(op.f("ck_session_one_person"), _ONE_OF_TWO)
    for name in ("genuine_code", "pay_link_invoice", "pay_link"):
        op.drop_table(name)


def _pay_link() -> None:
    op.create_table(
        "pay_link",
        sa.Column("id", Key, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("scope", sa.String(24), nullable=False),
        sa.Column("instalment_id", Key, nullable=True),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_by", sa.String(80), nullable=False),
        sa.CheckConstraint(
            "(scope = 'instalment') = (instalment_id IS NOT NULL)", name=op.f("ck_pay_link_instalment_named")
        ),
        sa.CheckConstraint("opened >= 0", name=op.f("ck_pay_link_opened_positive")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_pay_link_debtor_id_debtor")),
        sa.ForeignKeyConstraint(["instalment_id"], ["instalment.id"], name=op.f("fk_pay_link_instalment_id_instalment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_pay_link_digest")),
    )
    op.create_index(op.f("ix_pay_link_debtor_id"), "pay_link", ["debtor_id"])


def _pay_link_invoice() -> None:
    op.create_table(
        "pay_link_invoice",
        sa.Column("id", Key, nullable=False),
        sa.Column("pay_link_id", Key, nullable=False),
        sa.Column("invoice_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["pay_link_id"], ["pay_link.id"], name=op.f("fk_pay_link_invoice_pay_link_id_pay_link")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_pay_link_invoice_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_link_invoice")),
        sa.UniqueConstraint("pay_link_id", "invoice_id", name=op.f("uq_pay_link_invoice_pay_link_id_invoice_id")),
    )
    op.create_index(op.f("ix_pay_link_invoice_invoice_id"), "pay_link_invoice", ["invoice_id"])


def _genuine_code() -> None:
    op.create_table(
        "genuine_code",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("creditors", sa.String(300), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_genuine_code_amount_positive")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_genuine_code_debtor_id_debtor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genuine_code")),
        sa.UniqueConstraint("code", name=op.f("uq_genuine_code_code")),
    )
    op.create_index(op.f("ix_genuine_code_debtor_id"), "genuine_code", ["debtor_id"])
