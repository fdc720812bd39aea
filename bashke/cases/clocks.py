"""The clocks of a case: from the mechanism's file, as it stood in the case's version."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from bashke.cases.refusals import CaseError
from bashke.guide.edition import current
from bashke.mechanisms.clocks import add_months, due_at
from bashke.mechanisms.schema import Mechanism, Step
from bashke.office.documents.reading import from_files as papers
from bashke.office.documents.schema import Keeping

# Proposed practice: no act that was read says how long a post may leave a referral unanswered.
ANSWER_WITHIN = timedelta(hours=24)
# product.md, rule 4: urgent and by word of mouth, then within a day in writing.
WRITE_WITHIN = timedelta(hours=24)


class Clock(NamedTuple):
    """By when a step is due, and whether a person compared that deadline with the law."""

    due_at: datetime | None
    is_confirmed: bool


def mechanism_of(key: str, version: date) -> Mechanism:
    """The version with which a case began; it keeps it when the law changes."""
    for each in current().library.versions.get(key, ()):
        if each.in_force_from == version:
            return each
    raise CaseError(_("The rules of this mechanism are not in this installation any more."))


def standing(key: str, on: date) -> Mechanism:
    """The version that is in force on a day."""
    found = [each for each in current().library.on(on) if each.key == key]
    if not found:
        raise CaseError(_("There is no such mechanism on that day."))
    return found[0]


def step_of(mechanism: Mechanism, key: str) -> Step:
    """A step of the mechanism; a refusal where it has none of that name."""
    for each in mechanism.steps:
        if each.key == key:
            return each
    raise CaseError(_("This mechanism has no such step."))


def counted_from(
    step: Step, *, reported_at: datetime, begun_at: datetime, decided_at: datetime | None
) -> datetime:
    """The event from which a step's clock runs: the report, the decision, or its own beginning."""
    event = step.deadline.counted_from if step.deadline else "previous-step"
    if event == "report":
        return reported_at
    return decided_at or begun_at if event == "decision" else begun_at


def clock_of(step: Step, start: datetime) -> Clock:
    """When a step is due whose clock runs from this moment."""
    if step.deadline is None:
        return Clock(None, is_confirmed=False)
    library = current().library
    confirmed = bool(step.deadline.law) and all(map(library.is_confirmed, step.deadline.law))
    return Clock(due_at(step.deadline, start, library.pack.calendar), is_confirmed=confirmed)


def moved_by(step: Step, due: datetime, stood_still: timedelta) -> datetime:
    """A due moment after its clock stood still: hours to the minute, days to the end of a day.

    A last day off moves on, as it does without a pause (Administrative Procedure Code, art. 56).
    """
    moved = due + stood_still
    if step.deadline is None or step.deadline.unit == "hours":
        return moved
    calendar = current().pack.calendar
    last = calendar.local_day(moved - timedelta(microseconds=1))
    return calendar.end_of(calendar.next_working_day(last))


def asks_for_decision(mechanism: Mechanism, step: Step) -> bool:
    """Whether something that follows is counted from a decision, so that its moment is asked."""
    following = (each for each in mechanism.steps if each.key in step.next)
    return any(each.deadline and each.deadline.counted_from == "decision" for each in following)


def kept_until(kind: str, day: date) -> date:
    """The day of erasure of what ended on a day, by the times that the municipality accepted.

    `retention.yaml` sets them and says which are proposals; no act that was read does.
    """
    keeping = keeping_of(kind)
    if keeping.months is not None:
        return add_months(day, keeping.months)
    return day + timedelta(days=keeping.days or 0)


def over_if_begun(kind: str, day: date) -> datetime:
    """What began before this moment, and is kept from its beginning, is over on a day."""
    keeping = keeping_of(kind)
    if keeping.months is not None:
        last = add_months(day, -keeping.months)
    else:
        last = day - timedelta(days=keeping.days or 0)
    return current().pack.calendar.end_of(last)


def keeping_of(kind: str) -> Keeping:
    return next(each for each in papers().keeping if each.key == kind)
