"""When somebody leaves a post, the cases carried at it go to the successor, or wait for a lead.

A person who carries no post opens no case by it: the key goes in the same transaction.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.belongings import Belonging
from bashke.accounts.models import Membership, Notice, Person, Post, Recusal
from bashke.accounts.services.memberships import tell_person
from bashke.accounts.services.recusals import is_recused
from bashke.audit.services import record
from bashke.cases.models import Assignment, Case
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import (
    Part,
    end_assignment,
    join,
    lead_from_now,
    refuse_unless_may_lead,
)
from bashke.cases.services.climbing import kept_out, supervisors
from bashke.cases.services.sealed_parts import compartments_of, members_of, refuse_lead_at
from bashke.cases.services.steps import tell
from bashke.keys.opening import Ring, open_all

GROUND = "post"


def hand_over_with_post(*, leaving: Membership, successor: Person, ring: Ring, actor: str) -> None:
    """Give a successor at the post every case that this ring opens wholly, closed ones as well."""
    for assignment in carried_at(leaving):
        case = assignment.case
        mine = compartments_of(case)
        if is_recused(successor, case.subject) or len(open_all(ring, mine)) < len(mine):
            continue
        current = Assignment.objects.current().filter(case=case, person=successor).first()
        taken = current or join(
            case=case, ring=ring, actor=actor, person=successor, post=leaving.post,
            part=Part.MEMBER,
        )  # fmt: skip
        if assignment.part == Part.LEAD:
            Assignment.objects.filter(pk=assignment.pk).update(part=Part.MEMBER)
            lead_from_now(taken, leaving.post, ring, actor)
        end_assignment(assignment, actor)
        note(case, actor, f"case.handed-over/{successor.pk}")
        tell_person(successor, case.municipality, Notice.Kind.CASE_SHARED, case.subject)


def end_with_post(membership: Membership, actor: str) -> None:
    """End what somebody carries at this post; a case without a lead is told to who can name one."""
    for assignment in carried_at(membership):
        end_assignment(assignment, actor)
        note(assignment.case, actor, f"member.ended/{assignment.person_id}")
        if assignment.part == Part.LEAD and assignment.case.closed_at is None:
            tell_of_no_lead(assignment.case)


def end_with_recusal(recusal: Recusal) -> None:
    """Who stepped out takes part no more; the keys went with the recusal itself.

    A case that lost its lead by it is told to who can name another.
    """
    mine = Assignment.objects.current().filter(
        case__subject=recusal.subject, person=recusal.person_id
    )
    for assignment in list(mine.select_related("case", "person")):
        Assignment.objects.filter(pk=assignment.pk).update(ends_at=timezone.now())
        note(assignment.case, recusal.person.actor, f"member.ended/{recusal.person_id}")
        if assignment.part == Part.LEAD and assignment.case.closed_at is None:
            tell_of_no_lead(assignment.case)


BELONGING = Belonging("cases", hand_over_with_post, end_with_post)


@transaction.atomic
def name_lead(*, case: Case, ring: Ring, by: Person, to: Person, post: Post) -> None:
    """Give a case that lost its lead a new one: by a member, or who opened it in an emergency.

    `CaseError` where somebody leads it, or where `to` may not.
    """
    leading = Assignment.objects.current().filter(case=case, part=Part.LEAD).first()
    if leading and not is_recused(leading.person, case.subject):
        raise CaseError(_("Somebody leads this case. Ask for it to be handed over."))
    refuse_unless_may_lead(to, post)
    refuse_lead_at(case, post)
    if post.municipality != case.municipality:
        raise CaseError(_("Choose a post of the municipality that the case belongs to."))
    if len(open_all(ring, compartments_of(case))) < len(compartments_of(case)):
        raise CaseError(_("Your key does not open the whole case. It has to be opened first."))
    if leading:
        end_assignment(leading, by.actor)
    current = Assignment.objects.current().filter(case=case, person=to).first()
    taken = current or join(
        case=case, ring=ring, actor=by.actor, person=to, post=post, part=Part.MEMBER
    )
    lead_from_now(taken, post, ring, by.actor)
    tell(case, by, f"case.lead-named/{to.pk}")
    tell_person(to, case.municipality, Notice.Kind.CASE_SHARED, case.subject)


def carried_at(membership: Membership) -> list[Assignment]:
    """The cases in which somebody takes part at this post now, unless it is held a second time."""
    held = Membership.objects.current().filter(post=membership.post, person=membership.person)
    if held.exclude(pk=membership.pk).exists():
        return []
    mine = Assignment.objects.current().filter(person=membership.person, post=membership.post)
    return list(mine.select_related("case", "person").order_by("pk"))


def tell_of_no_lead(case: Case) -> None:
    """The members who are left, and who supervises there: dates and states, not content."""
    out = kept_out(case.subject)
    members = {each.person for each in members_of(case) if each.person_id not in out}
    people = members | {*supervisors(case.municipality, out)}
    for person in people:
        tell_person(person, case.municipality, Notice.Kind.CASE_LEADERLESS, case.subject)


def note(case: Case, actor: str, act: str) -> None:
    verb, _slash, key = act.partition("/")
    record(
        municipality=case.municipality,
        actor=actor,
        act=verb,
        subject=f"{case.subject}/{key}",
        ground=GROUND,
    )
