"""The books are append-only: an entry must balance to be posted, and what is posted stays (domain.md 1.7, 9)."""

from alembic import op

revision = "0002"
down_revision = "0001"

_UNBALANCED = """
    (SELECT count(*) FROM ledger_line WHERE entry_id = {new}.id) < 2
    OR (SELECT sum(base_minor) FROM ledger_line WHERE entry_id = {new}.id) <> 0
    OR (SELECT count(DISTINCT currency) = 1 AND sum(amount_minor) <> 0 FROM ledger_line WHERE entry_id = {new}.id)
"""


def _postgres() -> list[str]:
    # Whole statements are checked at once: a batch of 500 entries costs two queries instead of thousands. A plan made
    # while the tables were empty would scan them, so scans are off: the index is always right here.
    refuse = "RAISE EXCEPTION 'posted entries are never changed'"
    return [
        f"""CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            IF NEW.posted THEN RAISE EXCEPTION 'an entry is posted after its lines'; END IF;
          ELSIF TG_OP <> 'UPDATE' OR OLD.posted THEN {refuse};
          END IF;
          RETURN NEW;
        END $$""",
        """CREATE FUNCTION ledger_entry_balance() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        DECLARE unbalanced text;
        BEGIN
          SELECT c.reference INTO unbalanced FROM changed c LEFT JOIN ledger_line l ON l.entry_id = c.id
          WHERE c.posted GROUP BY c.id, c.reference
          HAVING count(l.id) < 2 OR sum(l.base_minor) <> 0
            OR (count(DISTINCT l.currency) = 1 AND sum(l.amount_minor) <> 0) LIMIT 1;
          IF unbalanced IS NOT NULL THEN RAISE EXCEPTION 'entry % does not balance', unbalanced; END IF;
          RETURN NULL;
        END $$""",
        f"""CREATE FUNCTION ledger_line_added() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
          IF EXISTS (SELECT 1 FROM added a JOIN ledger_entry e ON e.id = a.entry_id WHERE e.posted) THEN {refuse}; END IF;
          RETURN NULL;
        END $$""",
        f"CREATE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
        "CREATE TRIGGER ledger_entry_guard BEFORE INSERT OR UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_guard()",
        "CREATE TRIGGER ledger_entry_balance AFTER UPDATE ON ledger_entry REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_balance()",
        "CREATE TRIGGER ledger_line_added AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_line_added()",
        "CREATE TRIGGER ledger_line_guard BEFORE UPDATE OR DELETE ON ledger_line FOR EACH ROW EXECUTE FUNCTION ledger_guard()",
        "CREATE TRIGGER ledger_entry_truncate BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_guard()",
        "CREATE TRIGGER ledger_line_truncate BEFORE TRUNCATE ON ledger_line EXECUTE FUNCTION ledger_guard()",
    ]


def _sqlite() -> list[str]:
    refuse = "SELECT RAISE(ABORT, 'posted entries are never changed');"
    unbalanced = _UNBALANCED.format(new="NEW")
    return [
        "CREATE TRIGGER ledger_entry_insert BEFORE INSERT ON ledger_entry WHEN NEW.posted "
        "BEGIN SELECT RAISE(ABORT, 'an entry is posted after its lines'); END",
        f"CREATE TRIGGER ledger_entry_update BEFORE UPDATE ON ledger_entry WHEN OLD.posted BEGIN {refuse} END",
        f"CREATE TRIGGER ledger_entry_balance BEFORE UPDATE ON ledger_entry WHEN NEW.posted AND ({unbalanced}) "
        "BEGIN SELECT RAISE(ABORT, 'the entry does not balance'); END",
        f"CREATE TRIGGER ledger_entry_delete BEFORE DELETE ON ledger_entry BEGIN {refuse} END",
        "CREATE TRIGGER ledger_line_insert BEFORE INSERT ON ledger_line "
        f"WHEN (SELECT posted FROM ledger_entry WHERE id = NEW.entry_id) BEGIN {refuse} END",
        f"CREATE TRIGGER ledger_line_update BEFORE UPDATE ON ledger_line BEGIN {refuse} END",
        f"CREATE TRIGGER ledger_line_delete BEFORE DELETE ON ledger_line BEGIN {refuse} END",
    ]


def upgrade() -> None:
    for statement in _postgres() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The books stay append-only; restore a backup instead.")
