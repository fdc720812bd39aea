"""Pairs of holders, and who keeps the private halves."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.audit.services import record
from bashke.keys import marks
from bashke.keys.boxes import Secret, public_of, seal_to
from bashke.keys.models import Compartment, Custody, Grant, Holder, Pair
from bashke.keys.refusals import AlteredKeyError, KeysError


def new_pair(holder: Holder, private: Secret) -> Pair:
    """The next generation of a holder's pair; the caller sees to the private half."""
    pair = Pair(holder=holder, generation=holder.pairs.count() + 1, public=public_of(private))
    pair.mark = marks.mark(*pair.says())
    pair.save()
    return pair


def keep(pair: Pair, private: Secret, *, keeper: Pair) -> None:
    """Seal the private half to a keeper; nothing happens where he has it already."""
    if not keeper.is_ours():
        raise AlteredKeyError
    custody = Custody(pair=pair, keeper=keeper, wrapped=seal_to(bytes(keeper.public), private))
    custody.mark = marks.mark(*custody.says())
    Custody.objects.bulk_create([custody], ignore_conflicts=True)


def live_pair(holder: UUID) -> Pair:
    """The pair to which something may be sealed for this holder now."""
    pair = Pair.objects.live().filter(holder=holder).select_related("holder").first()
    if pair is None:
        raise KeysError(_("There is nobody any more who could hold this key."))
    return pair


def recovery_pair(municipality: str) -> Pair:
    """The municipality's recovery key, public half."""
    recovery = Pair.objects.live().filter(
        holder__kind=Holder.Kind.RECOVERY, holder__municipality=municipality
    )
    pair = recovery.select_related("holder").first()
    if pair is None:
        raise KeysError(_("This municipality has no recovery key yet. Make one in the set-up."))
    return pair


def mark_due(pairs: Iterable[int]) -> None:
    """Have every compartment turned over whose current key one of these pairs has."""
    held = Grant.objects.filter(pair__in=[*pairs], epoch=F("compartment__epoch"))
    Compartment.objects.filter(pk__in=held.values("compartment"), shredded_at=None).update(
        due_at=timezone.now()
    )


def tell_of(holder: Holder, *, actor: str, act: str, ground: str = "") -> None:
    """One line on the trail about a holder."""
    record(
        municipality=holder.municipality, actor=actor, act=act, subject=str(holder), ground=ground
    )
