"""What the pages of conferences show: what is due in each case, who hears it, what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution, Person
from bashke.cases.models import (
    Action,
    Assignment,
    Case,
    Conference,
    Decision,
    Entry,
    Item,
    Plan,
    Seat,
)
from bashke.cases.models.plan import cases_open_to
from bashke.cases.naming import called, step_title, title_in
from bashke.cases.services.conferences import hearing
from bashke.cases.services.minutes import (
    LEADS,
    audience_of,
    minutes_for,
    words_of_action,
    words_of_decision,
)
from bashke.guide.desk import Desk
from bashke.keys.opening import Opened, Ring, open_all
from bashke.pack.schema import Place

# What a mechanism's group is called: words of the content pack, which says them in both languages.
GROUPS: Mapping[str, str] = {
    "domestic-violence": "interdisciplinary-technical-team",
    "child-protection": "intersectoral-technical-group",
    "counter-trafficking": "anti-trafficking-technical-table",
}


def group_of(mechanism: str, desk: Desk) -> str:
    """What the people who meet are called in this mechanism."""
    for term in desk.library.pack.terms:
        if term.key == GROUPS.get(mechanism):
            return term.sq if desk.lang == "sq" else term.en
    return _("Case conference")


class Due(NamedTuple):
    """Something in a case that has a day: what, until when, and whether a law says so."""

    what: str
    at: datetime | date | None
    is_late: bool


def due_in(case: Case, person: Person, desk: Desk) -> list[Due]:
    """Steps that are open and, for who sees the plan, when it is looked at again."""
    now = timezone.now()
    found = [
        Due(step_title(desk, case, step.key), step.due_at, bool(
            step.is_confirmed and step.due_at and step.due_at <= now and not step.paused_at
        ))
        for step in case.steps.open().order_by("due_at", "pk")
    ]  # fmt: skip
    plan = Plan.objects.visible_to(person).standing().filter(case=case).first()
    if plan:
        found.append(Due(_("The plan is looked at again"), plan.review_on, is_late=False))
    elif cases_open_to(person).filter(pk=case.pk).exists():
        found.append(Due(_("There is no plan yet"), None, is_late=False))
    return found


@dataclass(frozen=True)
class OnAgenda:
    """A case that could be heard, or is: by its reference, with what is due in it."""

    case: Case
    title: str
    due: list[Due]
    hearers: list[str] = field(default_factory=list)


def led_by(person: Person, place: Place) -> list[Case]:
    """Open cases here that somebody leads, the one that is due first first."""
    rows = (
        Case.objects.visible_to(person)
        .open()
        .filter(
            municipality=place.slug,
            assignments__in=Assignment.objects.current().filter(
                person=person, part=Assignment.Part.LEAD
            ),
        )
    )
    far = timezone.now() + timedelta(days=36500)

    def first_due(case: Case) -> datetime:
        dues = [step.due_at for step in case.steps.all() if step.due_at and not step.done_at]
        return min(dues, default=far)

    return sorted(rows.prefetch_related("steps"), key=first_due)


def could_be_heard(cases: Iterable[Case], person: Person, desk: Desk) -> list[OnAgenda]:
    return [OnAgenda(case, title_in(desk, case), due_in(case, person, desk)) for case in cases]


def heard(conference: Conference, person: Person, desk: Desk) -> list[OnAgenda]:
    """The cases of a conference that are this person's, each with who hears it."""
    rows = Item.objects.visible_to(person).filter(conference=conference)
    return [
        OnAgenda(
            item.case,
            title_in(desk, item.case),
            due_in(item.case, person, desk),
            [name for _seat, name in hearers(item, desk)],
        )
        for item in rows.select_related("case", "conference").order_by("added_at")
    ]


def hearers(item: Item, desk: Desk) -> list[tuple[Assignment, str]]:
    """Who hears a case there: its members who have a seat, and what they are called."""
    seated = set(item.conference.seats.current().values_list("person", flat=True))
    return [
        (each, f"{each.person.name}, {called(each.post, desk)}")
        for each in hearing(item.case)
        if each.person_id in seated
    ]


def members(case: Case, desk: Desk) -> list[tuple[Assignment, str]]:
    return [(each, f"{each.person.name}, {called(each.post, desk)}") for each in hearing(case)]


def seats_for(conference: Conference, person: Person) -> list[Seat]:
    """Who else is called: all for who called it, else those who share a case with this person."""
    seats = conference.seats.current().select_related("person", "post__institution")
    in_order = seats.order_by("called_at", "pk")
    if conference.called_by_id == person.pk:
        return list(in_order)
    mine = Item.objects.visible_to(person).filter(conference=conference)
    shared = {each.person_id for item in mine.select_related("case") for each in hearing(item.case)}
    return [seat for seat in in_order if seat.person_id in shared | {person.pk}]


@dataclass(frozen=True)
class Decided:
    """A decision with its words."""

    decision: Decision
    words: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class ToDo:
    """An action with its words; for its owner and for who leads."""

    action: Action
    words: dict[str, str] = field(repr=False)
    is_mine: bool = False

    @property
    def is_late(self) -> bool:
        is_open = self.action.done_at is None and self.action.dropped_at is None
        return is_open and self.action.due_on < timezone.localdate()


def decided_in(items: Iterable[Item], opened: Opened) -> list[Decided]:
    rows = Decision.objects.filter(item__in=list(items)).order_by("at")
    return [Decided(each, words_of_decision(each, opened)) for each in rows]


def to_do(rows: Iterable[Action], ring: Ring, person: Person) -> list[ToDo]:
    return [ToDo(each, words_of_action(each, ring), each.owner_id == person.pk) for each in rows]


def told_in(case: Case, opened: Opened) -> list[tuple[Entry, str]]:
    """Who was told what, the newest first."""
    rows = case.entries.filter(kind=Entry.Kind.TOLD).select_related("by").order_by("-at")
    return [(each, opened.unseal(each.text, field=f"{each}/text")) for each in rows]


def said_for(item: Item, ring: Ring, mine: Assignment) -> str:
    """What was said, as far as it was given to this person."""
    opens_all = mine.part in {Assignment.Part.LEAD, Assignment.Part.SUBSTITUTE}
    audience = LEADS if opens_all else audience_of(mine)
    return minutes_for(item, ring, audience)


def audiences_in(case: Case) -> list[tuple[str, str]]:
    """The kinds of institution that take part besides the lead alone."""
    kinds = {audience_of(each) for each in hearing(case) if each.part != Assignment.Part.LEAD}
    return [(kind, str(Institution.Kind(kind).label)) for kind in sorted(kinds)]


def opened_case(case: Case, ring: Ring) -> Opened | None:
    return open_all(ring, [case.compartment]).get(case.compartment)


def text_of(conference: Conference, ring: Ring) -> dict[str, str]:
    """Where it is, and what is asked; empty once it is forgotten."""
    opened = open_all(ring, [conference.compartment]).get(conference.compartment)
    if opened is None:
        return {}
    return {
        name: opened.unseal(sealed, field=conference.field(name))
        for name in ("place", "note")
        if (sealed := getattr(conference, name))
    }
