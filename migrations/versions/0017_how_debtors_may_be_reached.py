"""How debtors may be reached: telephone numbers, consents that are never changed, e-mail addresses to be proved."""

import sqlalchemy as sa
from alembic import op
from shared.models.base import Key, Moment

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("debtor", sa.Column("phone", sa.String(16), nullable=False, server_default=""))
    _consent()
    for statement in _postgres() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)
    _address_change()


def downgrade() -> None:
    raise RuntimeError("What debtors have agreed to stays on record; restore a backup instead.")


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", Key, nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(80), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_consent_debtor_id_debtor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_debtor_id_channel", "consent", ["debtor_id", "channel"])


def _postgres() -> list[str]:
    return [
        """CREATE FUNCTION consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'consents are never changed'; END $$""",
        "CREATE TRIGGER consent_guard BEFORE UPDATE OR DELETE ON consent "
        "FOR EACH ROW EXECUTE FUNCTION consent_guard()",
    ]


def _sqlite() -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'consents are never changed'); END"
    return [
        f"CREATE TRIGGER consent_update BEFORE UPDATE ON consent {refuse}",
        f"CREATE TRIGGER consent_delete BEFORE DELETE ON consent {refuse}",
    ]


def _address_change() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", Key, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("debtor_id", Key, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_address_change_debtor_id_debtor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("digest", name=op.f("uq_address_change_digest")),
    )
    op.create_index(op.f("ix_address_change_debtor_id"), "address_change", ["debtor_id"])
