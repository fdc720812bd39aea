"""The trail as its reader sees it: page by page, with names, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.utils import timezone

from bashke.accounts.models import Membership, Person
from bashke.audit.accesses import Accesses, is_unread_too_long, outliers, unread_for_days
from bashke.audit.faults import Kind
from bashke.audit.models import ChainEnd, Event, EventQuerySet, Ground, Reading
from bashke.core.chores import VERIFY_TRAIL
from bashke.core.models import Chore
from bashke.core.text import albanian_order
from bashke.office.oversight.names import Names, ids_in
from bashke.office.oversight.words import FAULTS, act_said

AT_ONCE = 50
# Who opened what is compared over so many days, unless others are asked for.
COMPARED = timedelta(days=30)
# Nobody reads a longer list of accesses; the trail below has them all.
LISTED = 12
OPENINGS = "openings"
EVERY_KIND_OF_ENTRY = ""


@dataclass(frozen=True)
class Wanted:
    """Which part of the trail is asked for."""

    who: Person | None = None
    act: str = EVERY_KIND_OF_ENTRY
    about: str = ""
    since: date | None = None
    until: date | None = None

    def of(self, events: EventQuerySet) -> EventQuerySet:
        if self.who:
            events = events.filter(actor__in=actors_of(self.who))
        if self.act == OPENINGS:
            events = events.openings()
        elif self.act:
            events = events.filter(act=self.act)
        if self.about:
            events = events.about(self.about)
        if self.since:
            events = events.filter(at__gte=midnight(self.since))
        if self.until:
            events = events.filter(at__lt=midnight(self.until + timedelta(days=1)))
        return events


@dataclass(frozen=True)
class Line:
    """One event as the page shows it."""

    at: datetime
    who: str
    act: str
    about: str
    ground: str

    @property
    def says(self) -> tuple[object, ...]:
        """What makes two lines one: all but the time of the day."""
        return timezone.localdate(self.at), self.who, self.act, self.about, self.ground


class Repeated(NamedTuple):
    """A line, and how often it stands there one after the other."""

    line: Line
    times: int


@dataclass(frozen=True)
class Page:
    """Some lines, the newest first; `older` is where the next page begins."""

    lines: list[Repeated]
    older: int | None


@dataclass(frozen=True)
class Reader:
    """How somebody stands out, or does not, among those who opened content."""

    name: str
    accesses: Accesses


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def actors_of(person: Person) -> list[str]:
    """How the trail calls somebody: by account, and by the holder of keys."""
    return [person.actor, f"person/{person.holder}"]


def page(place: str, wanted: Wanted, names: Names, *, before: int | None) -> Page:
    events = wanted.of(Event.objects.of(place)).order_by("-pk")
    if before is not None:
        events = events.filter(pk__lt=before)
    found = [*events[: AT_ONCE + 1]]
    shown = found[:AT_ONCE]
    older = shown[-1].pk if len(found) > AT_ONCE else None
    return Page(repeated(lines(shown, names)), older)


def repeated(found: list[Line]) -> list[Repeated]:
    """The same thing done again and again is one line."""
    runs = (list(run) for _says, run in groupby(found, key=lambda each: each.says))
    return [Repeated(run[0], len(run)) for run in runs]


def lines(events: Iterable[Event], names: Names) -> list[Line]:
    found = [*events]
    names.find({each for event in found for each in ids_in(event.actor) + ids_in(event.subject)})
    return [line(event, names) for event in found]


def line(event: Event, names: Names) -> Line:
    return Line(
        at=event.at,
        who=names.said(event.actor),
        act=act_said(event.act),
        about=names.said(event.subject),
        ground=event.get_ground_display() if event.ground else "",
    )


def readers(place: str, wanted: Wanted, names: Names) -> list[Reader]:
    """Who opened content, those first who stand out: over the days asked for, else over thirty."""
    until = midnight(wanted.until) + timedelta(days=1) if wanted.until else timezone.now()
    since = midnight(wanted.since) if wanted.since else until - COMPARED
    found = outliers(place, since=since, until=until)[:LISTED]
    names.find({each for accesses in found for each in ids_in(accesses.actor)})
    return [Reader(names.said(each.actor), each) for each in found]


def people_of_trail(place: str) -> list[Person]:
    """Everybody who holds or held a post here, in Albanian order."""
    held = Membership.objects.of(place).values("person")
    people = Person.objects.filter(pk__in=held)
    return sorted(people, key=lambda each: albanian_order(each.name))


def standing(place: str) -> dict[str, Any]:
    """How long the trail was not read, up to where it goes, and what the last check found."""
    end = ChainEnd.objects.filter(municipality=place).first()
    chore = Chore.objects.filter(name=VERIFY_TRAIL).first()
    return {
        "unread_for": unread_for_days(place),
        "is_red": is_unread_too_long(place),
        "place_in_chain": end.sequence if end else 0,
        "read": Reading.objects.of(place).order_by("-sequence").first(),
        "verified_at": chore.done_at if chore else None,
        "faults": faults_of(place, chore.found if chore else []),
    }


def faults_of(place: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the last check found in this trail, or in the count of all, in words."""
    return [
        {**each, "kind": FAULTS[Kind(each["kind"])]}
        for each in found
        if each["municipality"] in {place, ""}
    ]


# Why a part of the trail may leave as a file.
REASONS = (Ground.OVERSIGHT, Ground.OWN_REQUEST, Ground.COMPLAINT, Ground.COURT)
