"""Triggers that keep history append-only: no update, no delete, no replace, no truncate.

What lives here: making and dropping them. A migration that rebuilds one of these tables (Alembic's batch mode does, and
drops its triggers) calls `guard` again for it. An event may be changed until its transaction ends, when it is sealed.
"""

from collections.abc import Iterable
from typing import Any

GUARDED = (
    "event", "wheel_version", "state_change", "decision", "sending", "attachment", "handover", "approval",
    "approval_withdrawal", "tick", "roles",
)  # fmt: skip
_KEYS = {
    "event": ("seq", "hash"),
    "attachment": ("digest",),
    "decision": ("id", "answers"),
    "sending": ("id", "deliverable_id no"),
    "approval": ("id", "decision_id"),
    "approval_withdrawal": ("id", "approval_id"),
}
"""By what a row of each is told apart, where that is not only its id; a replacement by any of them is refused."""
_SAID = "history is append-only"


def guard(connection: Any, tables: Iterable[str] = GUARDED) -> None:
    """Make the triggers of these tables."""
    for statement in _statements(connection.dialect.name, tables):
        connection.exec_driver_sql(statement)


def unguard(connection: Any, tables: Iterable[str] = GUARDED) -> None:
    """Drop them."""
    for table in tables:
        for what in ("update", "delete", "replace", "truncate"):
            on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{what}{on}")
    if connection.dialect.name != "sqlite" and set(tables) >= set(GUARDED):
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS arshjul_append_only()")


def expected(dialect: str) -> frozenset[str]:
    """The names of all the triggers that must be there."""
    last = "replace" if dialect == "sqlite" else "truncate"
    return frozenset(f"{table}_no_{what}" for table in GUARDED for what in ("update", "delete", last))


def _statements(dialect: str, tables: Iterable[str]) -> Iterable[str]:
    if dialect != "sqlite":
        yield (
            "CREATE OR REPLACE FUNCTION arshjul_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
        )
    for table in tables:
        sealed = "OLD.hash NOT LIKE 'open:%%'" if table == "event" else ""
        yield from (_sqlite if dialect == "sqlite" else _postgres)(table, sealed)


def _sqlite(table: str, sealed: str) -> Iterable[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    when = f"WHEN {sealed.replace('%%', '%')} " if sealed else ""
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}{refuse}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    keys = (key.split() for key in _KEYS.get(table, ("id",)))
    there = " OR ".join("(" + " AND ".join(f"{name} = NEW.{name}" for name in key) + ")" for key in keys)
    when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there})"
    yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {when} {refuse}"


def _postgres(table: str, sealed: str) -> Iterable[str]:
    refuse = "EXECUTE FUNCTION arshjul_append_only()"
    when = f"WHEN ({sealed}) " if sealed else ""
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {when}{refuse}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
