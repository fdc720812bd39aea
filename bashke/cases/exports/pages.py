"""What is printed of one case, and somebody's own month in counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.cases.models import Assignment, Case, Entry, Export, Referral, Step
from bashke.cases.naming import called
from bashke.cases.services.exports import Section, reason_of, whole_case
from bashke.guide.desk import Desk
from bashke.keys.opening import Opened, Ring
from bashke.mechanisms.schema import Form, Mechanism
from bashke.pack.schema import Place


class Member(NamedTuple):
    """Who took part, as what, from when until when."""

    name: str
    post: str
    part: str
    since: datetime
    until: datetime | None


def members(case: Case, desk: Desk) -> list[Member]:
    rows = Assignment.objects.filter(case=case).select_related("person", "post__institution")
    return [
        Member(
            each.person.name, called(each.post, desk), str(each.get_part_display()),
            each.starts_at, each.ends_at,
        )
        for each in rows.order_by("starts_at", "pk")
    ]  # fmt: skip


def form_named(mechanism: Mechanism, key: str) -> Form | None:
    return next((each for each in mechanism.forms if each.key == key), None)


def sheet_of(
    case: Case, ring: Ring, mechanism: Mechanism, desk: Desk, place: Place
) -> list[Section]:
    """The fields that intake forms ask for, in their usual order (proposed: none was found)."""
    about, summary, *rest = whole_case(case, ring, mechanism, desk.lang)
    done = [each for each in rest if each.text]
    institutions = list(dict.fromkeys(each.post for each in members(case, desk)))
    return [
        Section(_("Municipality"), "", place.name),
        Section(_("Own reference"), "", case.reference),
        Section(_("Reported on"), "", date_format(case.reported_at, "DATETIME_FORMAT")),
        Section(_("Case opened on"), "", date_format(case.opened_at, "DATETIME_FORMAT")),
        about,
        summary,
        Section(_("Institutions that take part"), "", "\n".join(institutions)),
        *[Section(each.title, each.beside, each.text) for each in done],
        Section(_("Closed"), "", closed(case)),
    ]


def closed(case: Case) -> str:
    if case.closed_at is None:
        return _("open")
    return f"{date_format(case.closed_at)}: {case.get_closing_display()}"


class Left(NamedTuple):
    """An export in the list of a case."""

    export: Export
    reason: str


def exports_of(rows: Iterable[Export], opened: Opened) -> list[Left]:
    return [Left(row, reason_of(row, opened)) for row in rows]


@dataclass(frozen=True)
class OwnMonth:
    """One's own work in a month: numbers, and nobody's name."""

    sent: int
    answered: int
    steps: int
    entries: int
    # By mechanism: its key, cases begun, ended, and led at the end of the month.
    cases: list[tuple[str, int, int, int]]


def month_of(person: Person, place: Place, first: date) -> OwnMonth:
    """What somebody did in a month here; counted from rows, never kept."""
    begin, end = bounds(first)
    mine = Referral.objects.visible_to(person).filter(municipality=place.slug)
    sent = mine.filter(sender=person, sent_at__gte=begin, sent_at__lt=end)
    came = Referral.objects.came_to(person).filter(municipality=place.slug)
    answered = came.filter(answered_at__gte=begin, answered_at__lt=end)
    steps = Step.objects.filter(
        case__municipality=place.slug, by=person, done_at__gte=begin, done_at__lt=end
    )
    entries = Entry.objects.filter(
        case__municipality=place.slug, by=person, at__gte=begin, at__lt=end
    )
    return OwnMonth(
        sent.count(), answered.count(), steps.count(), entries.count(),
        by_mechanism(person, place, begin, end),
    )  # fmt: skip


def by_mechanism(
    person: Person, place: Place, begin: datetime, end: datetime
) -> list[tuple[str, int, int, int]]:
    led = Assignment.objects.filter(
        person=person, part=Assignment.Part.LEAD, case__municipality=place.slug, starts_at__lt=end
    ).values_list("case__mechanism", "starts_at", "ends_at", "case__closed_at")
    begun: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    open_now: Counter[str] = Counter()
    for mechanism, starts_at, ends_at, closed_at in led:
        begun[mechanism] += starts_at >= begin
        ended[mechanism] += closed_at is not None and begin <= closed_at < end
        over = min(each for each in (ends_at, closed_at, end) if each)
        open_now[mechanism] += over >= end
    return [(key, begun[key], ended[key], open_now[key]) for key in sorted(begun)]


def bounds(first: date) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return datetime.combine(first, time(), zone), datetime.combine(following, time(), zone)
