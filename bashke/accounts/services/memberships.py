"""Who holds which post, from when to when, and with which key."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.belongings import belongings
from bashke.accounts.models import Duty, Membership, Notice, Person, Post, people_holding
from bashke.accounts.policy import why_apart
from bashke.accounts.refusals import AccountError
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.keys import services as keys
from bashke.keys.opening import Ring

Kind = Notice.Kind
SYSTEM = "system"


@transaction.atomic
def appoint(
    *,
    person: Person,
    post: Post,
    actor: str,
    is_substitute: bool = False,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Membership:
    """Somebody takes a post. Its key follows by `give_key`, from who has it.

    The first to hold a post with content gets keys made for it, if the municipality has its
    recovery key; until then the post can receive nothing.
    """
    if person.left_at:
        raise AccountError(_("This person has left already."))
    refuse_what_stays_apart(person, post)
    begins = starts_at or timezone.now()
    if ends_at and ends_at <= begins:
        raise AccountError(_("The end has to be later than the beginning."))
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                post=post,
                person=person,
                is_substitute=is_substitute,
                starts_at=begins,
                ends_at=ends_at,
            )
    except IntegrityError:
        raise AccountError(_("This person holds the post already.")) from None
    tell(post, person, actor, "post.taken")
    make_keys(membership, actor)
    return membership


def refuse_what_stays_apart(person: Person, post: Post) -> None:
    """Two roles that one person never holds together in one municipality."""
    held = Membership.objects.current().of(post.municipality).filter(person=person)
    reason = why_apart(held.values_list("post__role", flat=True), post.role)
    if reason:
        raise AccountError(str(reason))


def make_keys(membership: Membership, actor: str) -> None:
    """The post's pair in its first holder's hands, or word to who can pass it on."""
    post, person = membership.post, membership.person
    if not post.has_keys or person.holder is None:
        return
    if post.holder is None and keys.recovery_is_ready(post.municipality):
        post.holder = pair_for(post, person.holder, actor)
        post.save(update_fields=["holder"])
        membership.keyed_at = timezone.now()
        membership.save(update_fields=["keyed_at"])
    elif post.holder is not None:
        for keeper in people_holding([post.pk]).exclude(pk=person.pk):
            tell_person(keeper, post.municipality, Kind.KEY_WANTED, str(membership))


def pair_for(post: Post, first: UUID, actor: str) -> UUID:
    if post.is_for_emergencies:
        return keys.make_emergency(municipality=post.municipality, substitutes=[first], actor=actor)
    return keys.make_post(municipality=post.municipality, first=first, actor=actor)


@transaction.atomic
def make_missing_keys(*, municipality: str, actor: str) -> int:
    """Keys for posts that were taken before the recovery key was ready; for how many posts.

    Who came first to a post gets its key, and passes it on to the others.
    """
    taken = Membership.objects.current().of(municipality).filter(post__holder=None)
    rows = taken.exclude(person__holder=None).order_by("is_substitute", "starts_at", "pk")
    made: dict[UUID, Post] = {}
    for membership in rows.select_related("post__institution", "person"):
        # One object for a post, so that the second holder sees the key of the first.
        membership.post = made.get(membership.post_id, membership.post)
        make_keys(membership, actor)
        if membership.post.holder:
            made[membership.post_id] = membership.post
    record(municipality=municipality, actor=actor, act="posts.keyed", subject="keys/posts")
    return len(made)


@transaction.atomic
def give_key(*, membership: Membership, ring: Ring, actor: str) -> None:
    """Pass the key of a post on to one more who holds it; only who has it can."""
    post, person = membership.post, membership.person
    if post.holder is None or person.holder is None:
        raise AccountError(_("There is no key to give yet."))
    keys.pass_on(ring=ring, post=post.holder, to=person.holder, actor=actor)
    membership.keyed_at = timezone.now()
    membership.save(update_fields=["keyed_at"])
    Notice.objects.filter(kind=Kind.KEY_WANTED, subject=str(membership)).delete()
    tell_person(person, post.municipality, Kind.KEY_GIVEN, str(membership))
    tell(post, person, actor, "post.key-given")


@transaction.atomic
def end_membership(*, membership: Membership, actor: str) -> None:
    """Somebody no longer holds a post: at once, and its key turns over for what comes after."""
    now = timezone.now()
    ended = Membership.objects.current(now).filter(pk=membership.pk).update(ends_at=now)
    if not ended:
        raise AccountError(_("This person does not hold the post any more."))
    let_go(membership, actor)
    tell(membership.post, membership.person, actor, "post.left")


@transaction.atomic
def end_lapsed() -> int:
    """Take keys back where the time at a post ran out; how many. Work in the background."""
    lapsed = Membership.objects.filter(ends_at__lte=timezone.now(), keyed_at__isnull=False)
    found = list(lapsed.select_related("post__institution", "person"))
    for membership in found:
        let_go(membership, SYSTEM)
        tell(membership.post, membership.person, SYSTEM, "post.lapsed")
    return len(found)


def let_go(membership: Membership, actor: str) -> None:
    """What was carried at the post ends, and the key of the post with it."""
    for belonging in belongings.values():
        belonging.end(membership, actor)
    take_key_back(membership, actor)


def take_key_back(membership: Membership, actor: str) -> None:
    """The post's key turns over for what comes after; only public keys are needed for it."""
    post, person = membership.post, membership.person
    if membership.keyed_at is None or post.holder is None or person.holder is None:
        return
    Membership.objects.filter(pk=membership.pk).update(keyed_at=None)
    if (
        not Membership.objects.current()
        .filter(post=post, person=person, keyed_at__isnull=False)
        .exists()
    ):
        keys.leave(post=post.holder, person=person.holder, actor=actor)


