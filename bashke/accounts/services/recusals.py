"""Conflict of interest: what touches somebody's own people is not there for them any more."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Person, Post, Recusal
from bashke.accounts.refusals import AccountError
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.keys.opening import Ring

# Each app puts here what else ends when somebody steps out of a matter; in the same transaction.
STEPPED_OUT: list[Callable[[Recusal], None]] = []


@transaction.atomic
def recuse(
    *, person: Person, municipality: str, subject: str, compartments: Sequence[UUID], ring: Ring
) -> Recusal:
    """Step out of a matter: its keys go from this person, and from posts this person holds.

    Where a post holds it, the others who hold the post get it each for themselves, and the post
    does not; where nobody else would be left, it is refused until a substitute is named.
    `ring` is the person's own: the last thing done with the key is to pass it on.
    """
    if person.holder is None:
        raise AccountError(_("This account has no keys."))
    for compartment in compartments:
        step_out(person, compartment, ring)
    recusal, _made = Recusal.objects.get_or_create(
        person=person, subject=subject, defaults={"municipality": municipality}
    )
    for each in STEPPED_OUT:
        each(recusal)
    record(municipality=municipality, actor=person.actor, act="recusal.declared", subject=subject)
    return recusal


def step_out(person: Person, compartment: UUID, ring: Ring) -> None:
    """Every way by which this person holds the compartment ends; nobody else loses it."""
    holders = set(holders_of(compartment))
    posts = Post.objects.filter(holder__in=holders, memberships__person=person).distinct()
    for post in posts:
        for other in others_with(post, person) - holders:
            keys.grant(
                ring=ring, compartment=compartment, to=other, ground=Ground.POST,
                actor=person.actor, epochs="all",
            )  # fmt: skip
            holders.add(other)
    own = {post.holder for post in posts} | {person.holder}
    if not holders - own:
        raise AccountError(
            _("Nobody else could open it then. Ask for a substitute to be named first.")
        )
    for holder in holders & own:
        if holder:
            keys.end(
                compartment=compartment, holder=holder, ground=Ground.POST, actor=person.actor,
                forget=True,
            )  # fmt: skip


def others_with(post: Post, person: Person) -> set[UUID]:
    """Who else has the key of a post."""
    held = Membership.objects.current().filter(post=post, keyed_at__isnull=False)
    found = held.exclude(person=person).values_list("person__holder", flat=True)
    return {holder for holder in found if holder}


def is_recused(person: Person, subject: str) -> bool:
    return Recusal.objects.filter(person=person, subject=subject).exists()
