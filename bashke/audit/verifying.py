"""Reading the whole trail again, and naming the first place of each thing that was done to it.

Along every chain in portions, so that memory does not grow with the trail; nothing is changed, no
lock is held and nobody waits. What this finds and what it cannot find: docs/security.md.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Max, Value, Window
from django.db.models.functions import Coalesce, Lag

from bashke.audit.acknowledging import acknowledged, judge_before
from bashke.audit.chaining import municipalities
from bashke.audit.faults import Fault, Findings, Kind
from bashke.audit.models import Acknowledgement, ChainEnd, Event, Head, Link
from bashke.audit.refusals import TrailError
from bashke.audit.rows import genuine, waiting
from bashke.audit.seals import is_sealed, is_sealed_end, keys_of
from bashke.audit.stretches import Stretch, stretches
from bashke.audit.walking import PORTION, Walk

HEAD = re.compile(
    r"(?:(?P<municipality>[a-z0-9-]+)\.(?P<sequence>[0-9]{1,18})\.)?(?P<hash>[0-9a-f]{64})"
)

# What explains that a number is missing.
GONE = frozenset({Kind.REMOVED, Kind.CUT})

CUT_AFTER = "from here on it is gone, up to place {end} at least."
NO_SUCH_HEAD = (
    "no link has the head {hash}… that was noted outside: {tail} was cut off, or the chain was"
    " written anew."
)
END_GONE = "the note of where the chain ends is gone."
END_CHANGED = "the note of where the chain ends does not say what it said when it was sealed."
BEYOND_END = "links stand behind the end of the chain."
OTHER_END = "the chain ends with another link than the one that was added last."
UNCHAINED = "the event was changed before the chain reached it."
ACKNOWLEDGEMENT = "a break was acknowledged here, but not by this installation, or not like this."
FOREIGN = "the event was not written by this installation, and the chain has not taken it."
MISSING = "by its writer's count, {missing} before this one missing."
ID_MISSING = "by the database's count, this event is missing."


@dataclass(frozen=True)
class NotedHead:
    """A head as somebody outside has it: its hash alone, or with municipality and place."""

    hash: str
    municipality: str = ""
    sequence: int = 0


def noted(text: str) -> NotedHead:
    """Read a head as it was printed or mailed, or only its hash."""
    found = HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise TrailError(
            f"“{text}” is no head. Give its 64 hexadecimal digits, or the whole line from the"
            " mail: municipality.place.hash"
        )
    if found["municipality"]:
        return NotedHead(found["hash"], found["municipality"], int(found["sequence"]))
    kept = Head.objects.filter(hash=found["hash"]).first()
    if kept:
        return NotedHead(kept.hash, kept.municipality, kept.sequence)
    return NotedHead(found["hash"])


def verify(
    municipality: str | None = None,
    heads: Sequence[str] = (),
    *,
    walked: Callable[[int], object] = lambda _links: None,
) -> list[Fault]:
    """Everything that was done to the trail, of each kind the first place; empty if it holds.

    `heads` were noted outside. `walked` is told how many links were read since it was last told.
    """
    given = [noted(head) for head in heads]
    if municipality and any(head.municipality not in {"", municipality} for head in given):
        raise TrailError(f"A head of another municipality says nothing about {municipality}.")
    slugs = [municipality] if municipality else everywhere(given)
    loose = frozenset(head.hash for head in given if not head.municipality)
    faults: list[Fault] = []
    met: set[str] = set()
    last: dict[str, int] = {}
    for slug in slugs:
        every = stretches(slug)
        own = [head for head in given if head.municipality == slug]
        faults += judged_before(every, own)
        walk = follow(every, own, loose, walked)
        faults += walk.findings.first.values()
        met |= walk.seen | seen_before(every, loose)
        last[slug] = walk.sequence
    if not municipality:
        faults += counted_by_database(faults)
    return faults + [never_met(head, last) for head in sorted(loose - met)]


def open_faults(municipality: str) -> list[Fault]:
    """What nobody has acknowledged of this trail yet, and of the database's count."""
    faults = [fault for fault in verify(municipality) if not fault.is_acknowledged]
    return faults + counted_by_database(faults)


