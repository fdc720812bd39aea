"""A password opens keys: changed by who knows it, else made anew by leave of two key holders."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bashke.accounts.links import hashed, new_token
from bashke.accounts.models import Membership, Notice, Person, Renewal
from bashke.accounts.policy import May, roles_that
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.factors import forget_factors
from bashke.accounts.services.memberships import tell_person
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.keys import services as keys
from bashke.keys.opening import Ring

LASTS = timedelta(days=1)


@sensitive_variables()
@transaction.atomic
def change_password(*, person: Person, old: str, new: str) -> None:
    """Lock the same keys by another password; every session of the person ends.

    Raises `keys.refusals.WrongPasswordError` where the old one is not right.
    """
    if person.holder is None:
        raise AccountError(_("This account has no keys."))
    keys.change_password(person=person.holder, old=old, new=new, actor=person.actor)
    person.end_sessions()


@transaction.atomic
def allow_renewal(
    *, person: Person, municipality: str, actor: str, forgets_factors: bool = False
) -> str:
    """Let somebody who forgot the password choose another; the secret of the link, told once.

    Nothing opens by it: the new keys are empty until two recovery holders fill them.
    """
    if person.holder is None or person.left_at:
        raise AccountError(_("This account has no keys."))
    token, now = new_token(), timezone.now()
    Renewal.objects.open().filter(person=person).update(expires_at=now)
    Renewal.objects.create(
        person=person,
        token_hash=hashed(token),
        forgets_factors=forgets_factors,
        expires_at=now + LASTS,
    )
    tell(person, municipality, actor, "password.renewal-allowed")
    return token


@sensitive_variables()
@transaction.atomic
def renew_password(*, token: str, password: str) -> Renewal:
    """Choose a new password by a link; the recovery holders are told that keys are wanted."""
    link = Renewal.objects.open().filter(token_hash=hashed(token))
    renewal = link.select_related("person").first()
    if renewal is None or not link.update(used_at=timezone.now()):
        raise AccountError(_("This link was used, or is over. Ask for a new one."))
    person = renewal.person
    if person.holder is None or person.left_at:
        raise AccountError(_("This account has no keys."))
    keys.renew(person=person.holder, password=password, actor=person.actor)
    person.end_sessions()
    if renewal.forgets_factors:
        forget_factors(person=person, actor=person.actor)
    for municipality in person.municipalities():
        tell(person, municipality, person.actor, "password.renewed")
        for keeper in recovery_holders(municipality):
            tell_person(keeper, municipality, Notice.Kind.KEYS_RENEWED, person.actor)
    return renewal


@transaction.atomic
def restore_keys(*, person: Person, municipality: str, ring: Ring, actor: str) -> int:
    """Give back what the old keys held in one municipality; how many compartments that is.

    `ring` is the recovery key's, put together by two holders.
    """
    if person.holder is None:
        raise AccountError(_("This account has no keys."))
    count = keys.restore(ring=ring, person=person.holder, actor=actor)
    Renewal.objects.filter(person=person, used_at__isnull=False, restored_at=None).update(
        restored_at=timezone.now()
    )
    Notice.objects.filter(kind=Notice.Kind.KEYS_RENEWED, subject=person.actor).delete()
    tell(person, municipality, actor, "keys.given-back")
    return count


def recovery_holders(municipality: str) -> list[Person]:
    held = Membership.objects.current().of(municipality)
    return [
        each.person
        for each in held.filter(post__role__in=roles_that(May.RECOVER)).select_related("person")
    ]


def tell(person: Person, municipality: str, actor: str, act: str) -> None:
    record(
        municipality=municipality,
        actor=actor,
        act=act,
        subject=person.actor,
        ground=Ground.RECOVERY if "renew" in act or "given" in act else "",
    )
