"""Steps as a page shows them: what, by whom, by when, on what law, and what may follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from bashke.accounts.policy import ROLES, title_of
from bashke.cases.clocks import asks_for_decision
from bashke.cases.models import Case, Pause, Step
from bashke.cases.naming import mechanism_in
from bashke.cases.working.opened import outcome_of
from bashke.core.text import Text
from bashke.guide.desk import Desk
from bashke.guide.pages import Cited, cited
from bashke.keys.opening import Opened
from bashke.mechanisms.schema import Deadline, Grounded, Mechanism
from bashke.mechanisms.schema import Step as Rule


@dataclass(frozen=True)
class Due:
    """A step in a list: its name and its clock. Late is only what is late by confirmed law."""

    step: Step
    title: str
    is_late: bool
    is_past: bool

    @property
    def is_proposed(self) -> bool:
        """Whether it has a clock that nobody has confirmed."""
        return self.step.due_at is not None and not self.step.is_confirmed


@dataclass(frozen=True)
class Paper:
    """A form that a step needs."""

    key: str
    title: str
    is_done: bool


@dataclass(frozen=True)
class Shown:
    """A step on the page of its case."""

    due: Due
    who: str
    deadline: Deadline | None
    law: tuple[Cited, ...]
    proposed: str
    papers: tuple[Paper, ...]
    following: tuple[tuple[str, str], ...]
    asks_for_decision: bool
    pause: Pause | None
    outcome: str = field(repr=False, default="")

    @property
    def step(self) -> Step:
        return self.due.step

    @property
    def is_open(self) -> bool:
        return self.step.done_at is None and self.step.dropped_at is None


def rules_of(mechanism: Mechanism | None) -> Mapping[str, Rule]:
    return {each.key: each for each in mechanism.steps} if mechanism else {}


def due(step: Step, rules: Mapping[str, Rule], desk: Desk, now: datetime) -> Due:
    """A step with its name; one that left the pack since is called by its key."""
    rule = rules.get(step.key)
    title = rule.title if rule else Text(step.key, step.key)
    over = step.paused_at is None and step.due_at is not None and step.due_at <= now
    return Due(
        step,
        desk.say(title),
        is_late=over and step.is_confirmed,
        is_past=over and not step.is_confirmed,
    )


def steps_of(case: Case, opened: Opened, desk: Desk) -> list[Shown]:
    """Every step of a case: the open ones by their clock, then what was done, the newest first."""
    mechanism = mechanism_in(desk, case)
    pauses = {each.step_id: each for each in Pause.objects.filter(step__case=case, ends_at=None)}
    rows = case.steps.select_related("by")
    now = timezone.now()
    shown = [on_page(each, mechanism, opened, desk, pauses.get(each.pk), now) for each in rows]
    return sorted(shown, key=in_order)


def in_order(shown: Shown) -> tuple[int, float]:
    step = shown.step
    over = step.done_at or step.dropped_at
    if over:
        return 2, -over.timestamp()
    return (0, step.due_at.timestamp()) if step.due_at else (1, step.begun_at.timestamp())


def on_page(
    step: Step,
    mechanism: Mechanism | None,
    opened: Opened,
    desk: Desk,
    pause: Pause | None,
    now: datetime,
) -> Shown:
    rules = rules_of(mechanism)
    rule = rules.get(step.key)
    return Shown(
        due=due(step, rules, desk, now),
        who=role_called(step.role, desk),
        deadline=rule.deadline if rule else None,
        law=law_of(rule, desk) if rule else (),
        proposed=proposal_of(rule, desk) if rule else "",
        papers=papers_of(step, rule, mechanism, desk),
        following=tuple(
            (key, desk.say(rules[key].title)) for key in (rule.next if rule else ()) if key in rules
        ),
        asks_for_decision=bool(mechanism and rule and asks_for_decision(mechanism, rule)),
        pause=pause,
        outcome=outcome_of(step, opened),
    )


def role_called(role: str, desk: Desk) -> str:
    named = role in ROLES or role in desk.library.pack.roles
    return title_of(role, desk.library.pack, desk.lang) if named else role


def law_of(rule: Rule, desk: Desk) -> tuple[Cited, ...]:
    """On what the clock rests, and where it has none of its own, the step."""
    clock: Grounded | None = rule.deadline
    citations = (clock.law if clock else None) or rule.law
    known = desk.library.pack.acts
    return cited(desk, [each for each in citations if each.act in known])


def law_of_case(mechanism: Mechanism | None, desk: Desk) -> tuple[Cited, ...]:
    """On what the mechanism itself rests."""
    known = desk.library.pack.acts
    return cited(desk, [each for each in mechanism.law if each.act in known]) if mechanism else ()


def proposal_of(rule: Rule, desk: Desk) -> str:
    """Why a clock is proposed, where the law is silent."""
    clock = rule.deadline
    return desk.say(clock.proposed) if clock and clock.proposed else ""


def papers_of(
    step: Step, rule: Rule | None, mechanism: Mechanism | None, desk: Desk
) -> tuple[Paper, ...]:
    if rule is None or mechanism is None:
        return ()
    titles = {each.key: desk.say(each.title) for each in mechanism.forms}
    return tuple(Paper(key, titles.get(key, key), is_done=key in step.papers) for key in rule.forms)


def can_begin(case: Case, mechanism: Mechanism | None, desk: Desk) -> list[tuple[str, str]]:
    """Steps of the mechanism that are not open now, in the order of its file."""
    if mechanism is None:
        return []
    running = set(case.steps.open().values_list("key", flat=True))
    return [(s.key, desk.say(s.title)) for s in mechanism.steps if s.key not in running]


def next_of(steps: Iterable[Due]) -> dict[object, Due]:
    """By case, the step that is due first; one without a clock comes after all that have one."""
    first: dict[object, Due] = {}
    for each in sorted(steps, key=lambda due: (due.step.due_at is None, due.step.due_at or 0)):
        first.setdefault(each.step.case_id, each)
    return first
