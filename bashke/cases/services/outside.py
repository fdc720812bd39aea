"""A referral to an institution without accounts: a link, a code by phone, one answer."""

import secrets
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bashke.accounts.links import hashed, new_token
from bashke.accounts.models import Membership, Person, Post
from bashke.cases.clocks import ANSWER_WITHIN
from bashke.cases.models import OutsideLink, Referral
from bashke.cases.refusals import CaseError
from bashke.cases.services.answers import sealed_answer, tell_sender
from bashke.cases.services.referrals import (
    Grounds,
    compartment_of,
    move,
    refuse_other_place,
    refuse_without_ground,
    refuse_without_words,
    tell,
)
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.keys.opening import Ring, unlock_ring
from bashke.keys.refusals import WrongPasswordError
from bashke.tally.services import count

State = Referral.State
DIGITS = 8
AT_ONCE = 100
SYSTEM = "system"


class Told(NamedTuple):
    """What the sender passes on: the link in writing, the code by phone. Neither is kept."""

    token: str
    code: str

    def __repr__(self) -> str:
        return "<Told>"


class Opening(NamedTuple):
    """A link in the hands of who has both halves; `device` is the browser's, from now on."""

    link: OutsideLink
    ring: Ring
    device: str


class Answer(StrEnum):
    """What an institution can say."""

    TAKES = "takes"
    DECLINES = "declines"
    NEEDS = "needs"


ENDS = {Answer.TAKES: State.COMPLETED, Answer.DECLINES: State.DECLINED}


@sensitive_variables()
@transaction.atomic
def send_outside(
    *, referral: Referral, post: Post, grounds: Grounds, ring: Ring, sender: Person
) -> Told:
    """Send it to a post that nobody with an account holds; gives link and code, this once."""
    refuse_without_ground(referral, grounds)
    refuse_without_words(referral, ring)
    refuse_other_place(referral, post)
    if Membership.objects.current().filter(post=post).exists():
        raise CaseError(_("Somebody with an account holds this post. Send it there."))
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
    told = lend(referral, post, ring, sender)
    tell(referral, sender.actor, "referral.sent-outside", grounds.ground)
    count(municipality=referral.municipality, what="referral-sent", mechanism=referral.mechanism)
    return told


@sensitive_variables()
@transaction.atomic
def renew_link(*, referral: Referral, ring: Ring, sender: Person) -> Told:
    """A new link and a new code, where the first is over or was lost; the first opens no more."""
    links = OutsideLink.objects.filter(referral=referral)
    mine = referral.sender_id == sender.pk and referral.state in Referral.WAITING
    if not mine or referral.post is None or not links.exists():
        raise CaseError(_("Somebody answered or changed this a moment ago. Open it again."))
    for link in links.filter(ended_at=None):
        end_link(link=link, actor=sender.actor)
    told = lend(referral, referral.post, ring, sender)
    tell(referral, sender.actor, "referral.link-renewed", referral.ground)
    return told


@sensitive_variables()
def lend(referral: Referral, post: Post, ring: Ring, sender: Person) -> Told:
    """The key behind link and code together: who has the database and one of them has nothing."""
    told = Told(new_token(), "".join(secrets.choice("0123456789") for _digit in range(DIGITS)))
    holder = keys.enrol(
        municipality=referral.municipality,
        password=both(told.token, told.code),
        actor=sender.actor,
        kind="receipt",
    )
    keys.grant(
        ring=ring,
        compartment=compartment_of(referral),
        to=holder,
        ground="post",
        actor=sender.actor,
        epochs="all",
    )
    OutsideLink.objects.create(
        referral=referral,
        post=post,
        token_hash=hashed(told.token),
        holder=holder,
        expires_at=timezone.now() + OutsideLink.LASTS,
    )
    return told


def both(token: str, code: str) -> str:
    return f"{token}:{''.join(each for each in code if each.isdigit())}"


@sensitive_variables()
def open_outside(*, token: str, code: str, device: str) -> Opening:
    """Open what a link leads to. Every try counts, whatever becomes of it; five wrong ones end it.

    The first device that opens it is the only one.
    """
    link = link_of(token)
    if link.device_hash and link.device_hash != hashed(device):
        raise CaseError(_("This was opened on another device. Ask the sender for a new link."))
    # Counted before it is tried, and in no transaction: who tries many at once gains nothing.
    if not OutsideLink.objects.open().filter(pk=link.pk).update(tries=F("tries") + 1):
        raise over()
    try:
        ring = unlock_ring(link.holder, both(token, code))
    except WrongPasswordError:
        raise CaseError(
            _("The code is not right. After five wrong ones the link is over.")
        ) from None
    given = device or secrets.token_urlsafe(24)
    with transaction.atomic():
        first_opening(link, given)
        tell(link.referral, link.actor, "referral.opened", "post")
    return Opening(link, ring, given)


def first_opening(link: OutsideLink, device: str) -> None:
    """Bind the link to this device; of two that open it at once one is told."""
    mine = OutsideLink.objects.filter(pk=link.pk, device_hash__in=["", hashed(device)])
    if not mine.update(device_hash=hashed(device), tries=0, opened_at=timezone.now()):
        raise CaseError(_("This was opened on another device. Ask the sender for a new link."))
    Referral.objects.filter(pk=link.referral_id, state=State.SENT).update(
        state=State.RECEIVED, received_at=timezone.now()
    )
    link.referral.refresh_from_db()


@transaction.atomic
def answer_outside(*, link: OutsideLink, ring: Ring, answer: str, text: str) -> None:
    """Take it on, decline it, or say what is missing; the sender reads it."""
    if answer not in {each.value for each in Answer}:
        raise CaseError(_("Choose your answer."))
    if not text.strip():
        raise CaseError(_("Write a sentence for the sender."))
    referral = link.referral
    values: dict[str, object] = {"answer": sealed_answer(referral, ring, text)}
    if answer in ENDS:
        values |= {"state": ENDS[Answer(answer)], "answered_at": timezone.now()}
    move(referral, Referral.WAITING, **values)
    tell(referral, link.actor, f"referral.outside-{answer}", "post")
    tell_sender(referral)
    if answer in ENDS:
        end_link(link=link, actor=link.actor)


@transaction.atomic
def end_link(*, link: OutsideLink, actor: str) -> None:
    """Take the key back; doing it again changes nothing."""
    ended = OutsideLink.objects.filter(pk=link.pk, ended_at=None)
    if not ended.update(ended_at=timezone.now()):
        return
    compartment = link.referral.compartment
    if compartment and link.holder in holders_of(compartment):
        keys.end(
            compartment=compartment, holder=link.holder, ground="post", actor=actor, forget=True
        )
    keys.retire(person=link.holder, actor=actor, ground="post")
    tell(link.referral, actor, "referral.link-ended")


def end_links_over() -> int:
    """Take back every key whose link is over; how many. Work in the background."""
    found = list(OutsideLink.objects.over().select_related("referral")[:AT_ONCE])
    for link in found:
        end_link(link=link, actor=SYSTEM)
    return len(found)


def link_of(token: str) -> OutsideLink:
    found = OutsideLink.objects.open().filter(token_hash=hashed(token))
    link = found.select_related("referral", "post__institution").first()
    if link is None:
        raise over()
    return link


def over() -> CaseError:
    return CaseError(_("This link leads nowhere any more. Ask the sender for a new one."))
