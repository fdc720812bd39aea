"""A referral on its way: begun, told by word of mouth, written, sent, sent on, withdrawn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Notice, Person, Post, Recusal, people_holding
from bashke.accounts.policy import May
from bashke.accounts.services.memberships import tell_person
from bashke.audit.services import record
from bashke.cases.clocks import ANSWER_WITHIN, WRITE_WITHIN, standing, step_of
from bashke.cases.models import Referral
from bashke.cases.permissions import refuse_unless_open
from bashke.cases.refusals import CaseError
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.keys.opening import Ring, open_with
from bashke.tally.services import count

State = Referral.State
AS_DRAFT = "referral-draft"
LONGEST = 20_000


@dataclass(frozen=True)
class Grounds:
    """Why it may be told, apart from whether the person wants help and wants it told."""

    ground: str
    help_agreed: str
    telling_agreed: str


@transaction.atomic
def begin(
    *,
    sender: Person,
    sender_post: Post,
    municipality: str,
    mechanism: str,
    first_step: str,
    duty: str,
    on: date | None = None,
) -> Referral:
    """A draft that only its sender can open. Nothing of the answers of Ask comes along."""
    if not sender.may(May.REFER, municipality):
        raise CaseError(_("You hold no post here from which a referral can be sent."))
    if duty not in Referral.Duty.values:
        raise CaseError(_("Say whether the law obliges you, allows you, or asks for agreement."))
    version = standing(mechanism, on or timezone.localdate())
    refuse_unless_open(municipality, version)
    step_of(version, first_step)
    opened = keys.create(
        kind=AS_DRAFT,
        municipality=municipality,
        holders=[holder_of(sender)],
        ground="assignment",
        actor=sender.actor,
    )
    referral = Referral.objects.create(
        municipality=municipality,
        mechanism=mechanism,
        version=version.in_force_from,
        first_step=first_step,
        duty=duty,
        sender=sender,
        sender_post=sender_post,
        compartment=opened.id,
    )
    tell(referral, sender.actor, "referral.begun")
    return referral


@transaction.atomic
def write(*, referral: Referral, ring: Ring, actor: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed, sealed; of a referral that is not sent yet."""
    unknown = set(texts) - set(Referral.TEXTS)
    if unknown:
        raise CaseError(_("This cannot be written here."))
    if any(len(text) > LONGEST for text in texts.values()):
        raise CaseError(_("A text may have 20,000 characters. Keep to what the receiver needs."))
    opened = open_with(ring, compartment_of(referral))
    sealed = opened.seal_all({referral.field(name): text for name, text in texts.items()})
    values = {name: sealed[referral.field(name)] for name in texts}
    move(referral, Referral.WRITABLE, **values)
    tell(referral, actor, "referral.written")


@transaction.atomic
def speak(*, referral: Referral, ring: Ring, actor: str, at: datetime, to: str) -> None:
    """It was told by phone already: acting never waits for a form, which follows within a day."""
    now = timezone.now()
    if not now - timedelta(days=7) <= at <= now:
        raise CaseError(_("Give the moment of the call: it is past, and not longer than a week."))
    write(referral=referral, ring=ring, actor=actor, texts={"spoken_with": to})
    move(
        referral,
        Referral.WRITABLE,
        state=State.SPOKEN,
        spoken_at=at,
        write_by=at + WRITE_WITHIN,
    )
    tell(referral, actor, "referral.spoken", Referral.Ground.DANGER)


@transaction.atomic
def send(
    *,
    referral: Referral,
    post: Post,
    grounds: Grounds,
    ring: Ring,
    actor: str,
    involved: Collection[Person] = (),
) -> None:
    """Tell it to the post that leads. Who is `involved` himself gets no key, and never will.

    Refused without a ground, without the words that the receiver needs, and where nobody at the
    post could open it.
    """
    refuse_without_ground(referral, grounds)
    refuse_without_words(referral, ring)
    refuse_other_place(referral, post)
    receivers = receivers_at(post, involved)
    for holder in receivers:
        keys.grant(
            ring=ring,
            compartment=compartment_of(referral),
            to=holder,
            ground="post",
            actor=actor,
        )
    for person in involved:
        Recusal.objects.get_or_create(
            person=person,
            subject=referral.subject,
            defaults={"municipality": referral.municipality},
        )
    now = timezone.now()
    move(
        referral,
        Referral.WRITABLE,
        state=State.SENT,
        post=post,
        sent_at=now,
        answer_by=now + ANSWER_WITHIN,
        climbed=0,
        ground=grounds.ground,
        help_agreed=grounds.help_agreed,
        telling_agreed=grounds.telling_agreed,
    )
    tell(referral, actor, "referral.sent", grounds.ground)
    tell_post(post, referral, involved)
    count(municipality=referral.municipality, what="referral-sent", mechanism=referral.mechanism)


def tell_post(post: Post, referral: Referral, but: Collection[Person]) -> None:
    """There is something for whoever holds the post; not what, and not for who is involved."""
    for person in people_holding([post.pk]).exclude(pk__in=[each.pk for each in but]):
        tell_person(person, referral.municipality, Notice.Kind.REFERRAL_WAITING, referral.subject)


