"""Whether the database is there yet: answers from the files do not need it."""

from django.db import connection, models

found: set[str] = set()


def has_table(model: type[models.Model]) -> bool:
    """Whether the database was prepared for this model; looked up until it was."""
    table = model._meta.db_table
    if table not in found and table in connection.introspection.table_names():
        found.add(table)
    return table in found
