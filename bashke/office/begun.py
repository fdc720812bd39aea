"""The municipalities of an installation, as who runs it sees them."""

from dataclasses import dataclass

from bashke.accounts.models import Invitation, Membership, Person
from bashke.accounts.policy import May
from bashke.core.text import albanian_order
from bashke.office.models import Municipality
from bashke.office.services import ADMINISTRATOR
from bashke.pack.content import Pack
from bashke.pack.schema import Place


@dataclass(frozen=True)
class Begun:
    """A municipality that has begun, and who administers it or was asked to."""

    place: Place
    administrator: Person | None
    asked: Invitation | None
    was_held: bool
    is_mine: bool


def begun_here(operator: Person, pack: Pack) -> list[Begun]:
    """Every municipality that has begun here, the first first."""
    found = (pack.municipality(each.slug) for each in Municipality.objects.order_by("begun_at"))
    return [standing(operator, place) for place in found if place]


def standing(operator: Person, place: Place) -> Begun:
    held = Membership.objects.of(place.slug).filter(post__role=ADMINISTRATOR)
    asked = Invitation.objects.open().of(place.slug).filter(post__role=ADMINISTRATOR)
    current = held.current().select_related("person").order_by("starts_at").first()
    return Begun(
        place=place,
        administrator=current.person if current else None,
        asked=asked.order_by("-invited_at").first(),
        was_held=held.exists(),
        is_mine=operator.may(May.SET_UP, place.slug),
    )


def not_begun(begun: list[Begun], pack: Pack) -> list[Place]:
    """The others of the country, in the order of the alphabet."""
    taken = {each.place.slug for each in begun}
    free = [each for each in pack.municipalities if each.slug not in taken]
    return sorted(free, key=lambda each: albanian_order(each.name))
