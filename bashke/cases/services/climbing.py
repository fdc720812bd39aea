"""What nobody answered, wrote or did in time climbs, by its dates alone: nothing is opened for it.

Level by level: who holds the post, its substitutes, who is on duty now, the supervisor. Everybody
is told once of one thing. Work in the background, which may be cut off at any moment: each row
goes up in a transaction of its own, so it is told and counted, or neither.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bashke.accounts.models import Duty, Membership, Notice, Person, Recusal
from bashke.accounts.policy import May, roles_that
from bashke.accounts.services.memberships import tell_person
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.cases.models import Assignment, Referral, Step
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import compartment_of, move
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.tally.services import count

SYSTEM = "system"
AT_ONCE = 200
Kind = Notice.Kind
State = Referral.State

# Proposed practice, all of them (docs/adr/0009): no act that was read says who is told after whom.
# So long after the answer, or the step, was due.
REFERRAL_TIMES = tuple(timedelta(hours=hours) for hours in (0, 6, 12, 18))
STEP_TIMES = tuple(timedelta(days=days) for days in (0, 1, 2, 3))
TOP = 4
EXPIRES_AFTER = timedelta(days=30)


def climb_referrals(now: datetime | None = None) -> int:
    """Tell of every unanswered referral as far up as is due; how many went up."""
    at = now or timezone.now()
    found = Referral.objects.to_climb(REFERRAL_TIMES, at).defer(*Referral.TEXTS)
    rows = found.select_related("sender").order_by("answer_by", "pk")[:AT_ONCE]
    return sum(referral_up(referral, at) for referral in rows)


@transaction.atomic
def referral_up(referral: Referral, at: datetime) -> bool:
    """Tell the next who should know of it, unless it was answered, or told, a moment ago."""
    out = kept_out(referral.subject) | {referral.sender_id}
    ladder = ladder_of([referral.post_id], referral.municipality, at, out)
    due = due_level(referral.answer_by, REFERRAL_TIMES, at)
    level, people = reached(ladder, referral.climbed, due)
    here = Referral.objects.waiting().filter(pk=referral.pk, climbed=referral.climbed)
    if not here.update(climbed=level):
        return False
    if level == TOP and referral.sender:
        # Nobody further up is left: whoever sent it should call.
        people.append(referral.sender)
    for person in people:
        tell_person(person, referral.municipality, Kind.REFERRAL_UNANSWERED, referral.subject)
    went_up(referral.municipality, "referral.climbed", f"{referral.subject}/{level}")
    if referral.climbed == 0:
        counted(referral, "referral-unanswered")
    return True


def climb_steps(now: datetime | None = None) -> int:
    """Tell of every step past its date as far up as is due; how many went up.

    Only a clock that somebody confirmed makes a step late; by a proposed one it is due.
    """
    at = now or timezone.now()
    found = Step.objects.to_climb(STEP_TIMES, at).defer("outcome")
    rows = found.select_related("case").order_by("due_at", "pk")[:AT_ONCE]
    return sum(step_up(step, at) for step in rows)


@transaction.atomic
def step_up(step: Step, at: datetime) -> bool:
    case, out = step.case, kept_out(step.case.subject)
    doing = Assignment.objects.current(at).filter(case=case, person__left_at=None)
    lead_or_doer = doing.filter(Q(part=Assignment.Part.LEAD) | Q(post__role=step.role))
    mine = [each for each in lead_or_doer.select_related("person") if each.person_id not in out]
    above = ladder_of([each.post_id for each in mine], case.municipality, at, out)[1:]
    ladder = [[each.person for each in mine], *above]
    level, people = reached(ladder, step.climbed, due_level(step.due_at, STEP_TIMES, at))
    here = Step.objects.past_due(at).filter(pk=step.pk, climbed=step.climbed)
    if not here.update(climbed=level):
        return False
    kind = Kind.STEP_LATE if step.is_confirmed else Kind.STEP_DUE
    for person in people:
        tell_person(person, case.municipality, kind, step.subject)
    went_up(case.municipality, "step.climbed", f"{step.subject}/{level}")
    if step.climbed == 0:
        what = "step-late" if step.is_confirmed else "step-past-proposed-time"
        count(municipality=case.municipality, what=what, mechanism=case.mechanism)
    return True


def tell_unwritten(now: datetime | None = None) -> int:
    """What was told by phone and not written within the day: its sender and the supervisor know."""
    found = Referral.objects.unwritten(now).filter(climbed=0).defer(*Referral.TEXTS)
    rows = found.select_related("sender").order_by("write_by", "pk")[:AT_ONCE]
    return sum(unwritten_up(referral) for referral in rows)


@transaction.atomic
def unwritten_up(referral: Referral) -> bool:
    here = Referral.objects.filter(pk=referral.pk, state=State.SPOKEN, climbed=0)
    if not here.update(climbed=1):
        return False
    people = supervisors(referral.municipality, kept_out(referral.subject))
    for person in [*people, *([referral.sender] if referral.sender else [])]:
        tell_person(person, referral.municipality, Kind.REFERRAL_UNWRITTEN, referral.subject)
    went_up(referral.municipality, "referral.unwritten", referral.subject)
    counted(referral, "referral-unwritten")
    return True


def expire(now: datetime | None = None) -> int:
    """End what nobody answered for 30 days; how many referrals that were."""
    at = now or timezone.now()
    found = Referral.objects.waiting().filter(sent_at__lte=at - EXPIRES_AFTER)
    rows = found.defer(*Referral.TEXTS).select_related("sender").order_by("sent_at", "pk")
    return sum(expired(referral) for referral in rows[:AT_ONCE])


@transaction.atomic
def expired(referral: Referral) -> bool:
    """Nobody can answer it any more, and nobody but its sender opens it; the sender is told."""
    try:
        move(referral, Referral.WAITING, state=State.EXPIRED, answered_at=timezone.now())
    except CaseError:
        return False
    own = referral.sender and referral.sender.holder
    for holder in set(holders_of(compartment_of(referral))) - {own}:
        keys.end(
            compartment=compartment_of(referral), holder=holder, ground=Ground.RETENTION,
            actor=SYSTEM, forget=True,
        )  # fmt: skip
    if referral.sender:
        tell_person(referral.sender, referral.municipality, Kind.REFERRAL_EXPIRED, referral.subject)
    went_up(referral.municipality, "referral.expired", referral.subject)
    counted(referral, "referral-expired")
    return True


def due_level(due: datetime | None, times: Sequence[timedelta], at: datetime) -> int:
    """How far up it should be by now."""
    return sum(1 for after in times if due and due + after <= at)


def reached(ladder: Sequence[list[Person]], told: int, due: int) -> tuple[int, list[Person]]:
    """The level to which it goes, and who is told on the way.

    A level at which there is nobody is no stop: it goes on to the next one at once.
    """
    level, people = told, list[Person]()
    while level < TOP and (level < due or not people):
        people += ladder[level]
        level += 1
    return level, people


def ladder_of(
    posts: Collection[UUID | None], municipality: str, at: datetime, out: Collection[UUID | None]
) -> list[list[Person]]:
    """Who holds these posts first, who substitutes, who is on duty now, who supervises.

    But for those who are `out`: nothing is told to whom it touches.
    """
    held = Membership.objects.current(at).filter(post__in=posts).exclude(person__in=out)
    there = [*held.select_related("person").order_by("starts_at", "pk")]
    duties = Duty.objects.at(at).filter(post__in=posts, person__left_at=None)
    on_duty = duties.exclude(person__in=out).select_related("person")
    return [
        [each.person for each in there if not each.is_substitute],
        [each.person for each in there if each.is_substitute],
        [each.person for each in on_duty],
        supervisors(municipality, out),
    ]


def supervisors(municipality: str, out: Collection[UUID | None]) -> list[Person]:
    held = Membership.objects.current().of(municipality).exclude(person__in=out)
    found = held.filter(post__role__in=roles_that(May.SUPERVISE)).select_related("person")
    return [each.person for each in found.order_by("pk")]


def kept_out(subject: str) -> set[UUID | None]:
    """Whom the matter touches, or who stepped out of it."""
    return {*Recusal.objects.filter(subject=subject).values_list("person", flat=True)}


def went_up(municipality: str, act: str, subject: str) -> None:
    record(
        municipality=municipality,
        actor=SYSTEM,
        act=act,
        subject=subject,
        ground=Ground.OPERATION,
    )


def counted(referral: Referral, what: str) -> None:
    count(municipality=referral.municipality, what=what, mechanism=referral.mechanism)
