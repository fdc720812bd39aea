"""Tests that commit leave rows behind, and between two of them every table is emptied.

The trail refuses that by triggers. Only here, and only while tables are emptied, they are away.
"""

from functools import wraps

from django.db import connection

from bashke.audit.triggers import TABLES, allow_changes, refuse_changes
from bashke.audit.writers import count_anew


def tables_may_be_emptied() -> None:
    """Put what lifts the triggers around Django's emptying of tables, once a session."""
    operations = type(connection.ops)
    if not hasattr(operations.execute_sql_flush, "lifts_triggers"):
        operations.execute_sql_flush = lifting(operations.execute_sql_flush)


def lifting(empty):
    @wraps(empty)
    def emptied(self, statements):
        trail = any(table in statement for table in TABLES for statement in statements)
        if not trail:
            return empty(self, statements)
        allow_changes(self.connection)
        try:
            return empty(self, statements)
        finally:
            refuse_changes(self.connection)
            number_anew(self.connection)
            count_anew()

    emptied.lifts_triggers = True
    return emptied


def number_anew(connection):
    """SQLite remembers the highest number it gave; where rows were emptied, that would tell."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'audit_event'")
