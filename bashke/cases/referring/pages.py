"""What the pages of referrals show: where one can begin, who receives, what stands in a line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Membership, Person, Post
from bashke.accounts.policy import May, roles_that
from bashke.ask.document import NOTHING
from bashke.cases.clocks import mechanism_of, step_of
from bashke.cases.models import Assignment, OutsideLink, Referral
from bashke.cases.naming import called, title_in
from bashke.cases.permissions import that_may_begin
from bashke.cases.referring.from_ask import posts_that_open, read, written
from bashke.guide.desk import Desk
from bashke.guide.pages import Cited, cited
from bashke.keys.opening import Opened, Ring, open_all
from bashke.keys.refusals import KeysError
from bashke.mechanisms.schema import STRONGEST, Mechanism, Step
from bashke.pack.schema import Place

State = Referral.State


def posts_of(person: Person, place: Place, may: May) -> list[Post]:
    """The posts here that somebody holds now and that allow this, the longest held first."""
    held = Membership.objects.current().of(place.slug).filter(person=person)
    found = held.filter(post__role__in=roles_that(may)).select_related("post__institution")
    return [each.post for each in found.order_by("starts_at", "pk")]


class Beginning(NamedTuple):
    """One step with which a referral can begin."""

    mechanism: Mechanism
    step: Step

    @property
    def key(self) -> str:
        return f"{self.mechanism.key}/{self.step.key}"


def beginnings(desk: Desk) -> Iterator[Beginning]:
    """Every step that a concern can begin with, in the order of the content pack."""
    for mechanism in desk.table.mechanisms:
        if mechanism.key == NOTHING:
            continue
        keys = {mechanism.first_step(row).key for row in mechanism.applies}
        yield from (Beginning(mechanism, step) for step in mechanism.steps if step.key in keys)


def beginning_named(desk: Desk, key: str) -> Beginning | None:
    return next((each for each in beginnings(desk) if each.key == key), None)


def beginnings_at(desk: Desk, roles: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Those that one of these roles does and that may begin here, by their mechanism's title."""
    wanted, place = set(roles), desk.directory.place
    opened = that_may_begin(place.slug if place else "", desk.table.mechanisms)
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in beginnings(desk):
        if each.step.done_by in wanted and each.mechanism.key in opened:
            title = desk.say(each.mechanism.title)
            groups.setdefault(title, []).append((each.key, desk.say(each.step.title)))
    return [*groups.items()]


def roles_here(place: Place) -> set[str]:
    """The roles whose posts can open a referral here; one query."""
    there = posts_that_open(place.slug, roles_that(May.RECEIVE))
    return set(there.values_list("role", flat=True))


def duties_of(beginning: Beginning) -> dict[str, tuple[str, ...]]:
    """How far the law can bind here, the strongest first, each with what it rests on."""
    found: dict[str, dict[str, None]] = {}
    for row in beginning.mechanism.applies:
        if beginning.mechanism.first_step(row).key == beginning.step.key:
            laws = found.setdefault(row.duty.value, {})
            laws |= dict.fromkeys(written(row.law))
    return {each.value: tuple(found[each.value]) for each in STRONGEST if each.value in found}


def law_of(desk: Desk, law: Iterable[str]) -> tuple[Cited, ...]:
    """The provisions of a row, in words; one that left the pack since is left out."""
    known = desk.library.pack.acts
    return cited(desk, [each for each in read(law) if each.act in known])


@dataclass(frozen=True)
class Receiver:
    """A post to which it can be sent, and who there would read it."""

    post: Post
    called: str
    people: tuple[Person, ...]
    is_named_by_law: bool


def receivers(desk: Desk, referral: Referral, sender: Person) -> list[Receiver]:
    """Posts here that can lead it, the one that the step names first; two queries."""
    step = step_of(mechanism_of(referral.mechanism, referral.version), referral.first_step)
    posts = posts_that_open(referral.municipality, roles_that(May.LEAD) | {step.done_by})
    found = list(posts.select_related("institution").order_by("institution__name", "unit"))
    held = Membership.objects.current().filter(post__in=found, keyed_at__isnull=False)
    people: dict[Any, list[Person]] = {}
    for each in held.select_related("person").order_by("is_substitute", "starts_at"):
        people.setdefault(each.post_id, []).append(each.person)
    shown = [
        Receiver(post, called(post, desk), tuple(people[post.pk]), post.role == step.done_by)
        for post in found
        if post.pk in people and people[post.pk] != [sender]
    ]
    return sorted(shown, key=lambda each: not each.is_named_by_law)


