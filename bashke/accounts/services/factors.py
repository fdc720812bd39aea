"""Second factors come and go; there is never none."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from bashke.accounts import sheets
from bashke.accounts.factors import factors_of
from bashke.accounts.models import Person
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.invitations import INSTALLATION
from bashke.audit.services import record

Type = Authenticator.Type


@transaction.atomic
def set_app(*, person: Person, secret: str, actor: str) -> None:
    """From now on this secret's codes count, and those of an earlier app no more."""
    Authenticator.objects.filter(user_id=person.pk, type=Type.TOTP).delete()
    TOTP.activate(person, secret)
    tell(person, actor, "factor.app-set")


@transaction.atomic
def add_passkey(*, person: Person, name: str, credential: Mapping[str, Any]) -> None:
    """A phone, a computer or a key of one's own is a second factor from now on."""
    WebAuthn.add(person, name.strip() or _("Passkey"), dict(credential))
    tell(person, person.actor, "factor.passkey-added")


@transaction.atomic
def make_codes(*, person: Person) -> list[str]:
    """A new sheet of codes, each for once; the sheet before it is worth nothing any more."""
    Authenticator.objects.filter(user_id=person.pk, type=Type.RECOVERY_CODES).delete()
    codes = sheets.new_codes()
    Authenticator.objects.create(
        user_id=person.pk, type=Type.RECOVERY_CODES, data=sheets.data_of(codes)
    )
    tell(person, person.actor, "factor.codes-made")
    return codes


@transaction.atomic
def remove_factor(*, person: Person, factor: Authenticator) -> None:
    """An app or a passkey is none any more; the last one of all stays."""
    if not factors_of(person).without(factor):
        raise AccountError(_("This is your only second factor. Add another one first."))
    Authenticator.objects.filter(user_id=person.pk, pk=factor.pk).delete()
    tell(person, person.actor, "factor.removed")


@transaction.atomic
def forget_factors(*, person: Person, actor: str) -> None:
    """All second factors are lost: the next who gives the password makes a new one."""
    Authenticator.objects.filter(user_id=person.pk).delete()
    tell(person, actor, "factor.all-forgotten")


def tell(person: Person, actor: str, act: str, *, subject: str = "") -> None:
    """On the trail of every municipality in which the person holds a post, else the installation's.

    About the person themselves, unless a subject is named.
    """
    for municipality in person.municipalities() or [INSTALLATION]:
        record(municipality=municipality, actor=actor, act=act, subject=subject or person.actor)
