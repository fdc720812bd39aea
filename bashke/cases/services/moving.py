"""A newer version of a mechanism is in force while cases are open: keep the old one, or move.

Nothing moves by itself. Who leads a case decides, and says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.cases.clocks import Clock, clock_of, counted_from, mechanism_of, moved_by
from bashke.cases.models import Case, Entry, Step, VersionChoice
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import add_entry, refuse_unless_lead
from bashke.cases.services.steps import refuse_closed, tell
from bashke.guide.edition import from_files
from bashke.keys.opening import Ring, open_with
from bashke.mechanisms.schema import Mechanism
from bashke.mechanisms.schema import Step as Rule
from bashke.tally.services import count

Choice = VersionChoice.Choice


@dataclass(frozen=True)
class Fate:
    """What becomes of an open step in the newer version; without a rule it falls away."""

    step: Step
    rule: Rule | None
    counted_from: datetime
    clock: Clock

    @property
    def falls_away(self) -> bool:
        return self.rule is None


def newer_of(case: Case, on: date | None = None) -> Mechanism | None:
    """The version in force on a day, where that is later than the one of the case. No query."""
    day = on or timezone.localdate()
    standing = (each for each in from_files().library.on(day) if each.key == case.mechanism)
    return next((each for each in standing if each.in_force_from > case.version), None)


def fates(case: Case, after: Mechanism) -> Iterator[Fate]:
    """Every open step of a case as it would stand in the newer version.

    A clock runs from the same event as before: the report, the decision, or the step's beginning;
    and as much later as it stood still.
    """
    rules = {rule.key: rule for rule in after.steps}
    for step in case.steps.open().prefetch_related("pauses").order_by("due_at", "pk"):
        rule = rules.get(step.key)
        if rule is None:
            yield Fate(step, None, step.counted_from, Clock(None, is_confirmed=False))
            continue
        start = counted_from(
            rule,
            reported_at=case.reported_at,
            begun_at=step.begun_at,
            decided_at=step.decided_at,
        )
        yield Fate(step, rule, start, stood_still(step, rule, clock_of(rule, start)))


def stood_still(step: Step, rule: Rule, clock: Clock) -> Clock:
    """A clock moved by the pauses that are over; one that lasts is added when it ends."""
    due = clock.due_at
    for pause in sorted(step.pauses.all(), key=lambda each: each.begins_at):
        if due is not None and pause.ends_at is not None:
            due = moved_by(rule, due, pause.ends_at - pause.begins_at)
    return Clock(due, is_confirmed=clock.is_confirmed)


@transaction.atomic
def keep_version(*, case: Case, person: Person, version: date) -> None:
    """The case stays with the version it began with. It would anyway: now somebody said so."""
    refuse_closed(case)
    refuse_unless_lead(case, person)
    after = newer_or_refusal(case, version)
    choose(case, after, Choice.KEEP, person)
    tell(case, person, f"version.kept/{after.in_force_from}")


@transaction.atomic
def move_version(
    *, case: Case, ring: Ring, person: Person, version: date, reason: str
) -> list[Fate]:
    """The case goes over to the version in force, whole: steps, clocks, ways; what fell away.

    The reason stands among the messages of the case, so that every member learns of it. What was
    done is done: steps that are over stay as they are.
    """
    refuse_closed(case)
    refuse_unless_lead(case, person)
    if not reason.strip():
        raise CaseError(_("Write why the case goes over to the newer version."))
    before, after = case.version, newer_or_refusal(case, version)
    mechanism_of(case.mechanism, after.in_force_from)
    found = list(fates(case, after))
    if not Case.objects.filter(pk=case.pk, version=before, closed_at=None).update(
        version=after.in_force_from
    ):
        raise CaseError(_("Somebody changed this case a moment ago. Open it again."))
    case.refresh_from_db()
    for fate in found:
        settle(case, fate, ring, person, reason)
    choose(case, after, Choice.MOVE, person)
    add_entry(case=case, ring=ring, person=person, kind=Entry.Kind.MESSAGE, text=reason)
    tell(case, person, f"version.moved/{after.in_force_from}")
    count(municipality=case.municipality, what="version-moved", mechanism=case.mechanism)
    return [fate for fate in found if fate.falls_away]


def settle(case: Case, fate: Fate, ring: Ring, person: Person, reason: str) -> None:
    """One open step takes its new clock, or is left out for the reason that was given."""
    open_one = Step.objects.open().filter(pk=fate.step.pk)
    if fate.rule is not None:
        done = open_one.update(
            role=fate.rule.done_by,
            counted_from=fate.counted_from,
            due_at=fate.clock.due_at,
            is_confirmed=fate.clock.is_confirmed,
        )
    else:
        opened = open_with(ring, case.compartment)
        sealed = opened.seal(reason, field=f"{fate.step}/outcome")
        done = open_one.update(dropped_at=timezone.now(), by=person, outcome=sealed)
        tell(case, person, f"step.left-out/{fate.step.key}")
    if not done:
        raise CaseError(_("Somebody finished this step a moment ago. Open the case again."))


def newer_or_refusal(case: Case, version: date) -> Mechanism:
    """The version that whoever decides has seen: another one may be in force by now."""
    after = newer_of(case)
    if after is None or after.in_force_from != version:
        raise CaseError(_("Another version is in force than the one you saw. Look at it again."))
    return after


def choose(case: Case, after: Mechanism, choice: Choice, person: Person) -> None:
    VersionChoice.objects.update_or_create(
        case=case,
        version=after.in_force_from,
        defaults={"choice": choice, "by": person, "at": timezone.now()},
    )
