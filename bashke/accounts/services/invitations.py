"""The only way in: an invitation to a post, taken up with a password of one's own."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bashke.accounts.links import hashed, new_token
from bashke.accounts.models import Invitation, Person, Post
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.memberships import appoint, refuse_what_stays_apart
from bashke.audit.services import record
from bashke.keys import services as keys

LASTS = timedelta(days=7)
# On whose trail stands what concerns the installation and no municipality.
INSTALLATION = "installation"


class Invited(NamedTuple):
    """An invitation, and the secret of its link: given out once, kept nowhere."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(
    *,
    post: Post,
    email: str,
    by: Person,
    is_substitute: bool = False,
    language: str = "sq",
) -> Invited:
    """Ask an address to take a post. An open invitation to the same post is replaced.

    Somebody who signs in already takes the post by the same link, without a second account.
    """
    known = Person.objects.filter(email__iexact=email, left_at=None).first()
    if known:
        refuse_what_stays_apart(known, post)
    same = Invitation.objects.open().filter(post=post, email__iexact=email)
    same.update(withdrawn_at=timezone.now())
    invited = made(
        post=post, email=email, invited_by=by, is_substitute=is_substitute, language=language
    )
    record(
        municipality=post.municipality,
        actor=by.actor,
        act="invitation.sent",
        subject=f"{post.subject}/{invited.invitation}",
    )
    return invited


@transaction.atomic
def invite_operator(*, email: str, language: str = "sq") -> Invited:
    """The first way into an installation: from the machine itself, by its command."""
    invited = made(email=email, language=language)
    record(
        municipality=INSTALLATION,
        actor="system",
        act="operator.invited",
        subject=str(invited.invitation),
    )
    return invited


@transaction.atomic
def withdraw(*, invitation: Invitation, actor: str) -> None:
    """An invitation that nobody has taken up is no way in any more."""
    open_one = Invitation.objects.open().filter(pk=invitation.pk)
    if not open_one.update(withdrawn_at=timezone.now()):
        raise AccountError(_("This invitation was taken up, or is over."))
    record(
        municipality=place_of(invitation),
        actor=actor,
        act="invitation.withdrawn",
        subject=str(invitation),
    )


def found(token: str) -> Invitation | None:
    """The open invitation of a link."""
    return Invitation.objects.open().filter(token_hash=hashed(token)).first()


@sensitive_variables()
@transaction.atomic
def accept(*, token: str, name: str, password: str) -> Person:
    """Become a person of this installation, with keys behind a password, and take the post.

    Raises AccountError where the link is over, or its address has an account: who has one signs
    in first and takes the post by `accept_signed_in`.
    """
    invitation = taken(token)
    if Person.objects.filter(email__iexact=invitation.email).exists():
        raise AccountError(_("There is an account with this address. Sign in, then open the link."))
    person = Person(
        email=invitation.email.lower(),
        name=name.strip(),
        language=invitation.language,
        is_operator=invitation.post is None,
    )
    municipality = place_of(invitation)
    person.holder = keys.enrol(municipality=municipality, password=password, actor=person.actor)
    person.save(force_insert=True)
    settle(invitation, person)
    return person


@transaction.atomic
def accept_signed_in(*, token: str, person: Person) -> None:
    """Somebody who has an account takes one more post; only the address that was asked."""
    invitation = taken(token)
    if invitation.email.lower() != person.email.lower():
        raise AccountError(_("This invitation was sent to another address."))
    settle(invitation, person)


def taken(token: str) -> Invitation:
    """The invitation, used up: of two who come at once, one is told that it is over."""
    invitation = found(token)
    still_open = Invitation.objects.open().filter(token_hash=hashed(token))
    if invitation is None or not still_open.update(accepted_at=timezone.now()):
        raise AccountError(_("This link was used, or is over. Ask for a new one."))
    return invitation


def settle(invitation: Invitation, person: Person) -> None:
    record(
        municipality=place_of(invitation),
        actor=person.actor,
        act="invitation.accepted",
        subject=str(invitation),
    )
    if invitation.post:
        appoint(
            person=person,
            post=invitation.post,
            is_substitute=invitation.is_substitute,
            actor=person.actor,
        )


def made(*, email: str, **given: object) -> Invited:
    token = new_token()
    invitation = Invitation.objects.create(
        email=email.strip(),
        token_hash=hashed(token),
        expires_at=timezone.now() + LASTS,
        **given,
    )
    return Invited(invitation, token)


def place_of(invitation: Invitation) -> str:
    return invitation.post.municipality if invitation.post else INSTALLATION
