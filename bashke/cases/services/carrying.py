"""Carrying a case: who takes part, what is written, who leads."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Notice, Person, Post, Recusal
from bashke.accounts.policy import ROLES, May
from bashke.accounts.services.memberships import tell_person
from bashke.cases.models import Assignment, Case, Entry
from bashke.cases.permissions import refuse_without_agreement
from bashke.cases.refusals import CaseError
from bashke.cases.services.matching import remember_name
from bashke.cases.services.referrals import LONGEST, holder_of
from bashke.cases.services.sealed_parts import give_parts, refuse_lead_at, take_keys
from bashke.cases.services.steps import refuse_closed, tell
from bashke.keys import services as keys
from bashke.keys.opening import Ring, open_with

Part = Assignment.Part


@transaction.atomic
def add_member(
    *, case: Case, ring: Ring, by: Person, person: Person, post: Post, part: str = Part.MEMBER
) -> Assignment:
    """Somebody takes part from now on: an assignment, and the key with which it opens.

    What was written before comes along: nobody tells their story twice.
    """
    refuse_closed(case)
    refuse_unless_lead(case, by)
    if part not in {Part.MEMBER, Part.ADVISER}:
        raise CaseError(_("Choose member or adviser."))
    if not Membership.objects.current().filter(person=person, post=post).exists():
        raise CaseError(_("This person does not hold that post."))
    refuse_without_agreement(case.municipality, post)
    assignment = join(case=case, ring=ring, actor=by.actor, person=person, post=post, part=part)
    tell(case, by, f"member.added/{person.pk}")
    tell_person(person, case.municipality, Notice.Kind.CASE_SHARED, case.subject)
    return assignment


def join(
    *, case: Case, ring: Ring, actor: str, person: Person, post: Post, part: str
) -> Assignment:
    """An assignment and the keys that go with it; refused where somebody takes part already."""
    if Recusal.objects.filter(person=person, subject=case.subject).exists():
        raise CaseError(_("This person stepped out of the case, or is kept out of it."))
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                case=case, person=person, post=post, part=part, opened_at=case.opened_at
            )
    except IntegrityError:
        raise CaseError(_("This person takes part already.")) from None
    give_keys(assignment, ring, actor)
    return assignment


def give_keys(assignment: Assignment, ring: Ring, actor: str) -> None:
    """The case and every part that opens to this member, to keep."""
    keys.grant(
        ring=ring,
        compartment=assignment.case.compartment,
        to=holder_of(assignment.person),
        ground="assignment",
        actor=actor,
        epochs="all",
    )
    give_parts(assignment=assignment, ring=ring, actor=actor)


@transaction.atomic
def end_member(*, assignment: Assignment, by: Person) -> None:
    """Somebody takes part no more: at once, and reads nothing that comes after."""
    case = assignment.case
    if assignment.person_id != by.pk:
        refuse_unless_lead(case, by)
    if assignment.part == Part.LEAD:
        raise CaseError(_("The case needs a lead. Hand it over first."))
    end_assignment(assignment, by.actor)
    tell(case, by, f"member.ended/{assignment.person_id}")


@transaction.atomic
def hand_over(*, case: Case, ring: Ring, by: Person, to: Person, post: Post) -> None:
    """Another person leads: with the whole file. Who handed over takes part no more."""
    refuse_closed(case)
    refuse_unless_lead(case, by)
    refuse_unless_may_lead(to, post)
    refuse_lead_at(case, post)
    leading = Assignment.objects.current().get(case=case, part=Part.LEAD)
    already = Assignment.objects.current().filter(case=case, person=to).first()
    if already is None:
        already = add_member(case=case, ring=ring, by=by, person=to, post=post)
    # One leads at a time; the parts go over while the key that gives them still opens them.
    Assignment.objects.filter(pk=leading.pk).update(part=Part.MEMBER)
    lead_from_now(already, post, ring, by.actor)
    end_assignment(leading, by.actor)
    tell(case, by, f"case.handed-over/{to.pk}")


@transaction.atomic
def rewrite(*, case: Case, ring: Ring, person: Person, field: str, text: str) -> None:
    """Write the summary, who it is about, or how to reach the person safely, anew."""
    refuse_closed(case)
    refuse_unless_lead(case, person)
    if field not in {"about", "summary", "reach"} or len(text) > LONGEST:
        raise CaseError(_("A text may have 20,000 characters. Keep to what the members need."))
    opened = open_with(ring, case.compartment)
    Case.objects.filter(pk=case.pk).update(**{field: opened.seal(text, field=case.field(field))})
    if field == "about":
        case.refresh_from_db(fields=["about"])
        remember_name(case=case, ring=ring, person=person)
    tell(case, person, f"case.rewritten/{field}")


@transaction.atomic
def add_entry(*, case: Case, ring: Ring, person: Person, kind: str, text: str) -> Entry:
    """A note, a message to the members, or who was told what: sealed, and never changed."""
    refuse_closed(case)
    if kind not in Entry.Kind.values or not text.strip() or len(text) > LONGEST:
        raise CaseError(_("Write a text of at most 20,000 characters."))
    opened = open_with(ring, case.compartment)
    entry = Entry(case=case, kind=kind, by=person)
    entry.text = opened.seal(text, field=f"{entry}/text")
    entry.save(force_insert=True)
    tell(case, person, f"entry.added/{kind}")
    others = Assignment.objects.current().filter(case=case).exclude(person=person)
    if kind == Entry.Kind.MESSAGE:
        for each in others.select_related("person"):
            tell_person(each.person, case.municipality, Notice.Kind.CASE_MESSAGE, str(entry))
    return entry


def refuse_unless_lead(case: Case, person: Person) -> None:
    if not case.is_led_by(person):
        raise CaseError(_("Only who leads the case can do this."))


def refuse_unless_may_lead(person: Person, post: Post) -> None:
    if May.LEAD not in ROLES[post.role].may:
        raise CaseError(_("This post takes part in cases and leads none. Choose another."))
    if not Membership.objects.current().filter(person=person, post=post).exists():
        raise CaseError(_("This person does not hold that post."))


def lead_from_now(assignment: Assignment, post: Post, ring: Ring, actor: str) -> None:
    """A member leads at this post and opens every part; also who was there for hours, for good."""
    Assignment.objects.filter(pk=assignment.pk).update(part=Part.LEAD, post=post, ends_at=None)
    assignment.refresh_from_db()
    give_keys(assignment, ring, actor)


def end_assignment(assignment: Assignment, actor: str) -> None:
    """Taking part ends now, and every key of the case with it."""
    now = timezone.now()
    if not Assignment.objects.current().filter(pk=assignment.pk).update(ends_at=now):
        raise CaseError(_("This person takes part no more."))
    take_keys(assignment=assignment, actor=actor)
