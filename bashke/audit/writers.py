"""Whoever writes counts its own events, so that no writer ever waits for another one.

A writer is one thread of one process. Its next number is one more than the highest of its own that
the database has, which a rolled back transaction takes back with everything else, or than the
highest that it saw committed: if that one is gone, the gap stays and tells of it.
"""

import os
import secrets
from functools import partial
from threading import local

from django.db import connection, transaction

# Every service asks this: as a queryset it would cost as much as writing the event. And not max():
# before PostgreSQL has statistics it would read all numbers of the writer for it.
HIGHEST = """
SELECT number FROM audit_event WHERE municipality = %s AND writer = %s
ORDER BY number DESC LIMIT 1
"""


class Writer(local):
    """What this thread remembers: its name, and by municipality the last number it committed."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Be a new writer."""
        self.name = secrets.token_hex(8)
        self.committed: dict[str, int] = {}

    def remember(self, municipality: str, number: int) -> None:
        self.committed[municipality] = max(number, self.committed.get(municipality, 0))


writer = Writer()


def count_anew() -> None:
    """Be a new writer from here on: after a fork, and when the tables were emptied."""
    writer.begin()


# Two processes must not count under one name.
os.register_at_fork(after_in_child=count_anew)


def next_number(municipality: str) -> tuple[str, int]:
    """The writer's name and number for an event in the transaction that is open now."""
    with connection.cursor() as cursor:
        cursor.execute(HIGHEST, [municipality, writer.name])
        (in_database,) = cursor.fetchone() or (0,)
    number = max(in_database, writer.committed.get(municipality, 0)) + 1
    # A savepoint that is rolled back takes this with it.
    transaction.on_commit(partial(writer.remember, municipality, number))
    return writer.name, number
