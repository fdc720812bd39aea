"""The database: whether it keeps what it is told, and whether the program is not its master."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from bashke.audit.triggers import unguarded
from bashke.config.doctor.findings import Finding, good, missing, unknown, unsafe

# Written ahead, fully synchronous, with foreign keys.
KEEPS = ("wal", 2, 1)
OWNS = """
    SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
           EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema()
                   AND tableowner = current_user)
"""


def database() -> Finding:
    return sqlite() if connection.vendor == "sqlite" else postgresql()


def sqlite() -> Finding:
    found = tuple(pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys"))
    # In memory, as in tests, there is no journal to write ahead.
    if found[1:] != KEEPS[1:] or found[0] not in {"wal", "memory"}:
        return unsafe(
            _("SQLite does not keep what it was told over a power cut."),
            _("Start the site with the settings as they are; do not open its file by other means."),
        )
    return good(_("SQLite keeps what it was told over a power cut."))


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def postgresql() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(OWNS)
        is_superuser, owns = cursor.fetchone()
    if is_superuser:
        return unsafe(
            _("The program is a superuser of PostgreSQL: nothing in it is out of its reach."),
            _("Give it a role of its own in BASHKE_DATABASE_URL."),
        )
    if owns:
        return missing(
            _("The program owns its tables in PostgreSQL: it could take the trail's guard away."),
            _("Let another role own the tables, and grant this one their rows."),
        )
    return good(_("The program does not own its tables in PostgreSQL."))


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return unsafe(
            _("The database is older than the program."), _("Bring it up: bashke migrate")
        )
    return good(_("The database is as the program needs it."))


def triggers() -> Finding:
    if unguarded(connection):
        return unsafe(
            _("The database would let the trail be changed: its triggers are gone."),
            _("Find out who took them away, then put them back: bashke migrate audit"),
        )
    return good(_("The database refuses to change the trail."))


def backups() -> Finding:
    where = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    return unknown(
        _("When the last backup was made is not known here (%(database)s).") % {"database": where},
        _("Make one every day, keep it elsewhere, and try it out; without the secret key in it."),
    )