def outside_posts(desk: Desk, place: Place) -> dict[Post, str]:
    """Posts here that receive, and that nobody with an account holds, with what they are called."""
    vacant = Post.objects.vacant().of(place.slug).filter(role__in=roles_that(May.RECEIVE))
    found = vacant.select_related("institution").order_by("institution__name", "unit")
    return {post: called(post, desk) for post in found}


@dataclass(frozen=True)
class Line:
    """A referral in a list; `about` was opened for this page alone."""

    referral: Referral
    title: str
    other: str
    about: str = field(repr=False)
    is_unanswered: bool = False


WAITING_FIRST = Case(
    When(Q(state__in=Referral.WAITING), then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


def inbox(person: Person, place: Place) -> QuerySet[Referral]:
    """What came to this person's posts here: what waits first, then the newest."""
    came = Referral.objects.came_to(person).filter(municipality=place.slug)
    return came.order_by(WAITING_FIRST, "-sent_at", "pk").select_related("sender_post__institution")


def sent(person: Person, place: Place) -> QuerySet[Referral]:
    """What this person began here: drafts first, then the newest."""
    mine = Referral.objects.visible_to(person).sent_by(person).filter(municipality=place.slug)
    return mine.order_by("-begun_at", "pk").select_related("post__institution")


def lines(
    rows: Sequence[Referral], others: Iterable[Post | None], ring: Ring, desk: Desk, now: datetime
) -> list[Line]:
    """Rows with the other side and who they are about, opened together in one query."""
    opened = open_all(ring, [row.compartment for row in rows if row.compartment])
    return [
        Line(
            referral=row,
            title=title_in(desk, row),
            other=called(other, desk) if other else "",
            about=name_in(row, opened),
            is_unanswered=bool(
                row.state in Referral.WAITING and row.answer_by and row.answer_by <= now
            ),
        )
        for row, other in zip(rows, others, strict=True)
    ]


def name_in(row: Referral, opened: Mapping[UUID, Opened]) -> str:
    """Who it is about, where the key is in hand; a dash where it cannot be read."""
    box = opened.get(row.compartment) if row.compartment else None
    if box is None or not row.about:
        return ""
    try:
        return box.unseal(row.about, field=row.field("about"))
    except KeysError:
        return "—"


def leads_its_case(referral: Referral, person: Person) -> bool:
    """Whether this person leads the case that came of it, and has not answered the sender yet."""
    if referral.state != State.ACCEPTED or referral.sender_id is None:
        return False
    leading = Assignment.objects.current().filter(person=person, part=Assignment.Part.LEAD)
    return leading.filter(case__referral=referral).exists()


def link_out(referral: Referral) -> OutsideLink | None:
    """The last link by which it went to an institution without an account."""
    return OutsideLink.objects.filter(referral=referral).order_by("made_at").last()


class Moment(NamedTuple):
    """Something that happened to a referral, and when."""

    what: str | Promise
    at: datetime


def moments(referral: Referral) -> list[Moment]:
    """Its states over time, the first one first."""
    ends = {
        State.ACCEPTED: _("accepted"),
        State.COMPLETED: _("accepted"),
        State.DECLINED: _("declined"),
        State.WITHDRAWN: _("withdrawn"),
        State.EXPIRED: _("not answered in time"),
    }
    told = [
        (_("begun"), referral.begun_at),
        (_("told by phone or in person"), referral.spoken_at),
        (_("sent"), referral.sent_at),
        (_("opened at the post"), referral.received_at),
        (ends.get(State(referral.state), ""), referral.answered_at),
    ]
    found = [Moment(what, at) for what, at in told if at]
    return sorted(found, key=lambda each: each.at)