@transaction.atomic
def send_on(*, referral: Referral, post: Post, ring: Ring, sender: Person) -> Referral:
    """A referral that was declined goes to another post, with its words and its grounds.

    It does not come back to one that declined it: what was sent to and fro is refused.
    """
    own = referral.sender_id == sender.pk and referral.sender_post
    if referral.state != State.DECLINED or not own:
        raise CaseError(_("Only a referral that was declined is sent on, by who sent it."))
    if post.pk in posts_before(referral):
        raise CaseError(_("This post has declined it already. Choose another."))
    following = begin(
        sender=sender,
        sender_post=own,
        municipality=referral.municipality,
        mechanism=referral.mechanism,
        first_step=referral.first_step,
        duty=referral.duty,
    )
    following.previous = referral
    following.save(update_fields=["previous"])
    texts = words_of(referral, ring)
    texts.pop("answer", None)
    write(referral=following, ring=ring, actor=sender.actor, texts=texts)
    grounds = Grounds(referral.ground, referral.help_agreed, referral.telling_agreed)
    out = Person.objects.filter(recusals__subject=referral.subject)
    send(
        referral=following, post=post, grounds=grounds, ring=ring, actor=sender.actor,
        involved=[*out],
    )  # fmt: skip
    return following


@transaction.atomic
def withdraw(*, referral: Referral, sender: Person) -> None:
    """Stop sharing at once: who received it opens it no more. Paper cannot be called back."""
    move(referral, Referral.WAITING, state=State.WITHDRAWN, answered_at=timezone.now())
    for holder in set(holders_of(compartment_of(referral))) - {sender.holder}:
        keys.end(
            compartment=compartment_of(referral), holder=holder, ground="agreement",
            actor=sender.actor, forget=True,
        )  # fmt: skip
    tell(referral, sender.actor, "referral.withdrawn")


@transaction.atomic
def discard(*, referral: Referral, actor: str) -> None:
    """A draft that is not needed: its words are gone for good."""
    move(referral, Referral.WRITABLE, state=State.WITHDRAWN)
    if referral.compartment:
        keys.shred(compartment=referral.compartment, actor=actor, ground="retention")
    tell(referral, actor, "referral.discarded")


def refuse_without_ground(referral: Referral, grounds: Grounds) -> None:
    """The law's ground, the wish for help and the agreement to tell are three things."""
    known = grounds.ground in Referral.Ground.values
    answers = {grounds.help_agreed, grounds.telling_agreed} <= set(Referral.Agreed.values)
    if not known or not answers:
        raise CaseError(_("Choose the ground, and say what the person wants."))
    by_law = grounds.ground in {Referral.Ground.DUTY, Referral.Ground.DANGER}
    agreed = grounds.telling_agreed == Referral.Agreed.YES
    if grounds.ground == Referral.Ground.AGREEMENT and not agreed:
        raise CaseError(_("The ground is the person's agreement, and it was not given."))
    if referral.duty == Referral.Duty.WITH_AGREEMENT and not agreed and not by_law:
        raise CaseError(_("Here the law asks for the person's agreement before it is told."))
    if grounds.ground == Referral.Ground.DUTY and referral.duty != Referral.Duty.MUST:
        raise CaseError(_("The law lays no duty on you here. Choose another ground."))


def refuse_without_words(referral: Referral, ring: Ring) -> None:
    words = words_of(referral, ring)
    if not words.get("about", "").strip() or not words.get("concern", "").strip():
        raise CaseError(_("Write who it is about and what you saw or heard."))
    needs_reason = referral.duty != Referral.Duty.MUST
    if needs_reason and not words.get("necessity", "").strip():
        raise CaseError(_("Write why it has to be told, and why less would not do."))


def refuse_other_place(referral: Referral, post: Post) -> None:
    working = Post.objects.working().of(referral.municipality).filter(pk=post.pk)
    if not working.exists():
        raise CaseError(_("There is no such post in this municipality."))


def receivers_at(post: Post, involved: Collection[Person]) -> list[UUID]:
    """The post itself; where somebody there is involved, the others one by one."""
    held = Membership.objects.current().filter(post=post, keyed_at__isnull=False)
    there = list(held.select_related("person"))
    kept_out = {person.pk for person in involved}
    others = [
        each.person.holder
        for each in there
        if each.person_id not in kept_out and each.person.holder
    ]
    if post.holder is None or not others:
        raise CaseError(
            _("Nobody at this post could open it. Choose another post, or ask the supervisor.")
        )
    return [post.holder] if len(others) == len(there) else others


def words_of(referral: Referral, ring: Ring) -> dict[str, str]:
    """The texts of a referral, for who holds its key."""
    if referral.compartment is None:
        return {}
    opened = open_with(ring, referral.compartment)
    return {
        name: opened.unseal(sealed, field=referral.field(name))
        for name in Referral.TEXTS
        if (sealed := getattr(referral, name))
    }


def posts_before(referral: Referral | None) -> set[UUID]:
    """Every post that declined it on its way."""
    found: set[UUID] = set()
    while referral is not None:
        if referral.post_id:
            found.add(referral.post_id)
        referral = referral.previous
    return found


def move(referral: Referral, start: Collection[str], **values: object) -> None:
    """Change it if it is in one of these states; of two at once one is told that it came late."""
    if not Referral.objects.filter(pk=referral.pk, state__in=start).update(**values):
        raise CaseError(_("Somebody answered or changed this a moment ago. Open it again."))
    referral.refresh_from_db()


def compartment_of(referral: Referral) -> UUID:
    if referral.compartment is None:
        raise CaseError(_("The words of this referral have been erased."))
    return referral.compartment


def holder_of(person: Person) -> UUID:
    if person.holder is None:
        raise CaseError(_("This account has no keys."))
    return person.holder


def tell(referral: Referral, actor: str, act: str, ground: str = "") -> None:
    record(
        municipality=referral.municipality,
        actor=actor,
        act=act,
        subject=referral.subject,
        ground=ground,
    )
