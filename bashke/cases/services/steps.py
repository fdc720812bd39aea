"""The steps of a mechanism within a case: begun, done, left out; clocks that stand still."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.audit.services import record
from bashke.cases.clocks import clock_of, counted_from, mechanism_of, moved_by, step_of
from bashke.cases.models import Case, Pause, Step
from bashke.cases.refusals import CaseError
from bashke.keys.opening import Ring, open_with
from bashke.mechanisms.schema import Mechanism
from bashke.tally.services import count

OLDEST_DECISION = timedelta(days=730)


def start(
    case: Case,
    mechanism: Mechanism,
    steps: Iterable[str],
    *,
    decided_at: datetime | None = None,
    follows: Step | None = None,
) -> None:
    """Begin steps with their clocks; one that is open already stays as it is.

    A decision's moment goes along from step to step, for the clocks that the law counts from it;
    a step that comes again counts from its own beginning, unless there is a new decision.
    """
    now = timezone.now()
    open_ones = set(case.steps.open().values_list("key", flat=True))
    before = set(case.steps.values_list("key", flat=True))
    for key in dict.fromkeys(steps):
        if key in open_ones:
            continue
        step = step_of(mechanism, key)
        handed_on = follows.decided_at if follows and key not in before else None
        decided = decided_at or handed_on
        counted = counted_from(step, reported_at=case.reported_at, begun_at=now, decided_at=decided)
        clock = clock_of(step, counted)
        Step.objects.create(
            case=case,
            key=key,
            role=step.done_by,
            begun_at=now,
            counted_from=counted,
            decided_at=decided,
            due_at=clock.due_at,
            is_confirmed=clock.is_confirmed,
        )


@transaction.atomic
def begin_step(*, case: Case, person: Person, key: str, decided_at: datetime | None = None) -> None:
    """Begin a step that the mechanism has, beside those that are open."""
    refuse_closed(case)
    refuse_strange_moment(decided_at)
    start(case, mechanism_of(case.mechanism, case.version), [key], decided_at=decided_at)
    tell(case, person, f"step.begun/{key}")


@transaction.atomic
def finish_step(
    *,
    step: Step,
    ring: Ring,
    person: Person,
    outcome: str,
    go_to: Collection[str],
    papers: Collection[str] = (),
    decided_at: datetime | None = None,
) -> None:
    """Write down what was done, and go on to steps that the mechanism lets follow.

    Where it ended with a decision, `decided_at` is its moment: the law counts from there, not
    from when somebody wrote it here. Of two who finish it at once, one is told that it is done.
    """
    case = step.case
    refuse_closed(case)
    mechanism = mechanism_of(case.mechanism, case.version)
    beyond = set(go_to) - set(step_of(mechanism, step.key).next)
    if beyond:
        raise CaseError(_("This mechanism does not lead from here to the step you chose."))
    if not outcome.strip():
        raise CaseError(_("Write in a sentence what was done."))
    known_papers = [key for key in step_of(mechanism, step.key).forms if key in set(papers)]
    refuse_strange_moment(decided_at)
    opened = open_with(ring, case.compartment)
    sealed = opened.seal(outcome, field=f"{step}/outcome")
    if (
        not Step.objects.open()
        .filter(pk=step.pk)
        .update(done_at=timezone.now(), by=person, outcome=sealed, papers=known_papers)
    ):
        raise CaseError(_("Somebody finished this step a moment ago. Open the case again."))
    start(case, mechanism, go_to, decided_at=decided_at, follows=step)
    tell(case, person, f"step.done/{step.key}")
    count(municipality=case.municipality, what="step-done", mechanism=case.mechanism)


@transaction.atomic
def drop_step(*, step: Step, ring: Ring, person: Person, reason: str) -> None:
    """A step is not needed here; why stands in the case."""
    refuse_closed(step.case)
    if not reason.strip():
        raise CaseError(_("Write why this step is left out."))
    opened = open_with(ring, step.case.compartment)
    sealed = opened.seal(reason, field=f"{step}/outcome")
    if (
        not Step.objects.open()
        .filter(pk=step.pk)
        .update(dropped_at=timezone.now(), by=person, outcome=sealed)
    ):
        raise CaseError(_("Somebody finished this step a moment ago. Open the case again."))
    tell(step.case, person, f"step.left-out/{step.key}")


@transaction.atomic
def pause(*, step: Step, person: Person, ground: str) -> None:
    """The clock of a step stands still, on a named ground."""
    refuse_closed(step.case)
    if ground not in Pause.Ground.values:
        raise CaseError(_("Choose why the clock stands still."))
    now = timezone.now()
    if not Step.objects.open().filter(pk=step.pk, paused_at=None).update(paused_at=now):
        raise CaseError(_("The clock of this step stands still already, or the step is done."))
    Pause.objects.create(step=step, ground=ground, begins_at=now)
    tell(step.case, person, f"step.paused/{step.key}")


@transaction.atomic
def resume(*, step: Step, person: Person) -> None:
    """The clock runs again, as much later as it stood still; days never end on a day off."""
    now = timezone.now()
    standing = Pause.objects.filter(step=step, ends_at=None).first()
    if standing is None or not Pause.objects.filter(pk=standing.pk, ends_at=None).update(
        ends_at=now
    ):
        raise CaseError(_("The clock of this step is running."))
    step.refresh_from_db()
    rule = step_of(mechanism_of(step.case.mechanism, step.case.version), step.key)
    due = step.due_at and moved_by(rule, step.due_at, now - standing.begins_at)
    Step.objects.filter(pk=step.pk).update(paused_at=None, due_at=due)
    tell(step.case, person, f"step.resumed/{step.key}")


def refuse_strange_moment(decided_at: datetime | None) -> None:
    now = timezone.now()
    if decided_at is not None and not now - OLDEST_DECISION <= decided_at <= now:
        raise CaseError(_("Give the moment of the decision: it is past, by two years at most."))


def refuse_closed(case: Case) -> None:
    if Case.objects.filter(pk=case.pk, closed_at=None).exists():
        return
    raise CaseError(_("This case is closed."))


def tell(case: Case, person: Person, act: str) -> None:
    """One line about a case; the act may name the step, `step.done/initial-assessment`."""
    verb, _slash, key = act.partition("/")
    record(
        municipality=case.municipality,
        actor=person.actor,
        act=verb,
        subject=f"{case.subject}/{key}" if key else case.subject,
        ground="assignment",
    )
