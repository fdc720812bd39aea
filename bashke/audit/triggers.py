"""The database itself refuses to change or remove a row of the trail, whoever asks.

Whoever owns the tables can take the triggers away: they stop mistakes and the application's own
role, and the chain finds the rest. SQLite loses a table's triggers when a migration rebuilds it,
so such a migration ends with `refuse_changes` again; a test sees if it does not.
"""

from collections.abc import Iterator, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_event", "audit_link", "audit_head", "audit_reading", "audit_acknowledgement")
SAYS = "The trail only grows"

POSTGRESQL_REFUSAL = f"""
CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$
"""


def refuse_changes(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """From now on the tables of the trail only grow."""
    run(connection, refusing(connection.vendor, tables))


def allow_changes(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Take the triggers away: for a migration that rebuilds a table, and for tests."""
    run(connection, allowing(connection.vendor, tables))


def unguarded(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of the trail whose triggers are gone."""
    query = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'audit_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = [row[0] for row in cursor.fetchall()]
    return [table for table in TABLES if found.count(table) < len(WHEN[connection.vendor])]


WHEN = {
    "sqlite": (("update", "UPDATE", "FOR EACH ROW"), ("delete", "DELETE", "FOR EACH ROW")),
    "postgresql": (
        ("change", "UPDATE OR DELETE", "FOR EACH ROW"),
        ("truncate", "TRUNCATE", "FOR EACH STATEMENT"),
    ),
}


def refusing(vendor: str, tables: Sequence[str]) -> Iterator[str]:
    yield from allowing(vendor, tables)
    if vendor == "postgresql":
        yield POSTGRESQL_REFUSAL
        act = "EXECUTE FUNCTION audit_only_grows()"
    else:
        act = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for table in tables:
        for name, verbs, each in WHEN[vendor]:
            yield f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table} {each} {act}"


def allowing(vendor: str, tables: Sequence[str]) -> Iterator[str]:
    for table in tables:
        for name, _verbs, _each in WHEN[vendor]:
            of = f" ON {table}" if vendor == "postgresql" else ""
            yield f"DROP TRIGGER IF EXISTS {table}_{name}{of}"


def run(connection: BaseDatabaseWrapper, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
