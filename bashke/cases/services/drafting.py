"""A referral while it is typed, and one that was told to the receiver by phone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Person, Post
from bashke.accounts.policy import May
from bashke.accounts.services.notices import see_about
from bashke.cases.clocks import ANSWER_WITHIN, standing, step_of
from bashke.cases.models import Case, Referral
from bashke.cases.permissions import refuse_unless_open
from bashke.cases.refusals import CaseError
from bashke.cases.services.answers import accept
from bashke.cases.services.referrals import LONGEST, Grounds, begin, move, tell, write
from bashke.keys import services as keys
from bashke.keys.opening import Ring
from bashke.tally.services import count

TOLD = "referral"


@transaction.atomic
def draft(
    *,
    sender: Person,
    sender_post: Post,
    municipality: str,
    mechanism: str,
    first_step: str,
    duty: str,
    law: Sequence[str],
    ring: Ring,
    texts: Mapping[str, str],
    grounds: Grounds,
) -> Referral:
    """Begin a referral with what was typed so far: the draft and its first words, or neither."""
    referral = begin(
        sender=sender,
        sender_post=sender_post,
        municipality=municipality,
        mechanism=mechanism,
        first_step=first_step,
        duty=duty,
    )
    move(referral, Referral.WRITABLE, law=[*law])
    keep(referral=referral, ring=ring, actor=sender.actor, texts=texts, grounds=grounds)
    return referral


@transaction.atomic
def keep(
    *, referral: Referral, ring: Ring, actor: str, texts: Mapping[str, str], grounds: Grounds
) -> None:
    """Keep a draft as it stands, however unfinished: sealed words, and what was chosen so far."""
    write(referral=referral, ring=ring, actor=actor, texts=texts)
    known = {
        "ground": Referral.Ground,
        "help_agreed": Referral.Agreed,
        "telling_agreed": Referral.Agreed,
    }
    chosen = {
        name: value
        for name, choices in known.items()
        if (value := getattr(grounds, name)) in choices.values
    }
    if chosen:
        move(referral, Referral.WRITABLE, **chosen)


@transaction.atomic
def take_by_phone(
    *,
    person: Person,
    post: Post,
    ring: Ring,
    mechanism: str,
    first_step: str,
    at: datetime,
    texts: Mapping[str, str],
) -> Case:
    """Write down what somebody told by phone, and take it on: the receiver leads it from here.

    Who told it stands in the referral's own compartment, which no member ever opens.
    """
    refuse_not_own(person, post)
    refuse_empty(texts)
    now = timezone.now()
    if at > now:
        raise CaseError(_("Give the moment of the call: it is past, and not longer than a week."))
    version = standing(mechanism, timezone.localdate())
    refuse_unless_open(post.municipality, version)
    step_of(version, first_step)
    opened = keys.create(
        kind=TOLD,
        municipality=post.municipality,
        holders=[post.holder] if post.holder else [],
        ground="post",
        actor=person.actor,
    )
    referral = Referral(
        municipality=post.municipality,
        mechanism=mechanism,
        version=version.in_force_from,
        first_step=first_step,
        duty=Referral.Duty.MAY,
        ground=Referral.Ground.TASK,
        state=Referral.State.SENT,
        post=post,
        compartment=opened.id,
        spoken_at=at,
        sent_at=now,
        received_at=now,
        answer_by=now + ANSWER_WITHIN,
    )
    referral.subject = f"referral/{referral.pk}"
    for name, text in texts.items():
        setattr(referral, name, opened.seal(text, field=referral.field(name)))
    referral.save(force_insert=True)
    tell(referral, person.actor, "referral.taken-by-phone", "post")
    count(municipality=post.municipality, what="referral-by-phone", mechanism=mechanism)
    return accept(referral=referral, ring=ring, person=person)


def refuse_not_own(person: Person, post: Post) -> None:
    """Only who holds a post with its key takes something in for it."""
    held = Membership.objects.current().filter(person=person, post=post, keyed_at__isnull=False)
    if not held.exists() or not person.may(May.LEAD, post.municipality):
        raise CaseError(_("Your post takes part in cases and leads none. Decline, and say who."))


def refuse_empty(texts: Mapping[str, str]) -> None:
    if set(texts) - {"about", "concern", "reach", "spoken_with"}:
        raise CaseError(_("This cannot be written here."))
    if not texts.get("about", "").strip() or not texts.get("concern", "").strip():
        raise CaseError(_("Write who it is about and what you saw or heard."))
    if any(len(text) > LONGEST for text in texts.values()):
        raise CaseError(_("A text may have 20,000 characters. Keep to what the receiver needs."))


@transaction.atomic
def look(*, referral: Referral, person: Person) -> None:
    """Its sender opened it; that stands on the trail as every opening does."""
    tell(referral, person.actor, "referral.opened")
    see_about(person=person, subject=referral.subject)
