"""Who opened something in an emergency, and who was told of it: for who was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bashke.accounts.models import Notice, Person
from bashke.core.text import albanian_order
from bashke.keys.living import glass_of
from bashke.keys.notices import GlassBroken


@dataclass(frozen=True)
class Breaking:
    """One opening of the glass, by whom, and everybody who was told."""

    broken: GlassBroken
    opened_by: Person | None
    told: Sequence[Person]


def breaking_for(person: Person, place: str, opening: UUID) -> Breaking | None:
    """The opening, if this person was told of it; else there is none."""
    broken = glass_of(opening)
    notices = Notice.objects.filter(kind=Notice.Kind.GLASS_BROKEN, municipality=place)
    told = notices.filter(subject=f"broken-glass/{opening}")
    if broken is None or not told.visible_to(person).exists():
        return None
    people = [notice.person for notice in told.select_related("person")]
    return Breaking(
        broken,
        Person.objects.filter(holder=broken.holder).first(),
        sorted(people, key=lambda each: albanian_order(each.name)),
    )
