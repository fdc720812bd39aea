"""The alarm: compartments that fewer than two people could open tomorrow."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from bashke.keys.models import BrokenGlass, Compartment, Custody, Grant, Holder, Share
from bashke.keys.notices import GlassBroken

ENOUGH = 2
Kind = Holder.Kind


class Endangered(NamedTuple):
    """A compartment, and how many living people hold it at work: none or one."""

    compartment: UUID
    living: int


def endangered(municipality: str) -> Iterator[Endangered]:
    """Every compartment with fewer than two living holders.

    Counted are people, once each, whether they hold it themselves or through a post. The emergency
    and the recovery key do not count, nor does a receipt. Streams; memory is that of the posts.
    """
    keepers = people_of_posts(municipality)
    now = timezone.now()
    grants = Grant.objects.open_at(now).filter(
        municipality=municipality,
        epoch=F("compartment__epoch"),
        compartment__shredded_at=None,
        ended_at=None,
    )
    rows = grants.order_by("compartment").values_list(
        "compartment", "pair", "pair__ended_at", "pair__holder", "pair__holder__kind",
        "pair__holder__ended_at",
    )  # fmt: skip
    for compartment, held in groupby(rows.iterator(), key=lambda row: row[0]):
        people: set[UUID] = set()
        for _, pair, pair_ended, holder, kind, ended in held:
            if kind == Kind.PERSON and not ended and not pair_ended:
                people.add(holder)
            elif kind == Kind.POST:
                people |= keepers.get(pair, set())
        if len(people) < ENOUGH:
            yield Endangered(compartment, len(people))


def holders_of(compartment: UUID) -> list[UUID]:
    """Who holds the current epoch: people, posts, receipts; not emergency and recovery keys."""
    grants = Grant.objects.open_at(timezone.now()).filter(
        compartment=compartment,
        epoch=F("compartment__epoch"),
        ended_at=None,
        pair__holder__ended_at=None,
        pair__holder__kind__in=[Kind.PERSON, Kind.POST, Kind.RECEIPT],
    )
    return list(grants.values_list("pair__holder", flat=True).distinct())


def people_of_posts(municipality: str) -> dict[int, set[UUID]]:
    """By the post's pair: who keeps it."""
    kept = Custody.objects.filter(
        pair__holder__municipality=municipality,
        pair__holder__kind=Kind.POST,
        keeper__holder__kind=Kind.PERSON,
        keeper__ended_at=None,
        keeper__holder__ended_at=None,
    )
    people: dict[int, set[UUID]] = {}
    for pair, person in kept.values_list("pair", "keeper__holder"):
        people.setdefault(pair, set()).add(person)
    return people


def overdue(since: datetime) -> int:
    """How many compartments were to be turned over before this moment, and have not been."""
    return Compartment.objects.to_turn_over(since).count()


def recovery_keepers(municipality: str) -> int:
    """How many living people keep a share of the recovery key; of three."""
    return Share.objects.filter(
        pair__holder__kind=Kind.RECOVERY,
        pair__holder__municipality=municipality,
        pair__ended_at=None,
        keeper__ended_at=None,
    ).count()


class Keeper(NamedTuple):
    """Who keeps a list of words of the recovery key, and whether it was tried."""

    holder: UUID
    tried: bool
    living: bool


def keepers_of_words(municipality: str) -> list[Keeper]:
    """The three of the recovery key that holds now; nobody where none was made."""
    shares = Share.objects.filter(
        pair__holder__kind=Kind.RECOVERY,
        pair__holder__municipality=municipality,
        pair__ended_at=None,
    )
    rows = shares.order_by("index").values_list("keeper", "tested_at", "keeper__ended_at")
    return [Keeper(holder, tested is not None, ended is None) for holder, tested, ended in rows]


def glass_of(opening: UUID) -> GlassBroken | None:
    """Who opened what in an emergency, and until when."""
    found = BrokenGlass.objects.filter(pk=opening).select_related("compartment").first()
    if found is None:
        return None
    return GlassBroken(
        found.pk, found.compartment_id, found.compartment.municipality, found.holder_id, found.until
    )
