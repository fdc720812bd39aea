"""Late by law: what stands on the board. Dates and states, and not a word of any case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from bashke.cases.models import Assignment, Case, Referral, Step
from bashke.cases.naming import called, mechanism_in, title_in
from bashke.cases.working.steps import role_called, rules_of
from bashke.guide.desk import Desk

AT_MOST = 200


@dataclass(frozen=True)
class Late:
    """A clock that has run out: whose, in which case, since when."""

    reference: str
    title: str
    step: str
    who: str
    lead: str
    due_at: datetime
    is_confirmed: bool


@dataclass(frozen=True)
class Board:
    """Clocks of the law apart from proposed ones, cases without a lead, unanswered referrals."""

    by_law: list[Late]
    proposed: list[Late]
    leaderless: list[tuple[Case, str]]
    unanswered: list[tuple[Referral, str]]


def board_of(place: str, desk: Desk) -> Board:
    """What ran out in one municipality, the longest over first; a fixed number of queries."""
    over = Step.objects.of(place).past_due().filter(case__closed_at=None)
    rows = list(over.select_related("case").order_by("due_at", "pk")[:AT_MOST])
    leads = leads_of({each.case_id for each in rows}, desk)
    found = [late(each, leads, desk) for each in rows]
    waiting = Referral.objects.of(place).unanswered().select_related("post__institution")
    return Board(
        by_law=[each for each in found if each.is_confirmed],
        proposed=[each for each in found if not each.is_confirmed],
        leaderless=[(each, title_in(desk, each)) for each in without_lead(place)],
        unanswered=[
            (each, called(each.post, desk) if each.post else "")
            for each in waiting.order_by("answer_by", "pk")[:AT_MOST]
        ],
    )


def without_lead(place: str) -> list[Case]:
    """Open cases that nobody leads now."""
    leading = Assignment.objects.current().filter(case=OuterRef("pk"), part=Assignment.Part.LEAD)
    alone = Case.objects.of(place).open().filter(~Exists(leading))
    return list(alone.order_by("opened_at", "pk")[:AT_MOST])


def leads_of(cases: Iterable[UUID], desk: Desk) -> dict[UUID, str]:
    """Who leads each of these cases, and at which post."""
    leading = Assignment.objects.current().filter(case__in=cases, part=Assignment.Part.LEAD)
    rows = leading.select_related("person", "post__institution")
    return {each.case_id: f"{each.person.name}, {called(each.post, desk)}" for each in rows}


def late(step: Step, leads: dict[UUID, str], desk: Desk) -> Late:
    rule = rules_of(mechanism_in(desk, step.case)).get(step.key)
    return Late(
        reference=step.case.reference,
        title=title_in(desk, step.case),
        step=desk.say(rule.title) if rule else step.key,
        who=role_called(step.role, desk),
        lead=leads.get(step.case_id, ""),
        due_at=step.due_at or step.begun_at,
        is_confirmed=step.is_confirmed,
    )
