"""Guards in the database itself: what a table holds is never changed nor deleted."""

from __future__ import annotations

from alembic import op

_FUNCTION = """
CREATE OR REPLACE FUNCTION register_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the register keeps what it holds: a correction is a new entry that names the one it amends';
END
$$
"""


def keep_for_ever(table: str, key: str) -> None:
    """Let rows be added to a table, and nothing else.

    Args:
        table: Its name.
        key: Its primary key.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        rows, whole = "BEFORE UPDATE OR DELETE", "BEFORE TRUNCATE"
        op.execute(f"CREATE TRIGGER {table}_kept {rows} ON {table} FOR EACH ROW EXECUTE FUNCTION register_keeps()")
        op.execute(
            f"CREATE TRIGGER {table}_whole {whole} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION register_keeps()"
        )
        return
    reason = "the register keeps what it holds: a correction is a new entry that names the one it amends"
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
        )
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    known = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  (names of our own)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {known} "
        f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
    )
