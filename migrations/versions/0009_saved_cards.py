"""Saved cards: customers at the provider, cards, mandates, setups, and charges made while the debtor is away."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from shared.models.base import Key, Moment

revision = "0009"
down_revision = "0008"

_WORD = sa.String(24)
_TABLES = "card_holder saved_card card_setup mandate card_charge card_charge_share".split()


def upgrade() -> None:
    _card_holder()
    _saved_card()
    _card_setup()
    _mandate()
    _card_charge()
    _card_charge_share()
    op.drop_index("ix_plan_charge_due", "plan_charge")
    _partial("ix_plan_charge_due", "plan_charge", "state = 'planned'", "due_at", "id")
    _partial("ix_plan_charge_under_way", "plan_charge", "state = 'processing'", "taken_at")


def downgrade() -> None:
    op.drop_index("ix_plan_charge_under_way", "plan_charge")
    op.drop_index("ix_plan_charge_due", "plan_charge")
    _partial("ix_plan_charge_due", "plan_charge", "state = 'planned'", "due_at")
    for name in reversed(_TABLES):
        op.drop_table(name)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(each, kind, nullable=nullable) for each in names]


def _unique(table: str, *columns: str) -> list[sa.UniqueConstraint]:
    return [sa.UniqueConstraint(each, name=op.f(f"uq_{table}_{each}")) for each in columns]


def _indexes(table: str, *columns: str) -> None:
    for each in columns:
        op.create_index(op.f(f"ix_{table}_{each}"), table, [each])


def _partial(name: str, table: str, where: str, *columns: str) -> None:
    chosen = sa.text(where)
    op.create_index(name, table, list(columns), sqlite_where=chosen, postgresql_where=chosen)


def _card_holder() -> None:
    op.create_table(
        "card_holder",
        *_columns(Key, "id", "debtor_id"),
        sa.Column("customer_id", sa.String(255), nullable=False),
        _to("card_holder", "debtor_id", "debtor"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_holder")),
        *_unique("card_holder", "customer_id"),
    )
    op.create_index(op.f("ix_card_holder_debtor_id"), "card_holder", ["debtor_id"], unique=True)


def _saved_card() -> None:
    op.create_table(
        "saved_card",
        *_columns(Key, "id", "debtor_id"),
        *_columns(sa.String(255), "customer_id", "method_id"),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("brand", sa.String(24), nullable=False),
        sa.Column("last4", sa.String(4), nullable=False),
        *_columns(sa.Integer(), "exp_month", "exp_year"),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        *_columns(sa.String(200), "stopped", "removed_why"),
        sa.Column("replaced_by_id", Key, nullable=True),
        sa.CheckConstraint("exp_month BETWEEN 1 AND 12", name=op.f("ck_saved_card_month_in_year")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_why = '')", name=op.f("ck_saved_card_removed_with_a_reason")
        ),
        _to("saved_card", "debtor_id", "debtor"),
        _to("saved_card", "replaced_by_id", "saved_card"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_card")),
        *_unique("saved_card", "method_id"),
    )
    _indexes("saved_card", "debtor_id")


def _card_setup() -> None:
    op.create_table(
        "card_setup",
        *_columns(Key, "id", "debtor_id"),
        *_columns(Key, "replaces_id", "card_id", nullable=True),
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("try_number", sa.Integer(), nullable=False),
        *_columns(sa.String(255), "session_id", "intent_id", nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(300), nullable=False),
        *_columns(Moment(), "created_at", "expires_at"),
        _to("card_setup", "debtor_id", "debtor"),
        _to("card_setup", "replaces_id", "saved_card"),
        _to("card_setup", "card_id", "saved_card"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_setup")),
        *_unique("card_setup", "key", "session_id", "intent_id"),
    )
    _indexes("card_setup", "debtor_id")


def _mandate() -> None:
    op.create_table(
        "mandate",
        *_columns(Key, "id", "debtor_id"),
        *_columns(Key, "setup_id", "card_id", nullable=True),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("accepted_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_why", sa.String(200), nullable=False),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_why = '')", name=op.f("ck_mandate_revoked_with_a_reason")),
        _to("mandate", "debtor_id", "debtor"),
        _to("mandate", "setup_id", "card_setup"),
        _to("mandate", "card_id", "saved_card"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    _indexes("mandate", "debtor_id", "setup_id", "card_id")


def _card_charge() -> None:
    op.create_table(
        "card_charge",
        *_columns(Key, "id", "debtor_id", "card_id", "mandate_id"),
        sa.Column("key", sa.String(80), nullable=False),
        *_columns(sa.String(255), "customer_id", "method_id"),
        sa.Column("text", sa.String(140), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.Column("intent_id", sa.String(255), nullable=True),
        sa.Column("receipt_id", Key, nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_card_charge_amount_positive")),
        _to("card_charge", "debtor_id", "debtor"),
        _to("card_charge", "card_id", "saved_card"),
        _to("card_charge", "mandate_id", "mandate"),
        _to("card_charge", "receipt_id", "receipt"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_charge")),
        *_unique("card_charge", "key", "intent_id"),
    )
    _indexes("card_charge", "debtor_id", "card_id")
    _partial("ix_card_charge_open", "card_charge", "state = 'processing'", "asked_at")


def _card_charge_share() -> None:
    op.create_table(
        "card_charge_share",
        *_columns(Key, "id", "charge_id", "invoice_id"),
        sa.Column("instalment_id", Key, nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_card_charge_share_amount_positive")),
        _to("card_charge_share", "charge_id", "card_charge"),
        _to("card_charge_share", "invoice_id", "invoice"),
        _to("card_charge_share", "instalment_id", "instalment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_charge_share")),
    )
    _indexes("card_charge_share", "charge_id")
