"""Posts and the emergency key: pairs whose private half is kept by people."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.audit.models import Ground
from bashke.keys.boxes import new_key
from bashke.keys.models import Custody, Holder, Pair
from bashke.keys.pairs import keep, live_pair, mark_due, new_pair, recovery_pair, tell_of
from bashke.keys.refusals import ClosedError, KeysError
from bashke.keys.rings import Ring
from bashke.keys.services.compartments import turn_over_due
from bashke.keys.turning import heir_of

Kind = Holder.Kind


class HandOver(NamedTuple):
    """One post of an office goes to somebody; whoever is named as leaving keeps nothing."""

    post: UUID
    to: UUID
    leaving: UUID | None = None


@transaction.atomic
def make_post(*, municipality: str, first: UUID, actor: str) -> UUID:
    """Keys for a post, in the hands of its first holder and of the recovery key."""
    return kept_holder(Kind.POST, municipality, [first], actor)


@transaction.atomic
def make_emergency(*, municipality: str, substitutes: Sequence[UUID], actor: str) -> UUID:
    """The key with which the named substitutes break the glass; they *could* read."""
    if not substitutes:
        raise KeysError(_("Name at least one substitute who may break the glass."))
    if Holder.objects.filter(kind=Kind.EMERGENCY, municipality=municipality, ended_at=None):
        raise KeysError(_("This municipality has an emergency key. Who has it can pass it on."))
    return kept_holder(Kind.EMERGENCY, municipality, substitutes, actor)


@transaction.atomic
def pass_on(*, ring: Ring, post: UUID, to: UUID, actor: str, ground: str = Ground.POST) -> None:
    """Give a post, or the emergency key, to one more person; only who has it can.

    All generations go along, so what came to the post before can be read: a post's file is one.
    """
    holder = Holder.objects.get(pk=post)
    keeper = live_pair(to)
    if keeper.holder.kind != Kind.PERSON:
        raise KeysError(_("A post is passed on to a person."))
    hand(ring, holder, keeper)
    tell_of(holder, actor=actor, act="keys.passed-on", ground=ground)
    tell_of(keeper.holder, actor=actor, act="keys.post-received", ground=ground)


@transaction.atomic
def leave(*, post: UUID, person: UUID, actor: str, ground: str = Ground.POST) -> None:
    """Somebody no longer holds a post, or is no longer a substitute.

    The post gets a new pair, made with public keys only, and whatever it holds turns over: the
    first two hundred compartments at once, the others by background work.
    """
    holder = Holder.objects.select_for_update().get(pk=post)
    gone, _kinds = Custody.objects.filter(pair__holder=post, keeper__holder=person).delete()
    if not gone:
        raise KeysError(_("This person does not hold the post."))
    next_generation(holder)
    tell_of(holder, actor=actor, act="keys.post-left", ground=ground)
    turn_over_due(of=holder.municipality)


@transaction.atomic
def hand_over_office(*, ring: Ring, posts: Sequence[HandOver], actor: str) -> None:
    """A whole office in one sitting: all posts go over, or none."""
    for each in posts:
        pass_on(ring=ring, post=each.post, to=each.to, actor=actor)
    for each in posts:
        if each.leaving:
            leave(post=each.post, person=each.leaving, actor=actor)


def kept_holder(kind: str, municipality: str, keepers: Sequence[UUID], actor: str) -> UUID:
    recovery = recovery_pair(municipality)
    holder = Holder.objects.create(kind=kind, municipality=municipality)
    pair = new_pair(holder, private := new_key())
    for keeper in [recovery, *(live_pair(keeper) for keeper in keepers)]:
        keep(pair, private, keeper=keeper)
    tell_of(holder, actor=actor, act=f"keys.{kind}-made")
    return holder.pk


def hand(ring: Ring, holder: Holder, keeper: Pair) -> None:
    """Seal every generation within reach of a post, or of the emergency key, to one keeper."""
    if holder.kind == Kind.EMERGENCY:
        ring = ring.emergency(holder.municipality)
    pairs = ring.pairs_of(holder.pk)
    if holder.kind not in {Kind.POST, Kind.EMERGENCY} or not pairs:
        raise ClosedError
    for pair in pairs:
        keep(pair, ring.private(pair.pk), keeper=keeper)


def next_generation(holder: Holder) -> None:
    """A new pair for who still keeps the old one; what the old one holds is to be turned over."""
    old = live_pair(holder.pk)
    keepers = keepers_of(old)
    Pair.objects.filter(pk=old.pk).update(ended_at=timezone.now())
    pair = new_pair(holder, private := new_key())
    for keeper in keepers:
        keep(pair, private, keeper=keeper)
    mark_due([old.pk])


def keepers_of(pair: Pair) -> list[Pair]:
    """Who keeps a pair and will keep the next one: living, and named by the program itself."""
    kept = Custody.objects.filter(pair=pair).select_related("keeper__holder")
    heirs = [heir_of(each.keeper) for each in kept if each.is_ours()]
    return [heir for heir in heirs if heir]
