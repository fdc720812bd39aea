"""What the browser is asked, so that a passkey answers."""

import json

from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import HttpRequest

from bashke.accounts.factors import factors_of
from bashke.accounts.models import Person


def asking(request: HttpRequest, person: Person) -> str:
    """The question to the passkeys of somebody, as JSON; empty where there are none."""
    if not factors_of(person).passkeys:
        return ""
    return json.dumps(webauthn.begin_authentication(person))


def making(request: HttpRequest, person: Person) -> str:
    """The wish for a new passkey, as JSON."""
    return json.dumps(webauthn.begin_registration(person, passwordless=False))
