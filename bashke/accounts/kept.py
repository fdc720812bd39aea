"""What somebody typed while the session ran out: it travels in the pages, sealed, and is not lost.

A form that comes too late is answered by the page to sign in, which carries it along. Signed in
again, its owner sees it and sends it. Nothing of it is stored. Whose form it is says its token: the
browser has a signed list of the tokens that it was given, each with the person who was signed in.
"""

import json
import re
import zlib
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware import csrf
from django.shortcuts import render

from bashke.accounts.models import Person
from bashke.core.sealing import SealError, seal, unseal

COOKIE = "__Host-pages" if settings.HTTPS else "pages"
SALT = PURPOSE = "kept-form"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
# Two shifts at the same computer, and a page left open since the morning.
MOST = 6
LIVES_FOR = 2 * 60 * 60
LETTERS = re.compile("[a-zA-Z0-9]+")
# What opens something is typed anew, never carried.
SECRETS = re.compile(r"passw|secret|code|share|words|credential|kept", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: by whom, to which address, with what."""

    person: UUID
    address: str
    fields: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """What somebody wrote, to be looked at once more."""
        return [value for _name, value in self.fields if len(value.split()) > 1]


def keep(request: HttpRequest, person: UUID | None) -> str:
    """The form of this request, sealed for its owner; empty where it must not be carried."""
    if request.method != "POST" or person is None or request.FILES:
        return ""
    resolved = request.resolver_match
    if resolved and getattr(resolved.func, "is_never_kept", False):
        return ""
    fields = [
        (name, value)
        for name in request.POST
        for value in request.POST.getlist(name)
        if name != TOKEN
    ]
    if not fields or any(SECRETS.search(name) for name, _value in fields):
        return ""
    content = json.dumps([int(time()), str(person), request.get_full_path(), fields])
    return seal(zlib.compress(content.encode(), 9), purpose=PURPOSE)


def unkept(sealed: str) -> Kept | None:
    """The form again; None where it is too old, or not ours."""
    try:
        content = json.loads(zlib.decompress(unseal(sealed, purpose=PURPOSE)))
    except (SealError, zlib.error, ValueError):
        return None
    at, person, address, fields = content
    if not 0 <= time() - at <= LIVES_FOR:
        return None
    return Kept(UUID(person), address, [(name, value) for name, value in fields])


def page_to_send(
    request: HttpRequest, person: Person, sealed: str, *, status: int = 200
) -> HttpResponse | None:
    """The page on which its owner looks at a kept form and sends it; None where it is not there."""
    form = unkept(sealed)
    if form is None:
        return None
    context: dict[str, Any] = {"form": form if form.person == person.pk else None}
    return render(request, "accounts/send_again.html", context, status=status)


def sign_pages(request: HttpRequest, response: HttpResponseBase, person: Person) -> None:
    """From here on, forms with the token that this browser has now are this person's."""
    token = print_of(request.META["CSRF_COOKIE"])
    others = [each for each in signed_pages(request) if each[0] != token]
    response.set_cookie(
        COOKIE,
        signing.dumps([*others, (token, str(person.pk))][-MOST:], salt=SALT),
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )


def owner_of(request: HttpRequest) -> UUID | None:
    """Who was signed in when the page was made whose form this is."""
    token = request.POST.get(TOKEN, "")
    if len(token) == 2 * csrf.CSRF_SECRET_LENGTH:
        token = unmasked(token) if LETTERS.fullmatch(token) else ""
    found = dict(signed_pages(request)).get(print_of(token))
    return UUID(found) if found else None


def unmasked(token: str) -> str:
    """The token of a form as the cookie has it. Private in Django, and the only way there is."""
    found: str = csrf._unmask_cipher_token(token)  # type: ignore[attr-defined]
    return found


def signed_pages(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return []
    return [(token, person) for token, person in found]


def print_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()[:24]