def everywhere(given: Iterable[NotedHead]) -> list[str]:
    """Every municipality of which anything is left, and those of the heads."""
    found = {head.municipality for head in given if head.municipality}
    for model in (Event, Link, ChainEnd, Head):
        found.update(municipalities(model._default_manager.all()))
    return sorted(found)


def judged_before(every: list[Stretch], given: list[NotedHead]) -> list[Fault]:
    """The faults of all stretches that were acknowledged to be broken."""
    slug = every[0].municipality
    heads = [(head.sequence, head.hash) for head in given]
    faults = [fault for each in every for fault in judge_before(each, end_of(slug), heads)]
    known = sum(each.ended is not None for each in every)
    if Acknowledgement.objects.of(slug).count() > known:
        faults.append(Fault(Kind.CHANGED, slug, ACKNOWLEDGEMENT, every[-1].first))
    return faults


def seen_before(every: list[Stretch], wanted: frozenset[str]) -> set[str]:
    """Which of these hashes stand in a stretch that is not walked any more."""
    if len(every) == 1 or not wanted:
        return set()
    links = Link.objects.of(every[0].municipality).filter(sequence__lt=every[-1].first)
    return set(links.filter(hash__in=wanted).values_list("hash", flat=True))


def follow(
    every: list[Stretch],
    given: list[NotedHead],
    loose: frozenset[str],
    walked: Callable[[int], object],
) -> Walk:
    """Walk the last stretch to its end, then look at the end and at what is not linked."""
    stretch = every[-1]
    slug, break_ = stretch.municipality, every[-2].ended if len(every) > 1 else None
    heads = heads_by_place(stretch, given)
    walk = Walk(Findings(slug), end_of(slug), heads, stretch)
    for count in walk.go_on(loose):
        walked(count)
    # Links and end move in one transaction: read after the links, the end cannot be behind them.
    while (end := end_of(slug)) and end.sequence > walk.sequence:
        before = walk.sequence
        for count in walk.go_on(loose):
            walked(count)
        if walk.sequence == before:
            break
    judge_end(walk, end)
    judge_cut(walk, max([end.sequence if end else 0, *heads]))
    judge_unchained(walk.findings, break_.newest if break_ else 0)
    judge_counts(walk.findings, every)
    return walk


def end_of(slug: str) -> ChainEnd | None:
    return ChainEnd.objects.filter(municipality=slug).first()


def heads_by_place(stretch: Stretch, given: list[NotedHead]) -> dict[int, list[str]]:
    """Heads to hold the stretch against: those kept in the database, and those from outside."""
    places: dict[int, list[str]] = {}
    kept = Head.objects.of(stretch.municipality).filter(sequence__gte=stretch.first)
    inside = [(head.sequence, head.hash) for head in given if head.sequence >= stretch.first]
    for sequence, link_hash in [*kept.values_list("sequence", "hash"), *inside]:
        places.setdefault(sequence, []).append(link_hash)
    return places


def judge_end(walk: Walk, end: ChainEnd | None) -> None:
    found = walk.findings
    if end is None:
        if walk.sequence:
            found.add(Kind.REMOVED, END_GONE, sequence=walk.sequence)
    elif not is_sealed_end(end.municipality, end.sequence, end.hash, end.seal):
        found.add(Kind.CHANGED, END_CHANGED, sequence=end.sequence)
    elif end.sequence < walk.sequence and not walk.is_shifted:
        found.add(Kind.INSERTED, BEYOND_END, sequence=end.sequence + 1)
    elif end.sequence == walk.sequence and end.hash != walk.hash and not found:
        found.add(Kind.REWRITTEN, OTHER_END, sequence=walk.sequence)


def judge_cut(walk: Walk, furthest: int) -> None:
    """Whether the chain once reached further than it does, by its own note or by a head."""
    if furthest > walk.sequence and not walk.is_shifted:
        says = CUT_AFTER.format(end=furthest)
        walk.findings.add(Kind.CUT, says, sequence=walk.sequence + 1)


def judge_unchained(found: Findings, after: int) -> None:
    """Events that have no place yet are held by their seals; up to `after` they were looked at."""
    keys = keys_of(found.municipality)
    while rows := waiting(found.municipality, after, PORTION):
        after = rows[-1].pk
        for row in rows:
            if not genuine(row, keys):
                judge_foreign(found, Event.objects.get(pk=row.pk))


