"""How fast a long trail is read again: every seal, every link, every count, in one process.

The trail is written past the services, in bulk, as eight writers would have left it over years.
The table's run takes 200,000 events; `python -m bench --trail 1000000` measures a million, alone.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import median
from time import perf_counter

from django.db import connection, transaction

from bashke.audit.models import ChainEnd, Event, Link
from bashke.audit.seals import beginning, link_hash, seal_of, seal_of_end
from bashke.audit.verifying import verify
from bench.row import Row

PLACE = "pogradec"
LENGTH, TARGET = 200_000, 1_000_000
SECONDS = 10.0
ROUNDS = 3
WRITERS = 8
PORTION = 10_000
BEGAN = datetime(2024, 1, 1, 8, tzinfo=UTC)
BETWEEN = timedelta(seconds=61, microseconds=1_001)

EVENTS = """
INSERT INTO audit_event
(id, municipality, actor, act, subject, ground, at, writer, number, seal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
LINKS = """
INSERT INTO audit_link (municipality, sequence, event_id, previous, hash)
VALUES (%s, %s, %s, %s, %s)
"""


def verifying(length: int = LENGTH) -> Row:
    """Events a second that `verify` reads, all it looks at included."""
    write(length)
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        faults = verify(PLACE)
        taken.append(perf_counter() - started)
    rate = length / median(taken)
    return Row(
        what=f"a trail of {length:,} events read again, {connection.vendor}",
        here=f"{median(taken):.2f} s; {rate:,.0f} events a second",
        beside=f"at this rate {TARGET:,} take {TARGET / rate:.1f} s",
        target=f"{TARGET:,} in under {SECONDS:.0f} s on two cores",
        holds=not faults and TARGET / rate < SECONDS,
        numbers={"events": length, "seconds": [round(each, 3) for each in taken]},
    )


def write(length: int) -> None:
    """A chained trail of so many events, behind all that are there."""
    last = Event.objects.order_by("pk").last()
    start = last.pk if last else 0
    chain = beginning(PLACE)
    numbered = iter(range(1, length + 1))
    while portion := list(islice(numbered, PORTION)):
        events = [event(start + number, number) for number in portion]
        links = list(linked(chain, events, portion[0]))
        chain = links[-1].hash
        insert(events, links)
    ChainEnd.objects.create(
        municipality=PLACE,
        sequence=length,
        hash=chain,
        seal=seal_of_end(PLACE, length, chain),
    )


def event(pk: int, number: int) -> Event:
    made = Event(
        id=pk,
        municipality=PLACE,
        actor=f"person:{number % 97}",
        act="case.opened" if number % 4 else "case.step-completed",
        subject=f"case/{number % 9973}/plan",
        ground="assignment",
        at=BEGAN + number * BETWEEN,
        writer=f"{number % WRITERS:016x}",
        number=(number - 1) // WRITERS + 1,
    )
    made.seal = seal_of(made)
    return made


def linked(before: str, events: Iterable[Event], first: int) -> Iterator[Link]:
    for sequence, each in enumerate(events, first):
        after = link_hash(before, each)
        yield Link(municipality=PLACE, sequence=sequence, event=each, previous=before, hash=after)
        before = after


def insert(events: list[Event], links: list[Link]) -> None:
    at = connection.ops.adapt_datetimefield_value
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            EVENTS,
            [
                (
                    each.pk, each.municipality, each.actor, each.act, each.subject, each.ground,
                    at(each.at), each.writer, each.number, each.seal,
                )
                for each in events
            ],
        )  # fmt: skip
        cursor.executemany(
            LINKS,
            [
                (each.municipality, each.sequence, each.event_id, each.previous, each.hash)
                for each in links
            ],
        )
