"""Conferences: called, moved, called off; who has a seat, and which cases are heard."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Notice, Person, Post, Recusal
from bashke.accounts.policy import May
from bashke.accounts.services import recuse
from bashke.accounts.services.memberships import tell_person
from bashke.audit.services import record
from bashke.cases.models import Assignment, Case, Conference, Item, Seat
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import refuse_unless_lead
from bashke.cases.services.referrals import LONGEST, holder_of
from bashke.cases.services.sealed_parts import compartments_of, is_held, members_of
from bashke.cases.services.steps import refuse_closed, tell
from bashke.keys import services as keys
from bashke.keys.opening import Ring, open_with

CONFERENCE = "conference"
GROUND = "assignment"
SYSTEM = "system"
# Proposed practice: no act that was read says how long it is kept where a group met.
PLACE_KEPT = timedelta(days=30)
LONGEST_MEETING = timedelta(hours=12)
FARTHEST = timedelta(days=366)


@transaction.atomic
def call_conference(
    *,
    person: Person,
    ring: Ring,
    municipality: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    note: str,
    cases: Sequence[Case],
) -> Conference:
    """Call the members of some cases together; each is told that there is something, not what."""
    refuse_hours(starts_at, ends_at)
    refuse_long(place, note)
    mechanisms = {case.mechanism for case in cases}
    if len(mechanisms) != 1:
        raise CaseError(_("Choose at least one case, all of one mechanism."))
    if not person.may(May.LEAD, municipality):
        raise CaseError(_("Only who leads a case calls a conference."))
    opened = keys.create(
        kind=CONFERENCE, municipality=municipality, holders=[holder_of(person)], ground=GROUND,
        actor=person.actor,
    )  # fmt: skip
    made = Conference(
        municipality=municipality, mechanism=mechanisms.pop(), called_by=person,
        starts_at=starts_at, ends_at=ends_at, compartment=opened.id,
    )  # fmt: skip
    made.place = opened.seal(place, field=made.field("place"))
    made.note = opened.seal(note, field=made.field("note"))
    made.save(force_insert=True)
    leading = Assignment.objects.current().get(case=cases[0], person=person)
    Seat.objects.create(conference=made, person=person, post=leading.post, answer=Seat.Answer.COMES)
    tell_of(made, person, "conference.called")
    for case in cases:
        put_on_agenda(conference=made, case=case, ring=ring, person=person)
    return made


@transaction.atomic
def put_on_agenda(*, conference: Conference, case: Case, ring: Ring, person: Person) -> Item:
    """A case is heard: its members are called, each of them with the key of the place."""
    refuse_over(conference)
    refuse_closed(case)
    refuse_unless_lead(case, person)
    same = case.mechanism == conference.mechanism and case.municipality == conference.municipality
    if not same or not seat_of(conference, person):
        raise CaseError(_("Only a case of this mechanism, led by somebody called, is heard."))
    try:
        with transaction.atomic():
            item = Item.objects.create(conference=conference, case=case, by=person)
    except IntegrityError:
        raise CaseError(_("This case is on the agenda already.")) from None
    for each in hearing(case):
        if not seat_of(conference, each.person):
            take_seat(conference, each.person, each.post, ring, person)
    tell(case, person, f"conference.agenda/{conference.pk}")
    return item


@transaction.atomic
def take_off_agenda(*, item: Item, person: Person) -> None:
    """A case is not heard after all. What was decided stays, so then it is refused."""
    refuse_over(item.conference)
    refuse_unless_lead(item.case, person)
    if item.decisions.exists() or item.actions.exists() or item.minutes.exists():
        raise CaseError(_("Something was written about this case already. It stays."))
    conference, case = item.conference, item.case
    item.delete()
    release(conference, [each.person for each in members_of(case)], person)
    tell(case, person, f"conference.off-agenda/{conference.pk}")


def take_seat(conference: Conference, who: Person, post: Post, ring: Ring, by: Person) -> None:
    Seat.objects.create(conference=conference, person=who, post=post)
    keys.grant(
        ring=ring, compartment=conference.compartment, to=holder_of(who), ground=GROUND,
        actor=by.actor, epochs="all",
    )  # fmt: skip
    tell_called(conference, who)


@transaction.atomic
def uncall(*, seat: Seat, person: Person) -> None:
    """Somebody is not needed there; the place closes for them."""
    conference = seat.conference
    refuse_over(conference)
    refuse_unless_chair(conference, person)
    if seat.person_id == conference.called_by_id:
        raise CaseError(_("Who called the conference is there. Call it off instead."))
    end_seat(seat, person)
    tell_of(conference, person, "conference.uncalled", seat.person_id)


@transaction.atomic
def answer_call(*, seat: Seat, person: Person, answer: str) -> None:
    """Say whether one comes."""
    refuse_over(seat.conference)
    if seat.person_id != person.pk or answer not in {Seat.Answer.COMES, Seat.Answer.EXCUSED}:
        raise CaseError(_("Say whether you come."))
    Seat.objects.filter(pk=seat.pk).update(answer=answer)
    tell_of(seat.conference, person, f"conference.{answer}")


@transaction.atomic
def note_presence(*, conference: Conference, person: Person, present: Collection[int]) -> None:
    """Who was there, written down by who called it, from the moment that it begins."""
    refuse_unless_chair(conference, person)
    if conference.cancelled_at or conference.starts_at > timezone.now():
        raise CaseError(_("Who was there is written down once it has begun."))
    for seat in conference.seats.current():
        Seat.objects.filter(pk=seat.pk).update(was_there=seat.pk in present)
    tell_of(conference, person, "conference.presence-noted")


@transaction.atomic
def move_conference(
    *,
    conference: Conference,
    ring: Ring,
    person: Person,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    note: str,
) -> None:
    """Another hour or place; everybody is told anew, and answers anew."""
    refuse_over(conference)
    refuse_unless_chair(conference, person)
    refuse_hours(starts_at, ends_at)
    refuse_long(place, note)
    opened = open_with(ring, conference.compartment)
    Conference.objects.filter(pk=conference.pk).update(
        starts_at=starts_at,
        ends_at=ends_at,
        changes=conference.changes + 1,
        place=opened.seal(place, field=conference.field("place")),
        note=opened.seal(note, field=conference.field("note")),
    )
    conference.refresh_from_db()
    others = conference.seats.current().exclude(person=person)
    others.update(answer=Seat.Answer.NONE)
    for seat in others.select_related("person"):
        tell_called(conference, seat.person)
    tell_of(conference, person, "conference.moved")


@transaction.atomic
def call_off(*, conference: Conference, person: Person) -> None:
    """It does not take place; everybody is told."""
    refuse_unless_chair(conference, person)
    live = Conference.objects.filter(pk=conference.pk, cancelled_at=None)
    if not live.update(cancelled_at=timezone.now(), changes=conference.changes + 1):
        raise CaseError(_("This conference is over, or was called off."))
    conference.refresh_from_db()
    for seat in conference.seats.current().exclude(person=person).select_related("person"):
        tell_called(conference, seat.person)
    tell_of(conference, person, "conference.called-off")


@transaction.atomic
def step_out(*, item: Item, ring: Ring, person: Person) -> None:
    """A case touches somebody's own people: they leave the case, and it is not there for them.

    Who leads it hands it over first.
    """
    case, conference = item.case, item.conference
    taking = Assignment.objects.current().filter(case=case, person=person)
    if taking.filter(part=Assignment.Part.LEAD).exists():
        raise CaseError(_("The case needs a lead. Hand it over first."))
    holder = holder_of(person)
    recuse(
        person=person,
        municipality=case.municipality,
        subject=case.subject,
        compartments=[each for each in compartments_of(case) if is_held(each, holder)],
        ring=ring,
    )
    tell(case, person, f"conference.stepped-out/{conference.pk}")


@transaction.atomic
def look_at_conference(*, conference: Conference, person: Person) -> None:
    """Somebody saw where it is."""
    tell_of(conference, person, "conference.opened")


@transaction.atomic
def forget_places(*, today: date) -> int:
    """Destroy the key of places where groups met a month ago; what was decided stays."""
    over = Conference.objects.over(today - PLACE_KEPT)
    for conference in over:
        keys.shred(compartment=conference.compartment, actor=SYSTEM)
        Conference.objects.filter(pk=conference.pk).update(
            place=b"", note=b"", forgotten_at=timezone.now()
        )
        record(
            municipality=conference.municipality, actor=SYSTEM, act="conference.place-forgotten",
            subject=conference.subject, ground="retention",
        )  # fmt: skip
    return len(over)


def hearing(case: Case) -> list[Assignment]:
    """Who takes part in a case now and may hear it; who stepped out does not."""
    out = set(Recusal.objects.filter(subject=case.subject).values_list("person", flat=True))
    return [each for each in members_of(case) if each.person_id not in out]


def release_seats(recusal: Recusal) -> None:
    """Who stepped out of a case is called to no conference that hears it alone."""
    heard = Conference.objects.filter(items__case__subject=recusal.subject)
    for conference in heard.to_come():
        release(conference, [recusal.person], recusal.person)


def seat_of(conference: Conference, person: Person) -> Seat | None:
    return conference.seats.current().filter(person=person).first()


def release(conference: Conference, people: Collection[Person], by: Person) -> None:
    """End the seats of people who hear none of the cases any more; who called it stays."""
    for who in people:
        seat = seat_of(conference, who)
        hears = Item.objects.visible_to(who).filter(conference=conference).exists()
        if seat and not hears and who.pk != conference.called_by_id:
            end_seat(seat, by)


def end_seat(seat: Seat, by: Person) -> None:
    if not Seat.objects.current().filter(pk=seat.pk).update(ended_at=timezone.now()):
        raise CaseError(_("This person is not called any more."))
    compartment, holder = seat.conference.compartment, holder_of(seat.person)
    if is_held(compartment, holder):
        keys.end(compartment=compartment, holder=holder, ground=GROUND, actor=by.actor, forget=True)


def tell_called(conference: Conference, who: Person) -> None:
    """There is something for you; told anew for each change."""
    subject = f"conference/{conference.reference}/{conference.changes}"
    tell_person(who, conference.municipality, Notice.Kind.CONFERENCE_CALLED, subject)


def tell_of(conference: Conference, person: Person, act: str, of: object = "") -> None:
    """One line about a conference; the subject may go on with whom it is about."""
    record(
        municipality=conference.municipality,
        actor=person.actor,
        act=act,
        subject=f"{conference.subject}/{of}" if of else conference.subject,
        ground=GROUND,
    )


def refuse_unless_chair(conference: Conference, person: Person) -> None:
    if conference.called_by_id != person.pk:
        raise CaseError(_("Only who called the conference can do this."))


def refuse_over(conference: Conference) -> None:
    conference.refresh_from_db()
    if conference.is_over:
        raise CaseError(_("This conference is over, or was called off."))


def refuse_hours(starts_at: datetime, ends_at: datetime) -> None:
    now = timezone.now()
    if not now < starts_at < now + FARTHEST:
        raise CaseError(_("A conference begins at a moment to come, within a year."))
    if not timedelta(0) < ends_at - starts_at <= LONGEST_MEETING:
        raise CaseError(_("It ends after it begins, and lasts twelve hours at most."))


def refuse_long(*texts: str) -> None:
    if any(len(text) > LONGEST for text in texts):
        raise CaseError(_("Write a text of at most 20,000 characters."))
