"""Breaking the glass: a named substitute opens a compartment with a reason, for hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.audit.models import Ground
from bashke.keys.models import BrokenGlass, Compartment, Grant
from bashke.keys.notices import GlassBroken, glass_broken
from bashke.keys.opened import Opened
from bashke.keys.opening import open_with
from bashke.keys.pairs import live_pair
from bashke.keys.refusals import KeysError
from bashke.keys.rings import Ring
from bashke.keys.turning import granted, locked, tell

LONGEST = 24


@transaction.atomic
def break_glass(
    *,
    ring: Ring,
    compartment: UUID,
    reason: str,
    actor: str,
    hours: int = 4,
    along: Sequence[UUID] = (),
) -> Opened:
    """Open a compartment to the substitute whose ring this is; it closes by itself.

    The reason is sealed in the compartment, so that who holds it reads it. Where nobody would be
    told, the glass stays whole. What belongs to it (`along`) opens with it, and is told with it.
    """
    if not reason.strip():
        raise KeysError(_("Write down why it has to be opened now."))
    if not 1 <= hours <= LONGEST:
        raise KeysError(_("It can be opened for 1 to 24 hours."))
    if not glass_broken:
        raise KeysError(_("Nobody would be told, so it stays shut. Tell the administrator."))
    until = timezone.now() + timedelta(hours=hours)
    glass = broken(compartment, ring, until, reason, actor)
    if glass is None:
        raise KeysError(_("You can open this already."))
    for other in along:
        broken(other, ring, until, reason, actor)
    row = glass.compartment
    notice = GlassBroken(glass.pk, row.pk, row.municipality, ring.holder.pk, until)
    for told in glass_broken:
        told(notice)
    return open_with(ring, compartment)


def broken(
    compartment: UUID, ring: Ring, until: datetime, reason: str, actor: str
) -> BrokenGlass | None:
    """One compartment opened, with the reason in it; nothing where this ring opens it already."""
    row = locked(compartment)
    through = open_with(ring.emergency(row.municipality), compartment)
    if not give(row, through, ring, until):
        return None
    glass = BrokenGlass(id=uuid4(), compartment=row, holder=ring.holder, until=until)
    glass.reason = through.seal(reason, field=field_of(glass))
    glass.save(force_insert=True)
    tell(row, actor=actor, act="keys.glass-broken", ground=Ground.BREAK_GLASS)
    return glass


def give(row: Compartment, through: Opened, ring: Ring, until: datetime) -> bool:
    """The epochs that the emergency key opens, for as long as it may last; False if it is open."""
    pair = live_pair(ring.holder.pk)
    has = set(row.grants.filter(pair=pair).open_at(timezone.now()).values_list("epoch", flat=True))
    if row.epoch in has:
        return False
    missing = [epoch for epoch in through.epochs if epoch not in has]
    row.grants.filter(pair=pair, epoch__in=missing).delete()
    Grant.objects.bulk_create(
        granted(
            row, key=through.key(epoch), epoch=epoch, pair=pair,
            ground=Ground.BREAK_GLASS, until=until,
        )
        for epoch in missing
    )  # fmt: skip
    if row.due_at is None or until < row.due_at:
        Compartment.objects.filter(pk=row.pk).update(due_at=until)
    return True


def reasons(opened: Opened) -> list[tuple[BrokenGlass, str]]:
    """Every time this compartment was opened in an emergency, and why."""
    found = BrokenGlass.objects.filter(compartment=opened.id).order_by("opened_at")
    return [(each, opened.unseal(each.reason, field=field_of(each))) for each in found]


def field_of(glass: BrokenGlass) -> str:
    return f"broken-glass/{glass.pk}/reason"
