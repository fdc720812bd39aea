"""What the pages of a plan show: a version with its words, who could help, who could lead."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.shortcuts import get_object_or_404
from django.utils import timezone

from bashke.accounts.models import Institution, Person
from bashke.accounts.policy import May, roles_that
from bashke.cases.models import Assignment, Case, Help, Plan, Review
from bashke.cases.models.plan import cases_open_to, is_kept_out
from bashke.cases.naming import called
from bashke.cases.services.conferences import hearing
from bashke.cases.services.plans import PLAN, Said, words_of_help, words_of_plan
from bashke.cases.services.sealed_parts import part_if_open
from bashke.core.text import albanian_order
from bashke.directory.models import Contact
from bashke.guide.desk import Desk
from bashke.keys.opening import Opened, Ring
from bashke.pack.schema import Place


def case_or_404(person: Person, place: Place, reference: str) -> Case:
    """A case whose plan this person may see; to the police there is no such page."""
    found = cases_open_to(person).filter(municipality=place.slug)
    return get_object_or_404(found, reference=reference)


def has_plan_for(case: Case, person: Person) -> bool:
    """Whether the tab is there."""
    return cases_open_to(person).filter(pk=case.pk).exists()


@dataclass(frozen=True)
class Line:
    """One thing with which somebody helps, with its words."""

    help: Help
    said: Said = field(repr=False)


@dataclass(frozen=True)
class Version:
    """A version of a plan with its words; opened for this page alone."""

    plan: Plan
    words: dict[str, str] = field(repr=False)
    lines: list[Line] = field(repr=False)


@dataclass(frozen=True)
class Reviewed:
    """A review with why it decided so."""

    review: Review
    reason: str = field(repr=False)


def opened_or_none(case: Case, ring: Ring) -> Opened | None:
    found = part_if_open(case=case, kind=PLAN, ring=ring)
    return found[1] if found else None


def version_of(plan: Plan, opened: Opened) -> Version:
    lines = [
        Line(each, words_of_help(each, opened)) for each in plan.helps.order_by("added_at", "pk")
    ]
    return Version(plan, words_of_plan(plan, opened), lines)


def reviews_of(case: Case, opened: Opened) -> list[Reviewed]:
    """Every review of every version, the newest first."""
    found = Review.objects.filter(plan__case=case).select_related("by", "plan").order_by("-at")
    return [Reviewed(each, opened.unseal(each.reason, field=f"{each}/reason")) for each in found]


def helpers_here(place: Place, lang: str) -> list[str]:
    """Institutions and posts of the municipality that could help: offered, not prescribed."""
    today = timezone.localdate()
    names = set(Institution.objects.of(place.slug).working().values_list("name", flat=True))
    for contact in Contact.objects.of(place.slug):
        if not contact.is_hidden_on(today):
            names.add(contact.post_sq if lang == "sq" else contact.post_en)
    return sorted(names, key=albanian_order)


def next_leads(case: Case, desk: Desk) -> Iterator[tuple[Assignment, str]]:
    """Members to whom the case can be handed over with its plan, and what they are called."""
    for each in hearing(case):
        may = each.post.role in roles_that(May.LEAD) and not is_kept_out(each.post)
        if may and each.part != Assignment.Part.LEAD:
            yield each, f"{each.person.name}, {called(each.post, desk)}"
