"""A compartment's key is made, sealed to who shall have it, turned over; by public keys only."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bashke.audit.services import record
from bashke.keys import marks
from bashke.keys.boxes import Secret, bound, commitment, new_key, seal_to
from bashke.keys.models import BrokenGlass, Compartment, Grant, Holder, Pair
from bashke.keys.refusals import AlteredKeyError, ClosedError

SYSTEM = "system"
# Their next pair is made by the program when somebody leaves; a person's is made at a keyboard,
# and gets nothing before two recovery holders have agreed.
SUCCEEDED = frozenset({Holder.Kind.POST, Holder.Kind.EMERGENCY, Holder.Kind.RECOVERY})


def locked(compartment_id: UUID) -> Compartment:
    """The compartment as it is, held until the transaction ends; call inside one.

    On SQLite a transaction holds the only write lock from its beginning, so the row lock, which
    SQLite lacks, is not missed.
    """
    row = Compartment.objects.select_for_update().filter(pk=compartment_id).first()
    if row is None or row.shredded_at:
        raise ClosedError
    if not row.is_ours():
        raise AlteredKeyError
    return row


def begin_epoch(compartment: Compartment, number: int) -> Secret:
    """Give the compartment a fresh key; the caller seals it to the holders and saves."""
    key = new_key()
    compartment.epoch = number
    compartment.commitment = commitment(key, bound(compartment.pk, number))
    compartment.mark = marks.mark(*compartment.says())
    return key


def granted(
    compartment: Compartment,
    *,
    key: Secret,
    epoch: int,
    pair: Pair,
    ground: str,
    until: datetime | None = None,
) -> Grant:
    """A grant to be saved: the key sealed to a public key that the program itself stored."""
    if not pair.is_ours():
        raise AlteredKeyError
    grant = Grant(
        municipality=compartment.municipality,
        compartment=compartment,
        epoch=epoch,
        pair=pair,
        wrapped=seal_to(bytes(pair.public), key),
        commitment=commitment(key, bound(compartment.pk, epoch)),
        ground=ground,
        until=until,
    )
    grant.mark = marks.mark(*grant.says())
    return grant


@transaction.atomic
def turn_over(compartment_id: UUID, *, actor: str, ground: str) -> Compartment:
    """A new key for what comes after, sealed to all who still hold the compartment."""
    now = timezone.now()
    compartment = locked(compartment_id)
    current = compartment.grants.filter(epoch=compartment.epoch).select_related("pair__holder")
    heirs = list(carried(compartment, current, now))
    key = begin_epoch(compartment, compartment.epoch + 1)
    compartment.due_at = min((until for _, _, until in heirs if until), default=None)
    compartment.save(update_fields=["epoch", "commitment", "mark", "due_at"])
    Grant.objects.bulk_create(
        granted(compartment, key=key, epoch=compartment.epoch, pair=pair, ground=why, until=until)
        for pair, why, until in heirs
    )
    end_glasses(compartment, now)
    tell(compartment, actor=actor, act="keys.turned-over", ground=ground)
    return compartment


Heir = tuple[Pair, str, datetime | None]


def carried(compartment: Compartment, grants: Iterable[Grant], now: datetime) -> Iterable[Heir]:
    """Who gets the next key: no ended grant, and none that the program did not give."""
    seen = set()
    for grant in grants:
        heir = heir_of(grant.pair)
        if grant.ended_at or (grant.until and grant.until <= now) or heir is None:
            continue
        if not grant.is_ours() or not heir.is_ours():
            tell(compartment, actor=SYSTEM, act="keys.foreign-grant-refused")
        elif heir.pk not in seen:
            seen.add(heir.pk)
            yield heir, grant.ground, grant.until


def heir_of(pair: Pair) -> Pair | None:
    """The pair itself while it lives; of a post, the emergency and the recovery key the next."""
    if pair.holder.ended_at:
        return None
    if pair.ended_at is None:
        return pair
    if pair.holder.kind not in SUCCEEDED:
        return None
    return Pair.objects.live().filter(holder=pair.holder_id).select_related("holder").first()


def end_glasses(compartment: Compartment, now: datetime) -> None:
    """What was opened in an emergency closes; its grants go, for all epochs."""
    compartment.grants.filter(until__lte=now).delete()
    BrokenGlass.objects.filter(compartment=compartment, until__lte=now, ended_at=None).update(
        ended_at=now
    )


def tell(compartment: Compartment, *, actor: str, act: str, ground: str = "") -> None:
    """One line on the trail about a compartment and its epoch."""
    record(
        municipality=compartment.municipality,
        actor=actor,
        act=act,
        subject=f"{compartment}/{compartment.epoch}",
        ground=ground,
    )
