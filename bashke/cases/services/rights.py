"""What the data-protection officer does with a request: take, check, ask, put off, answer.

The officer opens no case. What is held is asked of the posts that lead cases, each by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Notice, Person, Post
from bashke.accounts.policy import May, roles_that
from bashke.accounts.services.memberships import tell_person
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.cases.models import DataRequest, Question
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import LONGEST
from bashke.cases.withholding import CLOCK
from bashke.core import erasures
from bashke.core.erasures import Erasure
from bashke.guide.edition import current
from bashke.keys import services as keys
from bashke.keys.opening import Opened, Ring, open_with
from bashke.mechanisms.clocks import due_at
from bashke.mechanisms.schema import Deadline

REQUEST, QUESTION = "request", "question"
SYSTEM = "system"
# Thirty days by a weak source for Law 124/2024, in the content pack as unconfirmed.
ANSWER_WITHIN = Deadline(calendar_days=30, counted_from="report", law=[CLOCK])
# The police lead cases and answer for their own data (Law 82/2024, art. 38): they are not asked.
NOT_ASKED = frozenset({"police-station"})


@dataclass(frozen=True)
class Asked:
    """What somebody asks, as it came."""

    kind: str
    asker: str
    came_on: date
    texts: Mapping[str, str]


@transaction.atomic
def take_request(*, municipality: str, officer: Person, asked: Asked) -> DataRequest:
    """Write down that somebody asked; the law's clock runs from the day on which it came."""
    refuse_unless_known(asked)
    opened = keys.create(
        kind=REQUEST,
        municipality=municipality,
        holders=officers_of(municipality, officer),
        ground=Ground.OWN_REQUEST,
        actor=officer.actor,
    )
    row = DataRequest(
        municipality=municipality,
        kind=asked.kind,
        asker=asked.asker,
        officer=officer,
        came_on=asked.came_on,
        due_at=due(asked.came_on),
        compartment=opened.id,
    )
    for name in ("who", "contact", "wants"):
        setattr(row, name, opened.seal(asked.texts.get(name, ""), field=row.field(name)))
    row.save(force_insert=True)
    tell(row, officer.actor, "request.taken")
    return row


@transaction.atomic
def look_at_request(*, request: DataRequest, person: Person) -> None:
    """An officer opened it; every opening is told."""
    tell(request, person.actor, "request.opened")


@transaction.atomic
def check_identity(*, request: DataRequest, person: Person, how: str) -> None:
    """Say how it was made sure who asks. How, and never a copy of a document."""
    if how not in DataRequest.Checked.values:
        raise CaseError(_("Choose how it was made sure who asks."))
    change(request, checked=how, checked_at=timezone.now())
    tell(request, person.actor, f"request.checked/{how}")


@transaction.atomic
def ask_posts(
    *, request: DataRequest, ring: Ring, person: Person, posts: Collection[Post], text: str
) -> list[Question]:
    """Ask posts that lead cases whether they hold anything; each reads the question alone."""
    if request.checked_at is None:
        raise CaseError(_("First make sure who asks, and say how."))
    refuse_long(text)
    allowed = {post.pk for post in posts_to_ask(request)}
    if not posts or not {post.pk for post in posts} <= allowed:
        raise CaseError(_("Choose at least one of the posts that were not asked yet."))
    change(request)
    open_with(ring, request.compartment)
    return [asked(request, post, person, text) for post in posts]


def asked(request: DataRequest, post: Post, person: Person, text: str) -> Question:
    opened = keys.create(
        kind=QUESTION,
        municipality=request.municipality,
        holders=[*officers_of(request.municipality, person), *filter(None, [post.holder])],
        ground=Ground.OWN_REQUEST,
        actor=person.actor,
    )
    question = Question(request=request, post=post, compartment=opened.id)
    question.text = opened.seal(text, field=question.field("text"))
    question.save(force_insert=True)
    tell(request, person.actor, f"request.asked/{post.pk}")
    tell_post(question, str(question))
    return question


@transaction.atomic
def remind_post(*, question: Question, person: Person) -> None:
    """Tell a post again that a question waits there; once a day at most."""
    now = timezone.now()
    waiting = Question.objects.open().filter(pk=question.pk)
    rested = waiting.exclude(reminded_at__gt=now - timedelta(days=1))
    if not rested.update(reminded_at=now):
        raise CaseError(_("They have answered already, or were reminded within a day."))
    tell(question.request, person.actor, f"request.reminded/{question.post_id}")
    tell_post(question, f"{question}/reminded/{now:%Y-%m-%d}")


@transaction.atomic
def delay_answer(
    *, request: DataRequest, ring: Ring, person: Person, until: date, law: str, why: str
) -> None:
    """Answer later: only with a law that allows it and the reason in writing, and not for ever."""
    if not law.strip() or not why.strip():
        raise CaseError(_("A delay needs the law that allows it, and the reason in writing."))
    refuse_long(why)
    moment = end_of(until)
    if not request.due_at < moment <= request.due_at + timedelta(days=61):
        raise CaseError(_("Choose a later day, and not more than two months later."))
    if request.delay_law:
        raise CaseError(_("It was put off once already. Answer it, or ask the Commissioner."))
    opened = open_with(ring, request.compartment)
    sealed = opened.seal(why, field=request.field("delay_why"))
    change(request, due_at=moment, delay_law=law, delay_why=sealed)
    tell(request, person.actor, "request.delayed")


