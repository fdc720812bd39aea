"""Second factors: an app's codes, passkeys, a printed sheet. allauth keeps and reckons them."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from bashke.accounts import sheets
from bashke.accounts.models import Person
from bashke.core.sealing import SealError, seal, unseal

Type = Authenticator.Type
CALLED = {Type.TOTP: "app", Type.RECOVERY_CODES: "sheet", Type.WEBAUTHN: "passkey"}
NEW_APP = "new-app"
FEW = 5
HALF_A_MINUTE = 30

__all__ = [
    "Factors",
    "NewApp",
    "factors_of",
    "generate_totp_secret",
    "proves",
    "records_of",
    "shown_last",
]


@dataclass(frozen=True)
class Factors:
    """What somebody can show beside the password."""

    app: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    codes_left: int

    def __bool__(self) -> bool:
        return bool(self.app or self.passkeys or self.codes_left)

    @property
    def few_codes(self) -> bool:
        """Whether the sheet is nearly used up."""
        return self.codes_left <= FEW

    def without(self, one: Authenticator) -> "Factors":
        """What would be left without this one."""
        return Factors(
            None if self.app == one else self.app,
            tuple(each for each in self.passkeys if each != one),
            self.codes_left,
        )


def factors_of(person: Person) -> Factors:
    """What somebody can show beside the password; one query."""
    rows = list(Authenticator.objects.filter(user_id=person.pk).order_by("pk"))
    sheet = next((row for row in rows if row.type == Type.RECOVERY_CODES), None)
    return Factors(
        next((row for row in rows if row.type == Type.TOTP), None),
        tuple(row for row in rows if row.type == Type.WEBAUTHN),
        sheets.left(sheet) if sheet else 0,
    )


def proves(request: HttpRequest, person: Person, said: Mapping[str, Any]) -> bool:
    """Whether this code, or what the browser says of a passkey, is the person's; noted if so."""
    credential = said.get("credential")
    if credential:
        found = passkey_that_said(person, credential)
    else:
        found = code_taken(person, said.get("code") or "")
    if found is None:
        return False
    post_authentication(request, found, reauthenticated=request.user.is_authenticated)
    return True


def code_taken(person: Person, code: str) -> Authenticator | None:
    """Take a code of the app or of the sheet: each opens once."""
    for row in Authenticator.objects.filter(
        user_id=person.pk, type__in=[Type.TOTP, Type.RECOVERY_CODES]
    ):
        row.user = person
        if row.type == Type.TOTP and app_code_taken(row, code):
            return row
        if row.type == Type.RECOVERY_CODES and sheets.is_taken(row, code):
            return row
    return None


def app_code_taken(app: Authenticator, code: str) -> bool:
    """Whether the app shows this code now, and no later one was taken before, by any process."""
    moment = moment_of(get_adapter().decrypt(app.data["secret"]), code)
    if moment is None:
        return False
    later = Person.objects.filter(pk=app.user_id, last_code__lt=moment)
    return bool(later.update(last_code=moment))


def moment_of(secret: str, code: str) -> int | None:
    """In which half minute an app with this secret shows the code: this one, or the one before.

    The one before, as somebody reads, types and sends it (RFC 6238, 5.2); none that is to come.
    """
    now = int(time()) // HALF_A_MINUTE
    for counter in (now, now - 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def passkey_that_said(person: Person, credential: Mapping[str, Any]) -> Authenticator | None:
    try:
        webauthn.parse_authentication_response(credential)
        found: Authenticator = webauthn.complete_authentication(person, credential)
    except (ValidationError, KeyError):
        return None
    found.user = person
    return found


def passkey_made(credential: Mapping[str, Any]) -> bool:
    """Whether the browser made the passkey that it was asked for just now."""
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(dict(credential))
    except (ValidationError, KeyError, ValueError):
        return False
    return True


@dataclass(frozen=True)
class NewApp:
    """The secret of an app that is not taken yet; it travels in the page, sealed."""

    person: Person
    secret: str

    @classmethod
    def begun(cls, person: Person) -> "NewApp":
        return cls(person, generate_totp_secret())

    @classmethod
    def unsealed(cls, person: Person, word: str) -> "NewApp | None":
        """The one that the page carried, if it is this person's."""
        try:
            owner, _colon, secret = unseal(word, purpose=NEW_APP).decode().partition(":")
        except SealError:
            return None
        return cls(person, secret) if owner == str(person.pk) else None

    @property
    def sealed(self) -> str:
        return seal(f"{self.person.pk}:{self.secret}".encode(), purpose=NEW_APP)

    @property
    def address(self) -> str:
        """What the picture says to the app."""
        return str(get_adapter().build_totp_url(self.person, self.secret))

    @property
    def groups(self) -> list[str]:
        """The secret for typing, four letters at a time."""
        return [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]

    def shows(self, code: str) -> bool:
        return moment_of(self.secret, normalize_user_code(code)) is not None


def shown_last(request: HttpRequest) -> str:
    """Which factor was shown in this session: `app`, `sheet`, `passkey`; empty if none was."""
    shown = [each.get("type") for each in records_of(request) if each["method"] == "mfa"]
    return CALLED.get(shown[-1], "") if shown else ""


def records_of(request: HttpRequest) -> list[dict[str, Any]]:
    """What was shown in this session, and when: the password, a factor."""
    return list(get_authentication_records(request, request.user))
