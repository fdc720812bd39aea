"""My day: referrals to answer, steps and orders by their dates, my cases, who answers tonight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.access import me, ring_of
from bashke.accounts.models import Duty, Person
from bashke.accounts.policy import May
from bashke.accounts.today import Waiting
from bashke.cases.models import Assignment, Case, Order, Referral, Step
from bashke.cases.naming import called, desk_of, mechanism_in, title_in
from bashke.cases.referring.pages import name_in
from bashke.cases.working.lists import SOON, filtered, lines, mine
from bashke.cases.working.opened import read
from bashke.cases.working.steps import Due, due, rules_of
from bashke.guide.desk import Desk
from bashke.keys.opening import Opened, Ring, open_all

# So many rows of a list stand on the page of the day; the rest stands behind it.
SHOWN = 10
MORNING = timedelta(hours=8)


@dataclass(frozen=True)
class ToAnswer:
    """A referral that waits for my answer, or mine that waits for somebody's."""

    referral: Referral
    title: str
    other: str
    is_over: bool
    about: str = field(repr=False)


@dataclass(frozen=True)
class ToDo:
    """A step of a case of mine with its clock."""

    case: Case
    due: Due
    title: str
    about: str = field(repr=False)


@dataclass(frozen=True)
class Ending:
    """An order whose end is near."""

    order: Order
    case: Case
    about: str = field(repr=False)


def lists(request: HttpRequest, lang: str) -> Iterable[Waiting]:
    """What waits for who is signed in; nothing for who takes part in nothing of it."""
    person = me(request)
    places = person.municipalities(May.REFER, May.BREAK_GLASS)
    if not places:
        return supervised(person, lang)
    ring, desk = ring_of(request), desk_of(None, lang)
    cases = {each.case_id: each.case for each in mine(person).filter(case__closed_at=None)}
    return [
        to_answer(person, ring, desk, places),
        steps(cases, ring, desk, places),
        orders(cases, ring),
        to_write(person, ring, desk),
        unanswered(person, ring, desk),
        my_cases(person, ring, desk, places),
        *supervised(person, lang),
        tonight(person, desk),
    ]


def supervised(person: Person, lang: str) -> list[Waiting]:
    """Where I supervise: the way to the board; no number, which would have no one to whom."""
    places = person.municipalities(May.SUPERVISE)
    ways = [(reverse("case:board", args=[lang, place]), place) for place in places]
    return (
        [Waiting("board", _("I supervise"), "cases/working/today/way.html", ways, len(ways))]
        if ways
        else []
    )


def to_answer(person: Person, ring: Ring, desk: Desk, places: Sequence[str]) -> Waiting:
    """Referrals that came to my posts and that nobody answered yet, the longest waiting first."""
    rows = Referral.objects.came_to(person).waiting().order_by("answer_by", "pk")
    found = list(rows.select_related("sender_post__institution"))
    return Waiting(
        "answer",
        _("To answer"),
        "cases/working/today/referral.html",
        [*referrals(found[:SHOWN], ring, desk, theirs=False)],
        len(found),
        ways("cases:inbox", places, desk, _("All that came to me")),
    )


def unanswered(person: Person, ring: Ring, desk: Desk) -> Waiting:
    """What I sent and nobody answered in time: call, do not wait."""
    rows = Referral.objects.visible_to(person).sent_by(person).unanswered()
    found = list(rows.order_by("answer_by", "pk").select_related("post__institution"))
    return Waiting(
        "unanswered",
        _("Sent by me, and not answered: call"),
        "cases/working/today/referral.html",
        [*referrals(found[:SHOWN], ring, desk, theirs=True)],
        len(found),
    )


def to_write(person: Person, ring: Ring, desk: Desk) -> Waiting:
    """What I told by phone and have to write down, and drafts."""
    rows = Referral.objects.visible_to(person).sent_by(person).filter(state__in=Referral.WRITABLE)
    found = list(rows.order_by("write_by", "-begun_at", "pk"))
    return Waiting(
        "write",
        _("To be written down"),
        "cases/working/today/draft.html",
        [*referrals(found[:SHOWN], ring, desk, theirs=True)],
        len(found),
    )