@transaction.atomic
def answer_request(*, request: DataRequest, ring: Ring, person: Person, letter: str) -> None:
    """The letter as it goes out; before that, whoever was asked has answered."""
    if request.checked_at is None:
        raise CaseError(_("First make sure who asks, and say how."))
    if not letter.strip():
        raise CaseError(_("Write the letter."))
    refuse_long(letter)
    questions = request.questions.all()
    if not questions or any(each.answered_at is None for each in questions):
        raise CaseError(_("Not everybody who was asked has answered yet. Remind them."))
    opened = open_with(ring, request.compartment)
    sealed = opened.seal(letter, field=request.field("answer"))
    change(request, answer=sealed, answered_at=timezone.now())
    tell(request, person.actor, "request.answered")


@transaction.atomic
def print_letter(*, request: DataRequest, person: Person) -> None:
    """The letter was made as a file."""
    tell(request, person.actor, "request.printed")


@transaction.atomic
def erase_request(*, request: DataRequest) -> None:
    """Its time of keeping is over: the keys are destroyed and the row goes."""
    asked_in = request.questions.values_list("compartment", flat=True)
    compartments = [request.compartment, *asked_in]
    erasures.write_down(what=REQUEST, number=request.pk, compartments=compartments)
    for compartment in compartments:
        keys.shred(compartment=compartment, actor=SYSTEM)
    record(
        municipality=request.municipality,
        actor=SYSTEM,
        act="request.erased",
        subject=request.subject,
        ground=Ground.RETENTION,
    )
    request.delete()


def listen() -> None:
    """Say once, at start, how a restore erases requests again."""
    erasures.register(REQUEST, request_again)


@transaction.atomic
def request_again(erasure: Erasure) -> bool:
    """A request that a restore brought back is erased again."""
    for compartment in erasure.compartments:
        keys.shred(compartment=compartment, actor=SYSTEM)
    request = DataRequest.objects.filter(pk=erasure.id).first()
    if request is None:
        return False
    erase_request(request=request)
    return True


def erase_requests_over(today: date | None = None) -> int:
    """Erase what was answered two years ago; how many that was."""
    over = list(DataRequest.objects.over(today or timezone.localdate())[:200])
    for request in over:
        erase_request(request=request)
    return len(over)


def request_words(request: DataRequest, ring: Ring) -> dict[str, str]:
    """The texts of a request, for an officer who holds its key."""
    opened = open_with(ring, request.compartment)
    return unsealed(opened, request, DataRequest.TEXTS)


def unsealed(opened: Opened, row: DataRequest | Question, names: Collection[str]) -> dict[str, str]:
    return {
        name: opened.unseal(sealed, field=row.field(name))
        for name in names
        if (sealed := getattr(row, name))
    }


def posts_to_ask(request: DataRequest) -> list[Post]:
    """Posts here that lead cases, that somebody can open, and that were not asked yet."""
    held = Membership.objects.current().of(request.municipality).filter(keyed_at__isnull=False)
    roles = roles_that(May.LEAD) - NOT_ASKED
    posts = Post.objects.working().of(request.municipality).filter(role__in=roles)
    asked_already = request.questions.values("post")
    found = posts.filter(pk__in=held.values("post"), holder__isnull=False)
    wide = found.exclude(pk__in=asked_already).select_related("institution")
    return list(wide.order_by("institution__name", "role", "unit"))


def officers_of(municipality: str, officer: Person) -> Sequence[UUID]:
    """Everybody who answers requests here, so that nobody's absence stops a clock of the law."""
    held = Membership.objects.current().of(municipality)
    found = held.filter(post__role__in=roles_that(May.ANSWER_REQUESTS)).select_related("person")
    holders = {each.person.holder for each in found if each.person.holder}
    if officer.holder is None or officer.holder not in holders:
        raise CaseError(_("This account has no keys."))
    return sorted(holders)


def tell_post(question: Question, subject: str) -> None:
    """There is a question for whoever holds the post; not about whom."""
    held = Membership.objects.current().filter(post=question.post_id, keyed_at__isnull=False)
    place = question.request.municipality
    for each in held.select_related("person"):
        tell_person(each.person, place, Notice.Kind.REQUEST_WAITING, subject)


def refuse_unless_known(asked: Asked) -> None:
    kinds = asked.kind in DataRequest.Kind.values and asked.asker in DataRequest.Asker.values
    if not kinds or not asked.texts.get("who", "").strip():
        raise CaseError(_("Write who asks, as what, and for what."))
    if any(len(text) > LONGEST for text in asked.texts.values()):
        raise CaseError(_("A text may have 20,000 characters."))
    if asked.came_on > timezone.localdate():
        raise CaseError(_("The day on which it came is not in the future."))


def refuse_long(text: str) -> None:
    if len(text) > LONGEST:
        raise CaseError(_("A text may have 20,000 characters."))


def due(came_on: date) -> datetime:
    calendar = current().library.pack.calendar
    return due_at(ANSWER_WITHIN, datetime.combine(came_on, time(), calendar.zone), calendar)


def end_of(day: date) -> datetime:
    return current().library.pack.calendar.end_of(day)


def change(request: DataRequest, **values: object) -> None:
    """Change it while it is open; of two at once one is told that it came late."""
    open_one = DataRequest.objects.open().filter(pk=request.pk)
    if not (open_one.update(**values) if values else open_one.exists()):
        raise CaseError(_("This request is answered already."))
    request.refresh_from_db()


def tell(request: DataRequest, actor: str, act: str) -> None:
    """One line about a request; the act may name to what, `request.asked/<post>`."""
    verb, _slash, rest = act.partition("/")
    record(
        municipality=request.municipality,
        actor=actor,
        act=verb,
        subject=f"{request.subject}/{rest}" if rest else request.subject,
        ground=Ground.OWN_REQUEST,
    )
