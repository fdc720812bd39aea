"""Who takes part in a case, and who could."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from bashke.accounts.models import Membership
from bashke.accounts.policy import May, roles_that
from bashke.cases.models import Assignment, Case
from bashke.cases.naming import called
from bashke.cases.permissions import agreed_with
from bashke.core.text import albanian_order
from bashke.guide.desk import Desk

Part = Assignment.Part


class Taking(NamedTuple):
    """Somebody's part in a case, and the post for which it is."""

    assignment: Assignment
    called: str

    @property
    def is_lead(self) -> bool:
        return self.assignment.part == Part.LEAD


def people_of(case: Case, desk: Desk) -> list[Taking]:
    """Who takes part now, who leads first; one query."""
    current = Assignment.objects.current().filter(case=case)
    rows = current.select_related("person", "post__institution").order_by("starts_at", "pk")
    found = [Taking(each, called(each.post, desk)) for each in rows]
    return sorted(found, key=lambda each: not each.is_lead)


def people_before(case: Case, desk: Desk) -> list[Taking]:
    """Who took part once, the last first."""
    now = Assignment.objects.current().filter(case=case)
    rows = Assignment.objects.filter(case=case).exclude(pk__in=now.values("pk"))
    wide = rows.select_related("person", "post__institution").order_by("-ends_at", "-pk")
    return [Taking(each, called(each.post, desk)) for each in wide]


def who_could(case: Case, desk: Desk, may: May) -> Mapping[Membership, str]:
    """Who holds a post here that allows this and takes no part yet, by institution and name.

    Of an institution without an agreement on sharing it is said.
    """
    taking = Assignment.objects.current().filter(case=case).values("person")
    held = Membership.objects.current().of(case.municipality)
    rows = (
        held.filter(post__role__in=roles_that(may), person__holder__isnull=False)
        .exclude(person__in=taking)
        .select_related("person", "post__institution")
    )
    agreed = agreed_with(case.municipality)
    found = sorted(
        rows,
        key=lambda each: (
            albanian_order(each.post.institution.name),
            albanian_order(each.person.name),
        ),
    )
    return {each: named(each, desk, agreed) for each in found}


def named(membership: Membership, desk: Desk, agreed: set[int]) -> str:
    institution = membership.post.institution
    said = f"{membership.person.name}: {called(membership.post, desk)}"
    if institution.kind == institution.Kind.MUNICIPALITY or institution.pk in agreed:
        return said
    return f"{said} ({_('no agreement on sharing')})"


def who_could_lead(case: Case, desk: Desk, lead: Assignment | None) -> Mapping[Membership, str]:
    """To whom a case can be handed over: who holds a post here that leads, members too."""
    held = Membership.objects.current().of(case.municipality)
    rows = held.filter(post__role__in=roles_that(May.LEAD), person__holder__isnull=False)
    if lead:
        rows = rows.exclude(person=lead.person_id)
    wide = rows.select_related("person", "post__institution")
    found = sorted(wide, key=lambda each: albanian_order(each.person.name))
    agreed = agreed_with(case.municipality)
    return {each: named(each, desk, agreed) for each in found}