def referrals(
    rows: Sequence[Referral], ring: Ring, desk: Desk, *, theirs: bool
) -> Iterable[ToAnswer]:
    """Rows with who they are about, opened together in one query."""
    now = timezone.now()
    boxes = open_all(ring, [row.compartment for row in rows if row.compartment])
    for row in rows:
        post = row.post if theirs and row.post_id else row.sender_post if not theirs else None
        yield ToAnswer(
            row,
            title_in(desk, row),
            called(post, desk) if post else "",
            is_over=row.answer_by is not None and row.answer_by <= now,
            about=name_in(row, boxes),
        )


def steps(cases: Mapping[UUID, Case], ring: Ring, desk: Desk, places: Sequence[str]) -> Waiting:
    """Steps that are late or due within three days, those late by law first."""
    now = timezone.now()
    rows = Step.objects.open().filter(case__in=cases, paused_at=None, due_at__lte=now + SOON)
    found = [
        due(each, rules_of(mechanism_in(desk, cases[each.case_id])), desk, now)
        for each in rows.order_by("due_at", "pk")
    ]
    found.sort(key=lambda each: not each.is_late)
    shown = found[:SHOWN]
    boxes = open_all(ring, [cases[each.step.case_id].compartment for each in shown])
    return Waiting(
        "steps",
        _("Steps: late, or due within three days"),
        "cases/working/today/step.html",
        [to_do(each, cases[each.step.case_id], boxes, desk) for each in shown],
        len(found),
        ways("case:list", places, desk, _("All of them"), "?standing=due"),
    )


def to_do(each: Due, case: Case, boxes: Mapping[UUID, Opened], desk: Desk) -> ToDo:
    return ToDo(case, each, title_in(desk, case), about_of(case, boxes))


def about_of(case: Case, boxes: Mapping[UUID, Opened]) -> str:
    box = boxes.get(case.compartment)
    return read(box, case.about, case.field("about")) if box else ""


def orders(cases: Mapping[UUID, Case], ring: Ring) -> Waiting:
    """Orders of a court or the police in my cases that end within a week."""
    found = list(Order.objects.ending().filter(case__in=cases).order_by("until", "pk"))
    shown = found[:SHOWN]
    boxes = open_all(ring, [cases[each.case_id].compartment for each in shown])
    return Waiting(
        "orders",
        _("Orders that end within a week"),
        "cases/working/today/order.html",
        [Ending(each, cases[each.case_id], about_of(cases[each.case_id], boxes)) for each in shown],
        len(found),
    )


def my_cases(person: Person, ring: Ring, desk: Desk, places: Sequence[str]) -> Waiting:
    """My open cases: how many, and the newest of them."""
    rows: QuerySet[Assignment] = filtered(mine(person))
    referring = person.municipalities(May.REFER)
    return Waiting(
        "cases",
        _("My open cases"),
        "cases/working/today/case.html",
        lines(list(rows[:5]), ring, desk),
        rows.count(),
        [
            *ways("case:list", places, desk, _("All my cases")),
            *ways("cases:inbox", referring, desk, _("Referrals")),
            *ways("cases:new", referring, desk, _("Refer a concern")),
        ],
        empty=_("You take part in no open case."),
        is_work=False,
    )


def tonight(person: Person, desk: Desk) -> Waiting:
    """Who answers from now until the morning, in the municipalities of my posts."""
    now = timezone.localtime()
    duties = Duty.objects.filter(
        post__institution__municipality__in=person.municipalities(),
        starts_at__lt=morning_after(now),
        ends_at__gt=now,
        post__ended_at=None,
    )
    rows = duties.select_related("post__institution", "person").order_by("starts_at", "pk")
    return Waiting(
        "tonight",
        _("Who answers tonight"),
        "cases/working/today/duty.html",
        [(each, called(each.post, desk)) for each in rows],
        len(rows),
        empty=_("Nobody is put down for tonight. In danger: 112."),
        is_work=False,
    )


def morning_after(now: datetime) -> datetime:
    """Eight o'clock of the morning that comes."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = midnight + MORNING
    return today if now < today else today + timedelta(days=1)


def ways(
    name: str, places: Sequence[str], desk: Desk, said: str, rest: str = ""
) -> list[tuple[str, str]]:
    """The page behind a list, in each municipality where one has a post."""
    pack = desk.library.pack
    titles = {slug: place.name for slug in places if (place := pack.municipality(slug))}
    return [
        (
            reverse(name, args=[desk.lang, slug]) + rest,
            f"{said} ({titles.get(slug, slug)})" if len(places) > 1 else said,
        )
        for slug in places
    ]
