"""What the pages show of cases under an earlier version: what differs, what becomes of steps."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from bashke.accounts.models import Person
from bashke.accounts.policy import title_of
from bashke.cases.clocks import mechanism_of
from bashke.cases.models import Assignment, Case, VersionChoice
from bashke.cases.refusals import CaseError
from bashke.cases.services.moving import Fate, fates, newer_of
from bashke.core.text import Text
from bashke.guide.change_words import in_words
from bashke.guide.desk import Desk
from bashke.guide.pages import Cited, cited
from bashke.mechanisms.changes import acts_gained_and_lost, differences
from bashke.mechanisms.schema import Mechanism
from bashke.pack.schema import Place

OPEN_STEP = Q(steps__done_at=None, steps__dropped_at=None)


def led_by(person: Person, place: Place) -> QuerySet[Case]:
    """Open cases here that this person leads, the oldest law first."""
    mine = Assignment.objects.current().filter(person=person, part=Assignment.Part.LEAD)
    found = Case.objects.visible_to(person).open().filter(municipality=place.slug)
    return found.filter(pk__in=mine.values("case")).order_by("version", "opened_at", "pk")


@dataclass(frozen=True)
class Affected:
    """One case that began under an earlier version, as a line."""

    case: Case
    title: str
    newer: date
    choice: VersionChoice | None
    steps: int


def affected(desk: Desk, cases: QuerySet[Case]) -> list[Affected]:
    """Those for which a newer version is in force; who did not decide yet comes first."""
    rows = list(cases.annotate(open_steps=Count("steps", filter=OPEN_STEP)))
    made = VersionChoice.objects.filter(case__in=[case.pk for case in rows]).select_related("by")
    choices = {(each.case_id, each.version): each for each in made}
    found = [
        Affected(
            case=case,
            title=desk.say(newer.title),
            newer=newer.in_force_from,
            choice=choices.get((case.pk, newer.in_force_from)),
            steps=case.open_steps,
        )
        for case in rows
        if (newer := newer_of(case, desk.on))
    ]
    return sorted(found, key=lambda each: each.choice is not None)


def last_choice(case: Case) -> VersionChoice | None:
    """What was decided last: of a newer version it says so only once somebody did."""
    made = VersionChoice.objects.filter(case=case).select_related("by")
    return made.order_by("-version").first()


@dataclass(frozen=True)
class ShownStep:
    """An open step before and after, in the language of the page."""

    title: str
    role: str
    due: datetime | None
    then: datetime | None
    falls_away: bool
    changes: bool
    is_proposed: bool
    law: tuple[Cited, ...]


@dataclass(frozen=True)
class Comparison:
    """A case between two versions of its mechanism."""

    title: str
    before: date
    after: date
    gained: list[Text]
    lost: list[Text]
    differs: list[str]
    steps: list[ShownStep]


def compared(desk: Desk, case: Case, newer: Mechanism) -> Comparison:
    """What differs between the two versions at all, and for the open steps of this case."""
    older = older_of(case)
    gained, lost = acts_gained_and_lost(older, newer)
    acts = desk.library.pack.acts
    return Comparison(
        title=desk.say(newer.title),
        before=case.version,
        after=newer.in_force_from,
        gained=[acts[key].short for key in gained],
        lost=[acts[key].short for key in lost],
        differs=[in_words(desk, each) for each in differences(older, newer)],
        steps=[shown(desk, older, fate) for fate in fates(case, newer)],
    )


def older_of(case: Case) -> Mechanism | None:
    """The version of the case; None where its file is not in this installation any more."""
    try:
        return mechanism_of(case.mechanism, case.version)
    except CaseError:
        return None


def shown(desk: Desk, older: Mechanism | None, fate: Fate) -> ShownStep:
    rule = fate.rule
    named = rule or next(
        (each for each in (older.steps if older else ()) if each.key == fate.step.key), None
    )
    then = None if fate.falls_away else fate.clock.due_at
    return ShownStep(
        title=desk.say(named.title) if named else fate.step.key,
        role=title_of(rule.done_by if rule else fate.step.role, desk.library.pack, desk.lang),
        due=fate.step.due_at,
        then=then,
        falls_away=fate.falls_away,
        changes=then != fate.step.due_at,
        is_proposed=bool(rule and rule.deadline and rule.deadline.proposed),
        law=cited(desk, rule.deadline.law if rule and rule.deadline else ()),
    )
