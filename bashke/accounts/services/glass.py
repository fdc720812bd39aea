"""Breaking the glass: only who is named for it, and the people whose matter it is are told."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Notice, Person, Post, people_holding
from bashke.accounts.policy import May, roles_that
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.memberships import tell_person
from bashke.accounts.services.recusals import is_recused
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.keys.notices import GlassBroken
from bashke.keys.opening import Opened, Ring


@transaction.atomic
def break_glass(
    *,
    person: Person,
    municipality: str,
    compartment: UUID,
    subject: str,
    reason: str,
    hours: int,
    ring: Ring,
    along: Sequence[UUID] = (),
) -> Opened:
    """Open what one is not assigned to, for hours, with a reason; who holds it is told at once.

    What belongs to it (`along`) opens with it.
    """
    if not person.may(May.BREAK_GLASS, municipality) or is_recused(person, subject):
        raise AccountError(_("You are not named to open this in an emergency."))
    opened = keys.break_glass(
        ring=ring,
        compartment=compartment,
        reason=reason,
        actor=person.actor,
        hours=hours,
        along=along,
    )
    record(
        municipality=municipality,
        actor=person.actor,
        act="content.opened",
        subject=subject,
        ground=Ground.BREAK_GLASS,
    )
    return opened


def tell_of_glass(broken: GlassBroken) -> None:
    """Everybody who holds the compartment at work, and who reads the trail, is told.

    Called by `keys` in the transaction that opens it.
    """
    subject = f"broken-glass/{broken.opening}"
    for person in who_is_told(broken.compartment, broken.municipality):
        if person.holder != broken.holder:
            tell_person(person, broken.municipality, Notice.Kind.GLASS_BROKEN, subject)


def who_is_told(compartment: UUID, municipality: str) -> set[Person]:
    """Who holds the compartment at work, and who reads the trail there."""
    holders = holders_of(compartment)
    posts = Post.objects.filter(holder__in=holders).values_list("pk", flat=True)
    told = {*Person.objects.filter(holder__in=holders), *people_holding([*posts])}
    readers = Membership.objects.current().of(municipality)
    readers = readers.filter(post__role__in=roles_that(May.READ_TRAIL)).select_related("person")
    return told | {each.person for each in readers}
