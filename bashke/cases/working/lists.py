"""My cases as a list, by a filter, and by a name that is searched among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from bashke.accounts.models import Person
from bashke.cases.models import Assignment, Case, Relative, Step
from bashke.cases.naming import mechanism_in, title_in
from bashke.cases.working.opened import kin, read
from bashke.cases.working.steps import Due, due, next_of, rules_of
from bashke.core.text import fold
from bashke.guide.desk import Desk
from bashke.keys.opening import Opened, Ring, open_all

A_PAGE = 50
# Beyond so many open cases of one person a name is searched in the newest alone.
AT_MOST = 2_000
SOON = timedelta(days=3)
STANDINGS = ("open", "due", "closed")


@dataclass(frozen=True)
class Line:
    """A case in a list; `about` was opened for this page alone."""

    case: Case
    part: str
    title: str
    next: Due | None
    about: str = field(repr=False)


def mine(person: Person, place: str = "") -> QuerySet[Assignment]:
    """My assignments in the order of their cases, the newest first; everywhere if no place."""
    found = Assignment.objects.visible_to(person).filter(case__erased_at=None)
    here = found.filter(case__municipality=place) if place else found
    return here.order_by("-opened_at", "-pk").select_related("case")


def filtered(
    rows: QuerySet[Assignment], standing: str = "open", mechanism: str = ""
) -> QuerySet[Assignment]:
    """Those that are open, closed, or have a step that is late or due in the next days."""
    if mechanism:
        rows = rows.filter(case__mechanism=mechanism)
    if standing == "closed":
        return rows.filter(case__closed_at__isnull=False)
    rows = rows.filter(case__closed_at=None)
    if standing == "due":
        soon = Step.objects.open().filter(
            case=OuterRef("case"), paused_at=None, due_at__lte=timezone.now() + SOON
        )
        rows = rows.filter(Exists(soon))
    return rows


def mechanisms_of(person: Person, place: str) -> list[str]:
    """The mechanisms of my cases here: what a filter can offer."""
    found = Assignment.objects.visible_to(person).filter(case__municipality=place)
    return sorted(set(found.values_list("case__mechanism", flat=True)))


def lines(rows: Sequence[Assignment], ring: Ring, desk: Desk) -> list[Line]:
    """Rows with who they are about and what comes next; two queries for all of them."""
    cases = {each.case.pk: each.case for each in rows}
    boxes = open_all(ring, [each.compartment for each in cases.values()])
    following = next_of(dues(Step.objects.open().filter(case__in=cases), cases, desk))
    once = {each.case_id: each for each in reversed(rows)}
    return [
        Line(
            case=each.case,
            part=each.get_part_display(),
            title=title_in(desk, each.case),
            next=following.get(each.case_id),
            about=name_in(each.case, boxes),
        )
        for each in reversed(once.values())
    ]


def dues(steps: Iterable[Step], cases: Mapping[UUID, Case], desk: Desk) -> list[Due]:
    now = timezone.now()
    return [
        due(each, rules_of(mechanism_in(desk, cases[each.case_id])), desk, now) for each in steps
    ]


def name_in(case: Case, boxes: Mapping[UUID, Opened]) -> str:
    """Who it is about, where the key is in hand."""
    box = boxes.get(case.compartment)
    return read(box, case.about, case.field("about")) if box else ""


def named(person: Person, place: str, words: str, ring: Ring, desk: Desk) -> list[Line]:
    """My open cases in which every part of the name stands, of the person or of the family.

    The names live in the memory of this request alone.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    # Thousands of rows are read for one or two: only the columns in which a name stands.
    rows = filtered(mine(person, place)).values_list(
        "case", "case__reference", "case__subject", "case__compartment", "case__about"
    )[:AT_MOST]
    kept = {row[0]: Kept(*row[1:]) for row in rows}
    boxes = open_all(ring, [each.compartment for each in kept.values()])
    known = {key: fold(each.name(boxes)) for key, each in kept.items()}
    for relative in Relative.objects.filter(case__in=known):
        box = boxes.get(kept[relative.case_id].compartment)
        if box:
            known[relative.case_id] += " " + fold(kin(relative, box).called)
    found = [
        key
        for key, each in kept.items()
        if all(part in known[key] for part in wanted) or fold(words.strip()) == fold(each.reference)
    ]
    return lines(list(mine(person, place).filter(case__in=found[:A_PAGE])), ring, desk)


class Kept(NamedTuple):
    """What of a case is read to look for a name."""

    reference: str
    subject: str
    compartment: UUID
    about: bytes | memoryview

    def name(self, boxes: Mapping[UUID, Opened]) -> str:
        box = boxes.get(self.compartment)
        return read(box, self.about, f"{self.subject}/about") if box else ""
