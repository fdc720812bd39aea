"""Compartments: made, granted, ended, turned over, shredded."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.audit.models import Ground
from bashke.keys.models import Compartment, Custody, Grant, Holder, Pair, Share
from bashke.keys.opened import Opened
from bashke.keys.opening import open_with
from bashke.keys.refusals import AlteredKeyError, ClosedError, KeysError
from bashke.keys.rings import Ring
from bashke.keys.turning import SYSTEM, begin_epoch, granted, locked, tell, turn_over

Kind = Holder.Kind
AT_ONCE = 200

Epochs = Literal["current", "all"] | Collection[int]


@transaction.atomic
def create(
    *,
    kind: str,
    municipality: str,
    holders: Sequence[UUID],
    ground: str,
    actor: str,
    break_glass: bool = False,
) -> Opened:
    """A compartment open to these holders, to the recovery key and, if so said, in an emergency.

    Whoever makes it can write into it in this transaction, and not again unless among the holders.
    """
    compartment = Compartment(kind=kind, municipality=municipality)
    key = begin_epoch(compartment, 1)
    pairs = pairs_for(municipality, holders, break_glass=break_glass)
    compartment.save(force_insert=True)
    Grant.objects.bulk_create(
        granted(compartment, key=key, epoch=1, pair=pair, ground=why(pair, ground))
        for pair in pairs
    )
    tell(compartment, actor=actor, act="keys.compartment-made", ground=ground)
    return Opened.fresh(compartment, key)


@transaction.atomic
def grant(
    *,
    ring: Ring,
    compartment: UUID,
    to: UUID,
    ground: str,
    actor: str,
    epochs: Epochs = "current",
    until: datetime | None = None,
) -> None:
    """Give a newcomer the epochs that the role needs; only who can open them can.

    The current epoch comes along always, unless the epochs are named one by one.
    """
    row = locked(compartment)
    opened = open_with(ring, compartment)
    wanted = wanted_epochs(row, opened, epochs)
    pair = Pair.objects.live().filter(holder=to).select_related("holder").first()
    if pair is None:
        raise KeysError(_("There is nobody any more who could hold this key."))
    # A grant that ended and comes back is a new one.
    row.grants.filter(pair=pair, epoch__in=wanted).delete()
    Grant.objects.bulk_create(
        granted(row, key=opened.key(epoch), epoch=epoch, pair=pair, ground=ground, until=until)
        for epoch in wanted
    )
    if until and (row.due_at is None or until < row.due_at):
        Compartment.objects.filter(pk=row.pk).update(due_at=until)
    tell(row, actor=actor, act="keys.granted", ground=ground)


@transaction.atomic
def end(*, compartment: UUID, holder: UUID, ground: str, actor: str, forget: bool = False) -> None:
    """Somebody no longer holds this: the key turns over for what comes after.

    What the holder could read before stays in reach of his keys, unless he is to `forget` it: then
    his grants are deleted (a copy of the database from before still has them).
    """
    row = locked(compartment)
    grants = row.grants.filter(pair__holder=holder, ended_at=None)
    if not grants.filter(epoch=row.epoch).update(ended_at=timezone.now()):
        raise KeysError(_("This person does not hold the key that would be taken away."))
    if forget:
        row.grants.filter(pair__holder=holder).delete()
    tell(row, actor=actor, act="keys.ended", ground=ground)
    turn_over(compartment, actor=actor, ground=ground)


@transaction.atomic
def shred(*, compartment: UUID, actor: str, ground: str = Ground.RETENTION) -> None:
    """Destroy every key of a compartment: its texts can be read by nobody from here on.

    Doing it again changes nothing, so that a restore can replay it.
    """
    row = Compartment.objects.select_for_update().filter(pk=compartment).first()
    if row is None or row.shredded_at:
        return
    row.broken_glasses.all().delete()
    # Overwritten before they are deleted; the database may keep old pages (docs/security.md).
    row.grants.update(wrapped=b"", commitment=b"", mark=b"")
    row.grants.all().delete()
    Compartment.objects.filter(pk=row.pk).update(
        shredded_at=timezone.now(), due_at=None, commitment=b"", mark=b""
    )
    tell(row, actor=actor, act="keys.shredded", ground=ground)


def turn_over_due(*, of: str | None = None, limit: int = AT_ONCE) -> int:
    """Turn over what is due, the longest due first; needs no key, so background work does it.

    Each in its own transaction, or in the caller's. One that was altered is left and said.
    """
    due = Compartment.objects.to_turn_over(timezone.now())
    ids = (due.filter(municipality=of) if of else due).values_list("pk", flat=True)[:limit]
    return sum(turned(pk) for pk in list(ids))


def rewrap(*, ring: Ring) -> int:
    """Make what was opened for the first time quick to open next time; changes nobody's access.

    To be called outside a read-only request, after the page. Not on the trail for that reason.
    """
    rows = ring.rewrapped()
    fields = ["wrapped", "is_rewrapped"]
    Grant.objects.bulk_update([row for row in rows if isinstance(row, Grant)], fields)
    Custody.objects.bulk_update([row for row in rows if isinstance(row, Custody)], fields)
    return len(rows)


def turned(compartment: UUID) -> bool:
    try:
        turn_over(compartment, actor=SYSTEM, ground=Ground.OPERATION)
    except (AlteredKeyError, ClosedError):
        return False
    return True


def wanted_epochs(row: Compartment, opened: Opened, epochs: Epochs) -> list[int]:
    if epochs == "all":
        wanted = set(opened.epochs)
    elif epochs == "current":
        wanted = {row.epoch}
    else:
        wanted = {int(epoch) for epoch in epochs}
    if not wanted or not wanted <= set(opened.epochs):
        raise ClosedError
    return sorted(wanted)


def pairs_for(municipality: str, holders: Iterable[UUID], *, break_glass: bool) -> list[Pair]:
    """The live pairs of the holders, of the recovery key and of the emergency key; one query."""
    wanted = set(holders)
    general = {Kind.RECOVERY, Kind.EMERGENCY} if break_glass else {Kind.RECOVERY}
    untested = Share.objects.filter(pair=OuterRef("pk"), tested_at=None)
    found = list(
        Pair.objects.live()
        .filter(
            Q(holder__in=wanted) | Q(holder__kind__in=general, holder__municipality=municipality)
        )
        .select_related("holder")
        .annotate(untested=Exists(untested))
    )
    kinds = {pair.holder.kind: pair for pair in found}
    recovery = kinds.get(Kind.RECOVERY)
    if recovery is None or getattr(recovery, "untested", True):
        raise KeysError(_("The recovery key of this municipality was not made and tested yet."))
    if break_glass and Kind.EMERGENCY not in kinds:
        raise KeysError(_("This municipality has named no substitutes for an emergency yet."))
    if not wanted or not wanted <= {pair.holder_id for pair in found}:
        raise KeysError(_("There is nobody any more who could hold this key."))
    return found


def why(pair: Pair, ground: str) -> str:
    if pair.holder.kind == Kind.RECOVERY:
        return Ground.RECOVERY
    return Ground.BREAK_GLASS if pair.holder.kind == Kind.EMERGENCY else ground
