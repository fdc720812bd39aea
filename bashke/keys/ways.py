"""Every way by which something could be opened now, and by whom; told from the keys' own rows.

What opens is what is told: the same rows, judged by the same marks, that a ring goes by (`rings`,
`opened.grants_for`). A test tries every ring on everything after random histories. Nothing is
opened for it, so it needs no key.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from bashke.keys.models import Compartment, Custody, Grant, Holder, Pair, Share

Kind = Holder.Kind
TOGETHER = 2


@dataclass(frozen=True)
class Way:
    """Somebody could open something: through which key, since when, until when, on which ground.

    `by` is the person, or the receipt, who turns the key: of the recovery key one of those who do
    it two together, of the emergency key one of those who do it with a reason.
    """

    by: UUID
    through: str
    # Whose key it is: the person's own, a post's, the municipality's.
    holder: UUID
    ground: str
    since: datetime
    until: datetime | None
    # Which keys of the compartment, in the order in which they followed one another.
    epochs: frozenset[int]
    # Whether what is written today could be read, and not only what was before an end.
    is_current: bool


class Reached(NamedTuple):
    """A pair whose private half somebody could have in hand, and through whose key."""

    by: UUID
    pair: int
    through: str
    holder: UUID


@dataclass(frozen=True)
class Opens:
    """How many compartments of one kind somebody could open through one kind of key."""

    municipality: str
    kind: str
    through: str
    count: int


def ways_into(compartment: UUID, *, municipality: str) -> list[Way]:
    """Every way into a compartment of this municipality; none where there is no such thing."""
    row = Compartment.objects.filter(
        pk=compartment, municipality=municipality, shredded_at=None
    ).first()
    if row is None:
        return []
    grants: dict[int, list[Grant]] = defaultdict(list)
    for grant in valid(live(Grant.objects.filter(compartment=row))):
        grants[grant.pair_id].append(grant)
    ways: dict[tuple[UUID, str, UUID], list[Grant]] = defaultdict(list)
    for each in reached(candidates(grants, municipality)):
        ways[each.by, each.through, each.holder] += grants.get(each.pair, [])
    return sorted(
        (way(*key, row.epoch, found) for key, found in ways.items() if found),
        key=lambda each: (each.through, str(each.holder), str(each.by)),
    )


def way(by: UUID, through: str, holder: UUID, epoch: int, grants: list[Grant]) -> Way:
    newest = max(grants, key=lambda each: each.epoch)
    return Way(
        by=by,
        through=through,
        holder=holder,
        ground=newest.ground,
        since=min(each.given_at for each in grants),
        until=newest.until,
        epochs=frozenset(each.epoch for each in grants),
        is_current=newest.epoch == epoch,
    )


def opened_by(person: UUID) -> list[Opens]:
    """How many compartments, of which kinds, this person could open, and through what."""
    through: dict[int, set[str]] = defaultdict(set)
    for key in reached([person]):
        through[key.pair].add(key.through)
    found: dict[tuple[str, str, str], set[UUID]] = defaultdict(set)
    grants = live(Grant.objects.filter(pair__in=[*through], compartment__shredded_at=None))
    for grant in valid(grants.select_related("compartment").iterator()):
        for each in through[grant.pair_id]:
            found[grant.municipality, grant.compartment.kind, each].add(grant.compartment_id)
    return [Opens(*kinds, len(those)) for kinds, those in sorted(found.items())]


def live(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """Grants whose time is not over. What was ended still opens what was written before."""
    return grants.filter(pk__in=Grant.objects.open_at(timezone.now()).values("pk"))


def valid(rows: "Iterable[Grant]") -> Iterator[Grant]:
    """Those that a ring believes: marked by the program, or locked anew by the holder's own key."""
    return (row for row in rows if row.is_rewrapped or row.is_ours())


def candidates(pairs: Collection[int], municipality: str) -> set[UUID]:
    """Everybody who might reach one of these pairs."""
    own = Pair.objects.filter(pk__in=pairs).values_list("holder", flat=True)
    keepers = Custody.objects.filter(pair__in=pairs).values_list("keeper__holder", flat=True)
    of_words = Share.objects.filter(pair__holder__municipality=municipality)
    return {*own, *keepers, *of_words.values_list("keeper", flat=True)}


def reached(holders: Collection[UUID]) -> list[Reached]:
    """Every pair that these people and receipts could have in hand now."""
    locked = Pair.objects.live().filter(holder__in=holders, password_lock__isnull=False)
    own = {pair.pk: pair for pair in locked.select_related("holder") if pair.is_ours()}
    found = [
        Reached(pair.holder_id, pair.pk, pair.holder.kind, pair.holder_id) for pair in own.values()
    ]
    people = {pk: pair.holder_id for pk, pair in own.items() if pair.holder.kind == Kind.PERSON}
    found += kept_by(people)
    found += by_words({*people.values()})
    return found


def kept_by(people: dict[int, UUID]) -> Iterator[Reached]:
    """Posts, and the emergency key where its newest pair that somebody keeps is still alive."""
    kinds = [Kind.POST, Kind.EMERGENCY]
    rows = custodies(people, kinds)
    newest: dict[tuple[int, UUID], Pair] = {}
    for row in rows:
        at = row.keeper_id, row.pair.holder_id
        if at not in newest or row.pair.generation > newest[at].generation:
            newest[at] = row.pair
    for row in rows:
        kind = row.pair.holder.kind
        if kind == Kind.POST or not newest[row.keeper_id, row.pair.holder_id].ended_at:
            yield Reached(people[row.keeper_id], row.pair_id, kind, row.pair.holder_id)


def by_words(people: Collection[UUID]) -> Iterator[Reached]:
    """What the recovery key opens, for each of these who keeps a list of its words."""
    alive = Share.objects.filter(pair__ended_at=None, keeper__ended_at=None)
    theirs = alive.filter(pair__in=alive.filter(keeper__in=people).values("pair"))
    keepers: dict[int, set[UUID]] = defaultdict(set)
    keys = {}
    for share in theirs.select_related("pair__holder"):
        keepers[share.pair_id].add(share.keeper_id)
        keys[share.pair_id] = share.pair
    for pk, pair in keys.items():
        if len(keepers[pk]) < TOGETHER or pair.holder.ended_at or not pair.is_ours():
            continue
        for within in followed(pk):
            for keeper in keepers[pk] & {*people}:
                yield Reached(keeper, within, Kind.RECOVERY, pair.holder_id)


def followed(recovery: int) -> set[int]:
    """The recovery pair, those before it, and every post that they keep."""
    found, new = {recovery}, {recovery}
    while new:
        rows = custodies(new, [Kind.POST, Kind.RECOVERY])
        more = {row.pair_id: row.pair.holder.kind for row in rows if row.pair_id not in found}
        found |= more.keys()
        new = {pk for pk, kind in more.items() if kind == Kind.RECOVERY}
    return found


def custodies(keepers: Collection[int], kinds: Collection[str]) -> list[Custody]:
    """What these pairs keep, as far as a ring believes it."""
    rows = Custody.objects.filter(keeper__in=keepers, pair__holder__kind__in=kinds)
    found = rows.select_related("pair__holder")
    return [row for row in found if row.is_rewrapped or row.is_ours()]
