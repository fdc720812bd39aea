"""Rows of the trail as the database has them, for writing one at once and reading very many.

The database writes the event's lines itself, the same that `seals.canonical` writes: a row is then
four texts and two numbers. Where it writes anything else, the row does not fit its seal, and
whoever reads looks at it again as a model.
"""

import hmac
from collections.abc import Iterable, Iterator
from itertools import starmap
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from bashke.audit.models import Event
from bashke.audit.seals import FORM, canonical, is_sealed, is_sealed_with

# A place and the id of a link there.
Place = tuple[int, int]
# Sequence, id, previous and hash of the link; seal and lines of its event.
Linked = tuple[int, int, str, str, str, str]


class Waiting(NamedTuple):
    """An event without a place."""

    pk: int
    seal: str
    lines: str


GIVEN = ["municipality", "actor", "act", "subject", "ground", "at", "writer", "number", "seal"]
EVENT = ["id", *GIVEN]
AT = GIVEN.index("at")
INSERT = """
INSERT INTO audit_event
(municipality, actor, act, subject, ground, at, writer, number, seal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""
MOMENT = {
    # Django leaves out microseconds that are none.
    "sqlite": "CASE length(event.at) WHEN 19 THEN event.at || '.000000' ELSE event.at END",
    "postgresql": "to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}
LINES = """
'{form}
' || event.municipality || '
' || event.writer || '
' || event.number || '
' || event.actor || '
' || event.act || '
' || event.subject || '
' || event.ground || '
' || {moment}
"""
LINKED = """
SELECT link.sequence, link.id, link.previous, link.hash, event.seal, {lines}
FROM audit_link AS link JOIN audit_event AS event ON event.id = link.event_id
WHERE link.municipality = %s AND (link.sequence, link.id) > (%s, %s) AND link.sequence <= %s
ORDER BY link.sequence, link.id LIMIT %s
"""
WAITING = """
SELECT event.id, event.seal, {lines}
FROM audit_event AS event LEFT JOIN audit_link AS link ON link.event_id = event.id
WHERE event.municipality = %s AND event.id > %s AND link.id IS NULL
ORDER BY event.id LIMIT %s
"""


def inserted(database: BaseDatabaseWrapper, values: list[Any]) -> int:
    """The id of the event, now a row. Every act waits for this: a model's own way takes twice."""
    adapted = database.ops.adapt_datetimefield_value(values[AT])
    with database.cursor() as cursor:
        cursor.execute(INSERT, [*values[:AT], adapted, *values[AT + 1 :]])
        pk: int = cursor.fetchone()[0]
    return pk


def linked(municipality: str, after: Place, last: int, count: int) -> Iterator[Linked]:
    """The links behind `after` and up to the place `last`, in order, each with its event.

    An upper end for the places, and not `count` alone: without statistics PostgreSQL would sort all
    that is left of the trail for every portion.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINKED.format(lines=lines()), [municipality, *after, last, count])
        yield from cursor.fetchall()


def waiting(municipality: str, after: int, count: int) -> list[Waiting]:
    """The next events behind this id that the chain has not reached, in order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(lines=lines()), [municipality, after, count])
        return list(starmap(Waiting, cursor.fetchall()))


def genuine(row: Waiting, keys: Iterable[hmac.HMAC]) -> bytes | None:
    """The bytes of the event if this installation wrote it as it stands."""
    told = row.lines.encode()
    if is_sealed_with(keys, row.seal, told):
        return told
    event = Event.objects.get(pk=row.pk)
    return canonical(event) if is_sealed(event) else None


def lines() -> str:
    return LINES.format(form=FORM, moment=MOMENT[connection.vendor])
