"""The plan of a case: written with the person, agreed, followed without detail, reviewed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Notice, Person
from bashke.accounts.services.memberships import tell_person
from bashke.cases.clocks import clock_of, mechanism_of
from bashke.cases.models import Assignment, Case, Help, Plan, Review
from bashke.cases.models.plan import is_kept_out, opens_to
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import hand_over, refuse_unless_lead
from bashke.cases.services.endings import CHILDREN, close
from bashke.cases.services.referrals import LONGEST
from bashke.cases.services.sealed_parts import PartKind, part_of, register
from bashke.cases.services.steps import refuse_closed, tell
from bashke.keys.opening import Opened, Ring

PLAN = "plan"
register(PartKind(name=PLAN, opens_to=opens_to, may_lead=lambda post: not is_kept_out(post)))

# The steps by which a mechanism reviews a plan.
REVIEW_STEPS = ("plan-reviewed", "review")
# Proposed practice, where the mechanism says nothing: no act that was read sets these times.
REVIEW_WITHIN = timedelta(days=90)
REVIEW_WITHIN_OF_A_CHILD = timedelta(days=30)
# So long before the day somebody is reminded, and so late the next review may be.
REMIND_BEFORE = timedelta(days=7)
LATEST_REVIEW = timedelta(days=366)

Decision, Progress, Part = Review.Decision, Help.Progress, Assignment.Part


class Due(NamedTuple):
    """The day of the next review, and whether the law's text was compared with it."""

    on: date
    is_confirmed: bool


@transaction.atomic
def begin_plan(*, case: Case, ring: Ring, person: Person) -> Plan:
    """Begin a plan, or a new version: the words of the one that holds and what goes on."""
    plan = new_version(case, person)
    opened = opened_plan(case, ring, person)
    holding = Plan.objects.standing().filter(case=case).first()
    if holding is None:
        return plan
    texts = words_of_plan(holding, opened)
    seal_texts(plan, opened, {name: texts.get(name, "") for name in Plan.TEXTS})
    for each in holding.helps.filter(progress__in=Help.GOES_ON).order_by("added_at"):
        said = words_of_help(each, opened)
        make_help(plan, opened, said.what, said.helper, each.due_on, each.progress)
    return plan


@transaction.atomic
def write_plan(*, plan: Plan, ring: Ring, person: Person, texts: Mapping[str, str]) -> None:
    """Write the goals in the person's words, the child's view, what an interpreter needs."""
    refuse_unless_written(plan, person)
    if any(len(text) > LONGEST for text in texts.values()) or set(texts) - set(Plan.TEXTS):
        raise CaseError(_("A text may have 20,000 characters. Keep to what helps."))
    seal_texts(plan, opened_plan(plan.case, ring, person), texts)
    tell(plan.case, person, f"plan.written/{plan.version}")


@transaction.atomic
def add_help(
    *, plan: Plan, ring: Ring, person: Person, what: str, helper: str, due_on: date | None
) -> Help:
    """Something with which somebody helps, and by when."""
    refuse_unless_written(plan, person)
    if not what.strip() or not helper.strip() or len(what + helper) > LONGEST:
        raise CaseError(_("Write what is done, and who does it."))
    added = make_help(plan, opened_plan(plan.case, ring, person), what, helper, due_on)
    tell(plan.case, person, f"plan.help-added/{plan.version}")
    return added


@transaction.atomic
def drop_help(*, help_: Help, person: Person) -> None:
    """Take it out of a version that is not agreed yet."""
    refuse_unless_written(help_.plan, person)
    help_.delete()
    tell(help_.plan.case, person, f"plan.help-dropped/{help_.plan.version}")


@transaction.atomic
def agree_plan(
    *,
    plan: Plan,
    ring: Ring,
    person: Person,
    signed_on: date | None,
    unsigned: str = "",
    review_on: date | None = None,
) -> None:
    """The plan holds from now: signed by the person, or with the reason why not.

    Refused without goals, without anybody who helps, and of a child without the child's view.
    """
    refuse_unless_written(plan, person)
    opened = opened_plan(plan.case, ring, person)
    refuse_unready(plan, opened)
    today = timezone.localdate()
    if (signed_on is None) == (not unsigned.strip()):
        raise CaseError(_("Give the day of the signature, or write why the person did not sign."))
    if signed_on and signed_on > today:
        raise CaseError(_("The signature cannot be in the future."))
    due = review_due(plan.case)
    refuse_review_day(review_on or due.on)
    if review_on and due.is_confirmed and review_on > due.on:
        raise CaseError(
            _("Review it by %(day)s at the latest.") % {"day": due.on.strftime("%d.%m.%Y")}
        )
    now = timezone.now()
    Plan.objects.standing().filter(case=plan.case).update(replaced_at=now)
    agreed = (
        Plan.objects.drafts()
        .filter(pk=plan.pk)
        .update(
            agreed_at=now,
            signed_on=signed_on,
            unsigned=opened.seal(unsigned, field=plan.field("unsigned")) if unsigned else b"",
            review_on=review_on or due.on,
            is_confirmed=due.is_confirmed and (review_on or due.on) == due.on,
        )
    )
    if not agreed:
        raise CaseError(_("Somebody agreed this version a moment ago. Open the plan again."))
    plan.refresh_from_db()
    tell(plan.case, person, f"plan.agreed/{plan.version}")


