"""A municipality begins, gets its administrator, its institutions and posts, its card."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts import services as accounts
from bashke.accounts.models import Institution, Membership, Person, Post
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.invitations import Invited
from bashke.audit.services import record
from bashke.mechanisms.library import from_files
from bashke.office.models import Municipality
from bashke.office.naming import CALLED

ADMINISTRATOR = "administrator"


class Wanted(NamedTuple):
    """An institution as somebody wants it, with the roles of its posts."""

    kind: str
    name: str
    roles: tuple[str, ...]
    is_protected: bool = False


@transaction.atomic
def begin(*, slug: str, by: Person) -> Municipality:
    """A municipality of the content pack begins: its own office, with an administrator's post,
    by who runs the installation.
    """
    if not by.is_operator:
        raise AccountError(_("Only who runs the installation can begin a municipality."))
    place = from_files().pack.municipality(slug)
    if place is None or place.slug != slug:
        raise AccountError(_("There is no such municipality. Choose one of the 61."))
    try:
        with transaction.atomic():
            begun = Municipality.objects.create(slug=slug, begun_by=by)
    except IntegrityError:
        raise AccountError(_("This municipality has been begun already.")) from None
    record(municipality=slug, actor=by.actor, act="municipality.begun", subject=str(begun))
    name = CALLED[Institution.Kind.MUNICIPALITY].format(place.name)
    office = Wanted(Institution.Kind.MUNICIPALITY, name, (ADMINISTRATOR,))
    set_up_posts(municipality=slug, institutions=[office], actor=by.actor)
    return begun


@transaction.atomic
def take_office(*, municipality: str, by: Person) -> Membership:
    """Who runs the installation becomes the first administrator; never after somebody else was."""
    post = first_administrators_post(municipality=municipality, by=by)
    return accounts.appoint(person=by, post=post, actor=by.actor)


@transaction.atomic
def invite_administrator(*, municipality: str, email: str, language: str, by: Person) -> Invited:
    """Who runs the installation asks somebody to be the first administrator."""
    post = first_administrators_post(municipality=municipality, by=by)
    return accounts.invite(post=post, email=email, language=language, by=by)


@transaction.atomic
def set_up_posts(*, municipality: str, institutions: Sequence[Wanted], actor: str) -> int:
    """Add the institutions and posts that are not there yet; how many posts were added."""
    added = 0
    for wanted in institutions:
        institution = standing(municipality, wanted) or accounts.add_institution(
            municipality=municipality,
            kind=wanted.kind,
            name=wanted.name,
            is_protected=wanted.is_protected,
            actor=actor,
        )
        there = set(institution.posts.working().values_list("role", flat=True))
        for role in wanted.roles:
            if role not in there:
                accounts.add_post(institution=institution, role=role, actor=actor)
                added += 1
    return added


def standing(municipality: str, wanted: Wanted) -> Institution | None:
    """The institution that is meant, if it works here already; the municipality itself is one."""
    working = Institution.objects.of(municipality).working().filter(kind=wanted.kind)
    if wanted.kind != Institution.Kind.MUNICIPALITY:
        working = working.filter(name__iexact=wanted.name.strip())
    return working.order_by("pk").first()


def first_administrators_post(*, municipality: str, by: Person) -> Post:
    """The administrator's post, for the operator, as long as nobody has ever held it."""
    working = Post.objects.of(municipality).working()
    post = working.filter(role=ADMINISTRATOR).select_related("institution").order_by("pk").first()
    if post is None or not by.is_operator:
        raise AccountError(_("This municipality has not been begun."))
    if Membership.objects.filter(post=post).exists():
        raise AccountError(_("This municipality has had its own administrator. Ask there."))
    return post


@transaction.atomic
def note_card(*, municipality: str, by: Person) -> None:
    """The pocket card was made, to be printed."""
    Municipality.objects.get_or_create(slug=municipality, defaults={"begun_by": by})
    Municipality.objects.filter(slug=municipality).update(card_made_at=timezone.now())
    record(
        municipality=municipality,
        actor=by.actor,
        act="card.made",
        subject=f"municipality/{municipality}",
    )
