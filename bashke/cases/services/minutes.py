"""What a conference leaves in a case: decisions, actions with an owner and a day, minutes.

Every member reads the decisions. An action is sealed for its owner's institution, and what was said
for who leads, and for the institutions to which the lead gives it: each under a key of its own.
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution, Notice, Person
from bashke.accounts.services.memberships import tell_person
from bashke.cases.models import Action, Assignment, Decision, Item, Minutes
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import refuse_unless_lead
from bashke.cases.services.referrals import LONGEST
from bashke.cases.services.sealed_parts import PartKind, members_of, part_if_open, part_of, register
from bashke.cases.services.steps import refuse_closed, tell
from bashke.keys.opening import Opened, Ring, open_with

# The part of who leads, and one for the members of each kind of institution.
LEADS = ""
MINUTES = "minutes"
FARTHEST = timedelta(days=366)


def part_for(audience: str) -> str:
    """The name of the part that an audience opens."""
    return f"for-{audience}" if audience else MINUTES


def audience_of(assignment: Assignment) -> str:
    """With whom somebody shares actions and minutes: those of the same kind of institution."""
    return assignment.post.institution.kind


def only_for(audience: str) -> Callable[[Assignment], bool]:
    return lambda assignment: audience_of(assignment) == audience


register(PartKind(name=MINUTES, opens_to=lambda _assignment: False))
for _kind in Institution.Kind.values:
    register(PartKind(name=part_for(_kind), opens_to=only_for(_kind)))


@transaction.atomic
def decide(
    *, item: Item, ring: Ring, person: Person, text: str, reason: str, dissent: str = ""
) -> Decision:
    """Write down what was decided and why, and who saw it otherwise; it is never changed."""
    refuse_unwritten(item, person)
    if not text.strip() or not reason.strip() or len(text + reason + dissent) > LONGEST:
        raise CaseError(_("Write what was decided, and why."))
    opened = open_with(ring, item.case.compartment)
    made = Decision(item=item, by=person)
    made.text = opened.seal(text, field=made.field("text"))
    made.reason = opened.seal(reason, field=made.field("reason"))
    made.dissent = opened.seal(dissent, field=made.field("dissent")) if dissent else b""
    made.save(force_insert=True)
    tell(item.case, person, f"conference.decided/{item.conference.pk}")
    return made


@transaction.atomic
def add_action(
    *, item: Item, ring: Ring, person: Person, owner: Assignment, due_on: date, text: str
) -> Action:
    """Somebody does something by a day; they are told that there is something."""
    refuse_unwritten(item, person)
    if not text.strip() or len(text) > LONGEST:
        raise CaseError(_("Write what is done, and who does it."))
    if not timezone.localdate() <= due_on <= timezone.localdate() + FARTHEST:
        raise CaseError(_("Give a day to come, within a year."))
    if owner.pk not in {each.pk for each in members_of(item.case)}:
        raise CaseError(_("Only somebody who takes part in the case can do it."))
    made = Action(
        case=item.case, item=item, owner=owner.person, due_on=due_on, by=person,
        audience=audience_of(owner),
    )  # fmt: skip
    opened = part_opened(item, made.audience, ring, person)
    made.text = opened.seal(text, field=made.field("text"))
    made.save(force_insert=True)
    if owner.person_id != person.pk:
        tell_person(
            owner.person, item.case.municipality, Notice.Kind.ACTION_GIVEN,
            f"conference/{item.conference.reference}/{item.case.reference}/{made}",
        )  # fmt: skip
    tell(item.case, person, f"action.given/{owner.person_id}")
    return made


@transaction.atomic
def finish_action(*, action: Action, ring: Ring, person: Person, outcome: str) -> None:
    """It is done, in a sentence: said by who did it, or by who leads."""
    end_action(action, ring, person, outcome, "done_at")
    tell(action.case, person, "action.done")


@transaction.atomic
def drop_action(*, action: Action, ring: Ring, person: Person, reason: str) -> None:
    """It is not needed after all: said by who leads, and why."""
    refuse_unless_lead(action.case, person)
    end_action(action, ring, person, reason, "dropped_at")
    tell(action.case, person, "action.left-out")


@transaction.atomic
def write_minutes(
    *, item: Item, ring: Ring, person: Person, text: str, audiences: Collection[str]
) -> None:
    """What was said: for who leads, and for each institution to which the lead gives it.

    Written anew it replaces what was there; who is not named any more reads nothing.
    """
    refuse_unwritten(item, person)
    if not text.strip() or len(text) > LONGEST:
        raise CaseError(_("Write a text of at most 20,000 characters."))
    if set(audiences) - {audience_of(each) for each in members_of(item.case)}:
        raise CaseError(_("Only institutions that take part in the case can get it."))
    item.minutes.all().delete()
    for audience in {LEADS, *audiences}:
        made = Minutes(item=item, audience=audience, by=person)
        opened = part_opened(item, audience, ring, person)
        made.text = opened.seal(text, field=made.field("text"))
        made.save(force_insert=True)
    tell(item.case, person, f"minutes.written/{item.conference.pk}")


@transaction.atomic
def open_item(*, item: Item, person: Person) -> None:
    """Somebody read what a conference left in a case."""
    tell(item.case, person, f"minutes.opened/{item.conference.pk}")


def minutes_for(item: Item, ring: Ring, audience: str) -> str:
    """What was said, for one of an audience; nothing where it was not given to it."""
    row = item.minutes.filter(audience=audience).first()
    found = row and part_if_open(case=item.case, kind=part_for(audience), ring=ring)
    return found[1].unseal(row.text, field=row.field("text")) if row and found else ""


def words_of_action(action: Action, ring: Ring) -> dict[str, str]:
    """The texts of an action; empty where the ring has no key."""
    found = part_if_open(case=action.case, kind=part_for(action.audience), ring=ring)
    if found is None:
        return {}
    return {
        name: found[1].unseal(sealed, field=action.field(name))
        for name in ("text", "outcome")
        if (sealed := getattr(action, name))
    }


def words_of_decision(decision: Decision, opened: Opened) -> dict[str, str]:
    return {
        name: opened.unseal(sealed, field=decision.field(name))
        for name in Decision.TEXTS
        if (sealed := getattr(decision, name))
    }


def part_opened(item: Item, audience: str, ring: Ring, person: Person) -> Opened:
    _part, opened = part_of(case=item.case, kind=part_for(audience), ring=ring, person=person)
    return opened


def end_action(action: Action, ring: Ring, person: Person, outcome: str, moment: str) -> None:
    refuse_closed(action.case)
    if action.owner_id != person.pk:
        refuse_unless_lead(action.case, person)
    if not outcome.strip() or len(outcome) > LONGEST:
        raise CaseError(_("Write in a sentence what was done."))
    found = part_if_open(case=action.case, kind=part_for(action.audience), ring=ring)
    if found is None:
        raise CaseError(_("Your key does not open this part of the case. Ask who leads it."))
    ended = (
        Action.objects.open()
        .filter(pk=action.pk)
        .update(
            outcome=found[1].seal(outcome, field=action.field("outcome")),
            **{moment: timezone.now()},
        )
    )
    if not ended:
        raise CaseError(_("Somebody did this a moment ago. Open the case again."))


def refuse_unwritten(item: Item, person: Person) -> None:
    """Who leads writes what a conference leaves in a case, from the moment that it begins."""
    refuse_closed(item.case)
    refuse_unless_lead(item.case, person)
    if item.conference.cancelled_at or item.conference.starts_at > timezone.now():
        raise CaseError(_("What was decided is written down once the conference has begun."))
