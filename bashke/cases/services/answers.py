"""What the receiving post does with a referral: receive, accept into a case, decline, answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Notice, Person, Post
from bashke.accounts.policy import May
from bashke.accounts.services.memberships import tell_person
from bashke.accounts.services.notices import see_about
from bashke.cases.clocks import mechanism_of
from bashke.cases.models import Assignment, Case, Referral
from bashke.cases.permissions import refuse_unless_open
from bashke.cases.refusals import CaseError
from bashke.cases.services.matching import remember_name
from bashke.cases.services.referrals import compartment_of, holder_of, move, tell, words_of
from bashke.cases.services.steps import start
from bashke.keys import services as keys
from bashke.keys.opening import Ring, open_with
from bashke.tally.services import count

State = Referral.State
CASE = "case"


@transaction.atomic
def receive(*, referral: Referral, person: Person) -> None:
    """Somebody at the post opened it; the sender sees that it arrived. Every opening is told."""
    if referral.state == State.SENT:
        Referral.objects.filter(pk=referral.pk, state=State.SENT).update(
            state=State.RECEIVED, received_at=timezone.now()
        )
        referral.refresh_from_db()
    tell(referral, person.actor, "referral.opened", "post")
    see_about(person=person, subject=referral.subject)


@transaction.atomic
def accept(*, referral: Referral, ring: Ring, person: Person) -> Case:
    """Take the concern on: a case begins, with this person leading, and the law's first clock.

    The case has a compartment of its own, so that its members never see who reported.
    """
    post = post_of(referral, person)
    if not person.may(May.LEAD, referral.municipality):
        raise CaseError(_("Your post takes part in cases and leads none. Decline, and say who."))
    version = mechanism_of(referral.mechanism, referral.version)
    refuse_unless_open(referral.municipality, version)
    move(referral, Referral.WAITING, state=State.ACCEPTED, answered_at=timezone.now())
    opened = keys.create(
        kind=CASE,
        municipality=referral.municipality,
        holders=[holder_of(person)],
        ground="assignment",
        actor=person.actor,
        break_glass=True,
    )
    words = words_of(referral, ring)
    case = Case(
        municipality=referral.municipality,
        mechanism=referral.mechanism,
        version=referral.version,
        referral=referral,
        reported_at=referral.spoken_at or referral.sent_at or timezone.now(),
        compartment=opened.id,
    )
    case.subject = f"case/{case.pk}"
    case.about = opened.seal(words.get("about", ""), field=case.field("about"))
    case.summary = opened.seal(words.get("concern", ""), field=case.field("summary"))
    case.reach = opened.seal(words.get("reach", ""), field=case.field("reach"))
    case.save(force_insert=True)
    Assignment.objects.create(
        case=case,
        person=person,
        post=post,
        part=Assignment.Part.LEAD,
        opened_at=case.opened_at,
    )
    start(case, version, [referral.first_step])
    remember_name(case=case, ring=ring, person=person)
    tell(referral, person.actor, "referral.accepted", "post")
    count(municipality=case.municipality, what="case-opened", mechanism=case.mechanism)
    tell_sender(referral)
    return case


@transaction.atomic
def decline(*, referral: Referral, ring: Ring, person: Person, reason: str) -> None:
    """Say no, with the reason and where to; the sender reads it, and can send it on."""
    post_of(referral, person)
    if not reason.strip():
        raise CaseError(_("Write why, and who should get it instead."))
    sealed = sealed_answer(referral, ring, reason)
    move(
        referral,
        Referral.WAITING,
        state=State.DECLINED,
        answered_at=timezone.now(),
        answer=sealed,
    )
    tell(referral, person.actor, "referral.declined", "post")
    count(
        municipality=referral.municipality, what="referral-declined", mechanism=referral.mechanism
    )
    tell_sender(referral)


@transaction.atomic
def complete(*, referral: Referral, ring: Ring, person: Person, answer: str) -> None:
    """Tell the sender what came of it, without content that the sender need not have."""
    if not answer.strip():
        raise CaseError(_("Write one sentence for the sender: what was done, and no more."))
    leads = Assignment.objects.current().filter(
        case__referral=referral, person=person, part=Assignment.Part.LEAD
    )
    if not leads.exists():
        raise CaseError(_("Only who leads the case answers the sender."))
    sealed = sealed_answer(referral, ring, answer)
    move(referral, {State.ACCEPTED}, state=State.COMPLETED, answer=sealed)
    tell(referral, person.actor, "referral.completed", "assignment")
    tell_sender(referral)


def post_of(referral: Referral, person: Person) -> Post:
    """The post at which this person received it; the sender never answers himself."""
    held = Membership.objects.current().filter(
        person=person, post=referral.post_id, keyed_at__isnull=False
    )
    found = held.select_related("post__institution").first()
    if found is None or referral.sender_id == person.pk:
        raise CaseError(_("Only the post that it was sent to answers it."))
    return found.post


def sealed_answer(referral: Referral, ring: Ring, text: str) -> bytes:
    opened = open_with(ring, compartment_of(referral))
    return opened.seal(text, field=referral.field("answer"))


def tell_sender(referral: Referral) -> None:
    """There is something for the sender; not what."""
    if referral.sender:
        subject = f"{referral.subject}/{referral.state}"
        tell_person(referral.sender, referral.municipality, Notice.Kind.REFERRAL_ANSWERED, subject)