@transaction.atomic
def discard_plan(*, plan: Plan, person: Person) -> None:
    """A version that is not needed: gone, with its words. The one that holds goes on."""
    refuse_unless_written(plan, person)
    plan.delete()
    tell(plan.case, person, f"plan.discarded/{plan.version}")


@transaction.atomic
def mark_progress(*, help_: Help, person: Person, progress: str) -> None:
    """How far it is: one word of four, by anybody who takes part and sees the plan."""
    plan = help_.plan
    refuse_closed(plan.case)
    refuse_unless_opened(plan.case, person)
    if progress not in Progress.values or not plan.holds:
        raise CaseError(_("Only a plan that holds is followed. Open it again."))
    Help.objects.filter(pk=help_.pk).update(progress=progress, changed_at=timezone.now())
    tell(plan.case, person, f"plan.progress/{progress}")


@transaction.atomic
def review_plan(
    *,
    plan: Plan,
    ring: Ring,
    person: Person,
    decision: str,
    reason: str,
    next_on: date | None = None,
    in_conference: bool = False,
    closing: str = "",
    to: Assignment | None = None,
) -> Review:
    """Look at the plan again: go on, change it, close the case or hand it over; with why."""
    case = plan.case
    refuse_closed(case)
    refuse_unless_lead(case, person)
    if not plan.holds:
        raise CaseError(_("Only a plan that holds is reviewed. Open it again."))
    if decision not in Decision.values or not reason.strip() or len(reason) > LONGEST:
        raise CaseError(_("Choose what is decided, and write why."))
    if decision != Decision.CLOSE:
        next_on = next_on or review_due(case).on
        refuse_review_day(next_on)
    done = Review(plan=plan, by=person, decision=decision, in_conference=in_conference)
    done.next_on = None if decision == Decision.CLOSE else next_on
    opened = opened_plan(case, ring, person)
    done.reason = opened.seal(reason, field=f"{done}/reason")
    done.save(force_insert=True)
    if done.next_on:
        is_due = review_due(case)
        Plan.objects.filter(pk=plan.pk).update(
            review_on=done.next_on,
            is_confirmed=is_due.is_confirmed and is_due.on == done.next_on,
        )
    tell(case, person, f"plan.reviewed/{decision}")
    follow(done, ring, person, closing, to)
    return done


def follow(done: Review, ring: Ring, person: Person, closing: str, to: Assignment | None) -> None:
    """Do what a review decided."""
    case = done.plan.case
    if done.decision == Decision.CHANGE:
        if not Plan.objects.drafts().filter(case=case).exists():
            begin_plan(case=case, ring=ring, person=person)
    elif done.decision == Decision.CLOSE:
        close(case=case, person=person, reason=closing)
    elif done.decision == Decision.HAND_OVER:
        if to is None or to.case_id != case.pk:
            raise CaseError(_("Choose who leads from now on."))
        hand_over(case=case, ring=ring, by=person, to=to.person, post=to.post)


@transaction.atomic
def open_plan(*, case: Case, person: Person) -> None:
    """Somebody read the plan."""
    tell(case, person, "plan.opened")


@transaction.atomic
def print_plan(*, plan: Plan, person: Person) -> None:
    """Somebody put the plan on paper."""
    refuse_unless_opened(plan.case, person)
    tell(plan.case, person, f"plan.printed/{plan.version}")


def remind_of_reviews(today: date) -> int:
    """Tell who leads that a plan is to be reviewed within days; once for each day of review."""
    near = Plan.objects.standing().filter(
        review_on__lte=today + REMIND_BEFORE, case__closed_at=None
    )
    told = 0
    for plan in near.select_related("case"):
        leading = Assignment.objects.current().filter(case=plan.case, part=Part.LEAD)
        subject = f"review/{plan.case.reference}/{plan.review_on}"
        for each in leading.select_related("person"):
            seen = Notice.objects.filter(
                person=each.person, kind=Notice.Kind.REVIEW_DUE, subject=subject
            )
            if not seen.exists():
                tell_person(each.person, plan.case.municipality, Notice.Kind.REVIEW_DUE, subject)
                told += 1
    return told


