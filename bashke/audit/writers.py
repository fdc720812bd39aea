"""Whoever writes counts its own events, so that no writer ever waits for another one.

A writer is one thread of one process. It counts in memory: its next number is one more than the
last that waits in the transaction that is open now, or than the last that it saw committed. What a
transaction or a savepoint takes back is given again; what is removed from the database leaves a
gap, and that tells of it.
"""

import os
import secrets
from dataclasses import dataclass
from threading import local

from django.db.backends.base.base import BaseDatabaseWrapper

# Asked in doubt only. Not max(): before PostgreSQL has statistics it would read all numbers of the
# writer for it.
HIGHEST = """
SELECT number FROM audit_event WHERE municipality = %s AND writer = %s
ORDER BY number DESC LIMIT 1
"""


class Writer(local):
    """What this thread remembers: its name, and by municipality what it gave and saw committed."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Be a new writer."""
        self.name = secrets.token_hex(8)
        self.given: dict[str, int] = {}
        self.committed: dict[str, int] = {}


writer = Writer()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number given in a transaction that is not committed yet."""

    name: str
    municipality: str
    number: int

    def __call__(self) -> None:
        if self.name == writer.name:
            writer.committed[self.municipality] = self.number


def count_anew() -> None:
    """Be a new writer from here on: after a fork, and when the tables were emptied."""
    writer.begin()


# Two processes must not count under one name.
os.register_at_fork(after_in_child=count_anew)


def next_number(database: BaseDatabaseWrapper, municipality: str) -> tuple[str, int]:
    """The writer's name and number for an event in the transaction that is open now."""
    last = last_waiting(database, municipality) or last_committed(database, municipality)
    writer.given[municipality] = last + 1
    database.on_commit(Waiting(writer.name, municipality, last + 1))
    return writer.name, last + 1


def last_waiting(database: BaseDatabaseWrapper, municipality: str) -> int:
    """The last number given in this transaction and not taken back by a savepoint; 0 if none."""
    # Django keeps what waits for the commit, and forgets it with the savepoint that it belongs to.
    for _savepoints, waiting, *_ in reversed(database.run_on_commit):
        if (
            isinstance(waiting, Waiting)
            and waiting.municipality == municipality
            and waiting.name == writer.name
        ):
            return waiting.number
    return 0


def last_committed(database: BaseDatabaseWrapper, municipality: str) -> int:
    """The last number committed, asked of the database where the last one given was not seen to be.

    It was taken back, mostly; but a connection that broke, or another's work after the commit that
    failed, leaves the same doubt.
    """
    seen = writer.committed.get(municipality, 0)
    if writer.given.get(municipality, 0) == seen:
        return seen
    with database.cursor() as cursor:
        cursor.execute(HIGHEST, [municipality, writer.name])
        (found,) = cursor.fetchone() or (0,)
    # If what was seen is gone from the database, the gap stays.
    writer.committed[municipality] = max(found, seen)
    return writer.committed[municipality]
