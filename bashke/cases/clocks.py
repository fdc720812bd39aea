"""The clocks of a case: from the mechanism's file, as it stood in the case's version."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from bashke.cases.refusals import CaseError
from bashke.guide.edition import current
from bashke.mechanisms.clocks import due_at
from bashke.mechanisms.schema import Mechanism, Step

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


def clock_of(step: Step, *, reported_at: datetime, begun_at: datetime) -> Clock:
    """When a step that begins now is due: counted from the report or from its own beginning."""
    if step.deadline is None:
        return Clock(None, is_confirmed=False)
    library = current().library
    start = reported_at if step.deadline.counted_from == "report" else begun_at
    confirmed = bool(step.deadline.law) and all(map(library.is_confirmed, step.deadline.law))
    return Clock(due_at(step.deadline, start, library.pack.calendar), is_confirmed=confirmed)
