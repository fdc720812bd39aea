"""Linking what was written: work in the background, on which no writer waits.

Events are written sealed, without a place. `chain` gives each a place in its municipality's chain,
once, in the order of their ids among those it can see. It holds a lease, not a lock: whoever comes
second goes away, a lease that ran out is taken over, and two at once cannot both add a link.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from bashke.audit.models import ChainEnd, Event, Link
from bashke.audit.refusals import BrokenChainError
from bashke.audit.rows import genuine, waiting
from bashke.audit.seals import beginning, hash_of_link, is_sealed_end, keys_of, seal_of_end
from bashke.audit.stretches import stretches

# Small enough that on SQLite, which has one writer, nobody notices a batch being added.
BATCH = 200
LINK = """
INSERT INTO audit_link (municipality, sequence, event_id, previous, hash)
VALUES (%s, %s, %s, %s, %s)
"""
LEASE = timedelta(minutes=2)
# No transaction is open for longer; what is, the thorough pass of the daily heads finds.
RESTS = timedelta(hours=1)


@dataclass
class Batch:
    """Links to add behind an end of the chain, and the new end."""

    municipality: str
    sequence: int
    hash: str
    links: list[tuple[str, int, int, str, str]] = field(default_factory=list)

    def add(self, event: int, told: bytes, seal: str) -> None:
        after = hash_of_link(self.hash, told, seal)
        self.sequence += 1
        self.links.append((self.municipality, self.sequence, event, self.hash, after))
        self.hash = after

    def insert(self) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(LINK, self.links)


def chain(*, thorough: bool = False) -> int:
    """Link every event that is committed and has no link; how many were linked.

    Safe to call at any time, from anywhere, by several at once. `thorough` looks at every event
    ever written instead of the recent ones. An event whose seal does not hold gets no place:
    `verifying.verify` tells of it. A chain that does not end where it should is left alone, and
    told at the end as BrokenChainError, after all others were done.
    """
    added, broken = 0, []
    for municipality in municipalities(Event.objects.all()):
        if not thorough and not has_waiting(municipality):
            continue
        end = leased(municipality)
        if end is None:
            continue
        try:
            if ends_as_noted(end):
                added += extend(end, thorough=thorough)
            else:
                broken.append(municipality)
        finally:
            give_back(end)
    if broken:
        raise BrokenChainError(broken)
    return added


def municipalities(rows: models.QuerySet[Any]) -> Iterator[str]:
    """Every municipality of these rows; one short look into an index for each."""
    last = ""
    while True:
        behind = rows.filter(municipality__gt=last).order_by("municipality")
        following = behind.values_list("municipality", flat=True).first()
        if following is None:
            return
        yield following
        last = following


def has_waiting(municipality: str) -> bool:
    end = ChainEnd.objects.filter(municipality=municipality).first()
    return bool(waiting(municipality, end.settled_id if end else 0, 1))


def leased(municipality: str) -> ChainEnd | None:
    """The end of the chain, ours for a while; None if somebody else is adding to it."""
    now, name = timezone.now(), secrets.token_hex(8)
    if not ChainEnd.objects.filter(municipality=municipality).exists():
        begin(municipality)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    taken = ChainEnd.objects.filter(free, municipality=municipality).update(
        leased_by=name, leased_until=now + LEASE
    )
    return ChainEnd.objects.get(municipality=municipality) if taken else None


def begin(municipality: str) -> None:
    """Note the end of a chain that has no link yet.

    Where links are without an end, somebody removed it: what is noted then fits none of them.
    """
    start = beginning(municipality)
    ChainEnd.objects.bulk_create(
        [ChainEnd(municipality=municipality, hash=start, seal=seal_of_end(municipality, 0, start))],
        ignore_conflicts=True,
    )


def give_back(end: ChainEnd) -> None:
    ChainEnd.objects.filter(pk=end.pk, leased_by=end.leased_by).update(leased_until=None)


def ends_as_noted(end: ChainEnd) -> bool:
    """Whether the last link is the one that was added last, by us."""
    stretch = stretches(end.municipality)[-1]
    links = Link.objects.of(end.municipality).filter(sequence__gte=stretch.first)
    last = links.in_order().last()
    found = (last.sequence, last.hash) if last else (stretch.first - 1, stretch.before)
    return (end.sequence, end.hash) == found and is_sealed_end(
        end.municipality, end.sequence, end.hash, end.seal
    )


def extend(end: ChainEnd, *, thorough: bool) -> int:
    """Add every event that waits, in batches; a batch is added whole or not at all."""
    started = timezone.now()
    newest = Event.objects.of(end.municipality).order_by("pk").last()
    added, after = 0, 0 if thorough else end.settled_id
    keys = keys_of(end.municipality)
    while rows := waiting(end.municipality, after, BATCH):
        after = rows[-1].pk
        batch = Batch(end.municipality, end.sequence, end.hash)
        for row in rows:
            if told := genuine(row, keys):
                batch.add(row.pk, told, row.seal)
        if not append(end, batch):
            return added
        added += len(batch.links)
    settle(end, newest.pk if newest else 0, started)
    return added


def append(end: ChainEnd, batch: Batch) -> bool:
    """Add the links and move the end, in one short transaction; False if somebody was faster."""
    seal = seal_of_end(end.municipality, batch.sequence, batch.hash)
    try:
        with transaction.atomic():
            batch.insert()
            moved = ChainEnd.objects.filter(
                pk=end.pk, leased_by=end.leased_by, sequence=end.sequence, hash=end.hash
            ).update(
                sequence=batch.sequence,
                hash=batch.hash,
                seal=seal,
                leased_until=timezone.now() + LEASE,
            )
            if not moved:
                transaction.set_rollback(True)
    except IntegrityError:
        return False
    if not moved:
        return False
    end.sequence, end.hash, end.seal = batch.sequence, batch.hash, seal
    return True


def settle(end: ChainEnd, newest: int, started: datetime) -> None:
    """Remember what need not be looked at again.

    An id may be taken long before its event is committed. What was the newest an hour ago can have
    no unseen event below it any more, and the pass that just ended began after that hour.
    """
    rested = end.seen_at is not None and end.seen_at <= started - RESTS
    if end.seen_at is not None and not rested:
        return
    ChainEnd.objects.filter(pk=end.pk, leased_by=end.leased_by).update(
        settled_id=F("seen_id"), seen_id=newest, seen_at=started
    )