class Succession(NamedTuple):
    """One post of an office: who leaves it, and who takes it."""

    leaving: Membership
    successor: Person


@transaction.atomic
def hand_over_office(*, successions: Sequence[Succession], ring: Ring, actor: str) -> None:
    """A whole office in one sitting: every post with its key and what is carried at it, or none.

    `ring` is that of who hands over; what it does not open ends with the post.
    """
    if not successions:
        raise AccountError(_("Choose at least one post to hand over."))
    for leaving, successor in successions:
        taken = Membership.objects.current().filter(post=leaving.post, person=successor).first()
        taken = taken or appoint(person=successor, post=leaving.post, actor=actor)
        if leaving.post.holder and not taken.keyed_at:
            give_key(membership=taken, ring=ring, actor=actor)
        for belonging in belongings.values():
            belonging.hand_over(leaving=leaving, successor=successor, ring=ring, actor=actor)
    for leaving, _successor in successions:
        end_membership(membership=leaving, actor=actor)


@transaction.atomic
def leave_for_good(*, person: Person, actor: str) -> None:
    """Somebody leaves the installation: every post, every key, every session."""
    if person.left_at:
        raise AccountError(_("This person has left already."))
    for membership in Membership.objects.current().filter(person=person).select_related("post"):
        end_membership(membership=membership, actor=actor)
    if person.holder:
        keys.retire(person=person.holder, actor=actor, ground=Ground.OPERATION)
    person.left_at = timezone.now()
    person.save(update_fields=["left_at"])


@transaction.atomic
def put_on_duty(
    *, post: Post, person: Person, starts_at: datetime, ends_at: datetime, actor: str
) -> Duty:
    """Somebody who holds a post answers for it outside office hours."""
    if ends_at <= starts_at:
        raise AccountError(_("The end has to be later than the beginning."))
    if not Membership.objects.current().filter(post=post, person=person).exists():
        raise AccountError(_("Only who holds the post, or substitutes in it, can be on duty."))
    overlaps = Duty.objects.filter(post=post, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if overlaps.exists():
        raise AccountError(_("Somebody is on duty in that time already."))
    duty = Duty.objects.create(post=post, person=person, starts_at=starts_at, ends_at=ends_at)
    tell(post, person, actor, "duty.set")
    return duty


@transaction.atomic
def take_off_duty(*, duty: Duty, actor: str) -> None:
    """A duty is not done, or not any longer."""
    tell(duty.post, duty.person, actor, "duty.removed")
    duty.delete()


def tell(post: Post, person: Person, actor: str, act: str) -> None:
    record(
        municipality=post.municipality,
        actor=actor,
        act=act,
        subject=f"{post.subject}/{person.pk}",
        ground=Ground.POST,
    )


def tell_person(person: Person, municipality: str, kind: str, subject: str) -> None:
    """There is something for you; told once for each subject."""
    Notice.objects.get_or_create(
        person=person, kind=kind, subject=subject, defaults={"municipality": municipality}
    )