def review_due(case: Case) -> Due:
    """By when a plan that is agreed now is reviewed: the mechanism's clock, else a proposal."""
    now = timezone.now()
    steps = mechanism_of(case.mechanism, case.version).steps
    for step in steps:
        if step.key in REVIEW_STEPS and step.deadline is not None:
            clock = clock_of(step, now)
            if clock.due_at:
                # A day ends at midnight, so the last moment of it is the day before.
                last = clock.due_at - timedelta(seconds=1)
                return Due(timezone.localdate(last), clock.is_confirmed)
    within = REVIEW_WITHIN_OF_A_CHILD if case.mechanism in CHILDREN else REVIEW_WITHIN
    return Due(timezone.localdate(now) + within, is_confirmed=False)


class Said(NamedTuple):
    """The words of one help; opened for one page alone."""

    what: str
    helper: str

    def __repr__(self) -> str:
        return "<Said>"


def words_of_plan(plan: Plan, opened: Opened) -> dict[str, str]:
    """The texts of a version, for who holds the plan's key."""
    return {
        name: opened.unseal(sealed, field=plan.field(name))
        for name in (*Plan.TEXTS, "unsigned")
        if (sealed := getattr(plan, name))
    }


def words_of_help(help_: Help, opened: Opened) -> Said:
    return Said(
        opened.unseal(help_.what, field=f"{help_}/what"),
        opened.unseal(help_.helper, field=f"{help_}/helper"),
    )


def opened_plan(case: Case, ring: Ring, person: Person) -> Opened:
    """The compartment of a case's plans; made with the first one."""
    _part, opened = part_of(case=case, kind=PLAN, ring=ring, person=person)
    return opened


def seal_texts(plan: Plan, opened: Opened, texts: Mapping[str, str]) -> None:
    sealed = opened.seal_all({plan.field(name): text for name, text in texts.items() if text})
    values = {name: sealed.get(plan.field(name), b"") for name in texts}
    if not Plan.objects.drafts().filter(pk=plan.pk).update(**values):
        raise CaseError(_("This version is agreed. Begin a new one to change it."))
    plan.refresh_from_db()


def new_version(case: Case, person: Person) -> Plan:
    refuse_closed(case)
    refuse_unless_lead(case, person)
    refuse_unless_opened(case, person)
    last = Plan.objects.filter(case=case).order_by("-version").first()
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                case=case, version=last.version + 1 if last else 1, by=person
            )
    except IntegrityError:
        raise CaseError(_("A new version is being written already.")) from None
    tell(case, person, f"plan.begun/{plan.version}")
    return plan


def make_help(
    plan: Plan,
    opened: Opened,
    what: str,
    helper: str,
    due_on: date | None,
    progress: str = Progress.NOT_BEGUN,
) -> Help:
    made = Help(plan=plan, due_on=due_on, progress=progress)
    made.what = opened.seal(what, field=f"{made}/what")
    made.helper = opened.seal(helper, field=f"{made}/helper")
    made.save(force_insert=True)
    return made


def refuse_unless_opened(case: Case, person: Person) -> None:
    """A plan is touched only by who takes part in the case and sees it."""
    taking = Assignment.objects.current().filter(case=case, person=person)
    if not any(opens_to(each) for each in taking.select_related("post")):
        raise CaseError(_("Your part in this case does not open its plan."))


def refuse_unless_written(plan: Plan, person: Person) -> None:
    """Only who leads writes, and only what is not agreed yet."""
    refuse_closed(plan.case)
    refuse_unless_lead(plan.case, person)
    refuse_unless_opened(plan.case, person)
    if not Plan.objects.drafts().filter(pk=plan.pk).exists():
        raise CaseError(_("This version is agreed. Begin a new one to change it."))


def refuse_unready(plan: Plan, opened: Opened) -> None:
    words = words_of_plan(plan, opened)
    if not words.get("goals", "").strip():
        raise CaseError(_("Write what the person wants, in the person's own words."))
    if plan.case.mechanism in CHILDREN and not words.get("view", "").strip():
        raise CaseError(_("Write what the child thinks of it, or why the child was not asked."))
    if not plan.helps.exists():
        raise CaseError(_("Write at least one thing that somebody does, and who."))


def refuse_review_day(on: date) -> None:
    today = timezone.localdate()
    if not today < on <= today + LATEST_REVIEW:
        raise CaseError(_("The next review is on a day to come, within a year."))