def judge_foreign(found: Findings, event: Event) -> None:
    """An event that nobody here wrote as it stands: did somebody change one, or put one in?"""
    of_writer = Event.objects.of(found.municipality).filter(writer=event.writer)
    if of_writer.exclude(pk=event.pk).exists():
        found.add(Kind.CHANGED, UNCHAINED, event=event.pk)
    else:
        found.add(Kind.INSERTED, FOREIGN, event=event.pk)


def judge_counts(found: Findings, every: list[Stretch]) -> None:
    """Every writer counts its events from 1: a number that is missing was taken out."""
    if GONE & set(found.first):
        return
    number = Window(Lag("number"), partition_by=F("writer"), order_by=F("number").asc())
    before = Window(Lag("id"), partition_by=F("writer"), order_by=F("number").asc())
    numbers = (
        Event.objects.of(found.municipality)
        .annotate(missing=F("number") - 1 - Coalesce(number, Value(0)))
        .annotate(behind=Coalesce(before, F("id")))
        .filter(missing__gt=0, behind__gt=gone_up_to(every))
        .order_by("pk")
        .values_list("pk", "missing")
    )
    for pk, count in numbers.iterator(PORTION):
        if is_sealed(Event.objects.get(pk=pk)):
            missing = "one event is" if count == 1 else f"{count} events are"
            found.add(Kind.REMOVED, MISSING.format(missing=missing), event=pk)
            return


def gone_up_to(every: list[Stretch]) -> int:
    """The newest event when it was last acknowledged that some are gone; 0 if it never was."""
    breaks = [each.ended for each in every if each.ended]
    return max((each.newest for each in breaks if GONE & kinds(acknowledged(each))), default=0)


def counted_by_database(faults: list[Fault]) -> list[Fault]:
    """SQLite numbers without gaps, so a missing id is a removed event; PostgreSQL leaves gaps.

    The gaps that were there when a break was acknowledged, on whichever chain, were looked at.
    """
    news = [fault for fault in faults if not fault.is_acknowledged]
    if connection.vendor != "sqlite" or GONE & kinds(news):
        return []
    known = Acknowledgement.objects.order_by("newest").last()
    given, missing = counted()
    if missing <= (known.missing if known else 0):
        return []
    return [Fault(Kind.REMOVED, "", ID_MISSING, event=first_missing(known, given))]


def counted() -> tuple[int, int]:
    """The newest id that the database gave an event, and how many up to it are not there."""
    if connection.vendor != "sqlite":
        return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0, 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit_event'), 0),"
            " count(*), coalesce(max(id), 0) FROM audit_event"
        )
        given, count, highest = cursor.fetchone()
    # The note of the highest can be changed as well; then the rows tell more than it does.
    newest = max(given, highest)
    return newest, newest - count


def first_missing(known: Acknowledgement | None, given: int) -> int:
    """The first gap behind what was looked at; if it is none of those, the first of all."""
    behind = known.newest if known else 0
    events = Event.objects.filter(pk__gt=behind)
    before = Window(Lag("id"), order_by=F("id").asc())
    gaps = events.annotate(before=Coalesce(before, Value(behind))).filter(id__gt=F("before") + 1)
    first: int | None = gaps.order_by("id").values_list("before", flat=True).first()
    if first is not None:
        return first + 1
    if behind + events.count() < given:
        last = events.order_by("pk").last()
        return (last.pk if last else behind) + 1
    return first_missing(None, given)


def kinds(faults: Iterable[Fault]) -> set[Kind]:
    return {fault.kind for fault in faults}


def never_met(head: str, last: dict[str, int]) -> Fault:
    """A head that no link has, and of which nobody can say whose it was."""
    if len(last) == 1:
        ((slug, sequence),) = last.items()
        says = NO_SUCH_HEAD.format(hash=head[:12], tail=f"what came after place {sequence}")
        return Fault(Kind.CUT, slug, says, sequence + 1)
    return Fault(Kind.CUT, "", NO_SUCH_HEAD.format(hash=head[:12], tail="the tail of a chain"))
