"""Institutions and posts of a municipality."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution, Membership, Post
from bashke.accounts.policy import ROLES
from bashke.accounts.refusals import AccountError
from bashke.audit.services import record


@transaction.atomic
def add_institution(
    *, municipality: str, kind: str, name: str, actor: str, is_protected: bool = False
) -> Institution:
    """An institution as one municipality has it."""
    if kind not in Institution.Kind.values or not name.strip():
        raise AccountError(_("Give the institution a name and say of which kind it is."))
    try:
        with transaction.atomic():
            institution = Institution.objects.create(
                municipality=municipality, kind=kind, name=name.strip(), is_protected=is_protected
            )
    except IntegrityError:
        raise AccountError(_("An institution of this name is there already.")) from None
    tell(institution, actor, "institution.added")
    return institution


@transaction.atomic
def rename_institution(*, institution: Institution, name: str, actor: str) -> None:
    """An institution is called otherwise from now on."""
    if not name.strip():
        raise AccountError(_("Give the institution a name and say of which kind it is."))
    institution.name = name.strip()
    try:
        with transaction.atomic():
            institution.save(update_fields=["name"])
    except IntegrityError:
        raise AccountError(_("An institution of this name is there already.")) from None
    tell(institution, actor, "institution.renamed")


@transaction.atomic
def close_institution(*, institution: Institution, actor: str) -> None:
    """An institution works no more; whoever holds a post in it has to be taken off first."""
    if Membership.objects.current().filter(post__institution=institution).exists():
        raise AccountError(_("People still hold posts in it. End their time there first."))
    institution.closed_at = timezone.now()
    institution.save(update_fields=["closed_at"])
    tell(institution, actor, "institution.closed")


@transaction.atomic
def protect_institution(*, institution: Institution, is_protected: bool, actor: str) -> None:
    """Whether where it is must leave the installation through nothing."""
    institution.is_protected = is_protected
    institution.save(update_fields=["is_protected"])
    tell(institution, actor, f"institution.{'protected' if is_protected else 'unprotected'}")


@transaction.atomic
def add_post(*, institution: Institution, role: str, actor: str, unit: str = "") -> Post:
    """A post in an institution. Its keys are made when the first person is given it."""
    if role not in ROLES:
        raise AccountError(_("There is no such role."))
    try:
        with transaction.atomic():
            post = Post.objects.create(institution=institution, role=role, unit=unit)
    except IntegrityError:
        raise AccountError(_("This post is there already.")) from None
    record(municipality=post.municipality, actor=actor, act="post.added", subject=post.subject)
    return post


@transaction.atomic
def end_post(*, post: Post, actor: str) -> None:
    """A post is no more; nobody may hold it at that moment."""
    if Membership.objects.current().filter(post=post).exists():
        raise AccountError(_("Somebody still holds this post. End that first."))
    post.ended_at = timezone.now()
    post.save(update_fields=["ended_at"])
    record(municipality=post.municipality, actor=actor, act="post.ended", subject=post.subject)


def tell(institution: Institution, actor: str, act: str) -> None:
    record(municipality=institution.municipality, actor=actor, act=act, subject=str(institution))
