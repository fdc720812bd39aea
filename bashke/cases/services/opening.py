"""Opening a case: every time, on the trail; by an assignment, or for hours in an emergency."""

from django.db import transaction

from bashke.accounts.models import Membership, Person
from bashke.accounts.policy import May, roles_that
from bashke.accounts.services.notices import see_about
from bashke.audit.services import record
from bashke.cases.models import Assignment, Case
from bashke.cases.services.steps import tell
from bashke.keys.notices import GlassBroken


@transaction.atomic
def open_case(*, case: Case, person: Person, part: str = "") -> None:
    """Somebody opened a case, or a part of it such as `notes`; that stands on the trail."""
    tell(case, person, f"case.opened/{part}" if part else "case.opened")
    see_about(person=person, subject=case.subject)


@transaction.atomic
def search_cases(*, person: Person, municipality: str) -> None:
    """Somebody looked for a name among the own open cases; not which name."""
    record(
        municipality=municipality,
        actor=person.actor,
        act="case.searched",
        subject="cases/own",
        ground="assignment",
    )


@transaction.atomic
def open_in_emergency(broken: GlassBroken) -> None:
    """Who broke the glass takes part until it closes by itself.

    Called by `keys` in the transaction that opens it; what is no case is left alone.
    """
    case = Case.objects.filter(compartment=broken.compartment).first()
    person = Person.objects.filter(holder=broken.holder).first()
    if case is None or person is None:
        return
    held = Membership.objects.current().of(broken.municipality).filter(person=person)
    named = held.filter(post__role__in=roles_that(May.BREAK_GLASS)).select_related("post").first()
    if named is None:
        return
    Assignment.objects.create(
        case=case,
        person=person,
        post=named.post,
        part=Assignment.Part.SUBSTITUTE,
        ends_at=broken.until,
        opened_at=case.opened_at,
    )
    tell(case, person, f"member.added/{person.pk}")
