"""Who is signed in, with which keys, for how long; and what happens when it is over.

The session has the keys sealed; what opens them is only in the browser's cookie
(`keys.opening.carry`).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from bashke.accounts import kept
from bashke.accounts.forms import SignInForm
from bashke.accounts.models import Person, Session
from bashke.accounts.models.entrance import began_at, ends_at, row_of
from bashke.accounts.turned_away import note_if_turned_away
from bashke.core.origin import View, is_public
from bashke.keys import services as keys
from bashke.keys.opening import Ring, carry, resume
from bashke.keys.refusals import BusyError, LapsedError

IN_SESSION = "keys"
COOKIE = "__Host-keys" if settings.HTTPS else "keys"
# How much later a session has to end before that is written down.
STEP = timedelta(minutes=1)


def carry_ring(request: HttpRequest, ring: Ring, *, lasts: timedelta) -> None:
    """Let these keys live on in this session and this browser."""
    carried = carry(ring, lasts=lasts)
    request.session[IN_SESSION] = carried.sealed
    request.keys_to_give = carried.cookie  # type: ignore[attr-defined]


def ring_of_session(request: HttpRequest) -> Ring:
    """The keys of this session; `LapsedError` where there are none any more."""
    found: Ring | None = getattr(request, "keys_in_hand", None)
    if found is None:
        sealed, cookie = request.session.get(IN_SESSION), request.COOKIES.get(COOKIE)
        if not sealed or not cookie:
            raise LapsedError
        found = resume(sealed, cookie)
        request.keys_in_hand = found  # type: ignore[attr-defined]
    return found


class KeysOfSession:
    """Give the browser its half of the keys; afterwards, wipe what was opened.

    Where the keys have lapsed, the person is signed out and shown the way back in. What is not
    there for who asks is told to the trail (`turned_away`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response = self.get_response(request)
        finally:
            put_away(request)
        if is_private(request):
            note_if_turned_away(request, response)
        given = getattr(request, "keys_to_give", None)
        if given is not None:
            # Lax: a link in a mail leads to a page, and its reader is still signed in.
            response.set_cookie(COOKIE, given, httponly=True, secure=settings.HTTPS, samesite="Lax")
        if is_private(request):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if isinstance(exception, LapsedError):
            person = request.user.pk if isinstance(request.user, Person) else None
            sealed = kept.keep(request, person)
            logout(request)
            return way_back(request, sealed)
        if isinstance(exception, BusyError):
            response = render(request, "accounts/busy.html", {"why": exception}, status=503)
            response.headers["Retry-After"] = "60"
            return response
        return None


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in but the public ones, for which nobody's session is looked up."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: View,
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        entrance = getattr(view_func, "is_entrance", False)
        if is_public(view_func) and not entrance:
            return None
        request.is_private = True  # type: ignore[attr-defined]
        if entrance:
            return None
        if not request.user.is_authenticated:
            return way_back(request, kept.keep(request, kept.owner_of(request)))
        if not getattr(view_func, "is_only_looking", False):
            stay_awake(request)
        return None


class PublicGZip(GZipMiddleware):
    """Compress public pages alone: beside a secret, the length of a page would tell (BREACH)."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_private(request):
            return response
        return super().process_response(request, response)


def is_private(request: HttpRequest) -> bool:
    """Whether this is a page of the entrance, or of somebody who is signed in."""
    return getattr(request, "is_private", False)


def way_back(request: HttpRequest, sealed: str) -> HttpResponseBase:
    """To the page to sign in: with what was typed, or with the address of the page wanted."""
    lang = get_language() or settings.LANGUAGE_CODE
    if sealed:
        context = {"form": SignInForm(), "sealed": sealed}
        return render(request, "accounts/sign_in.html", context, status=403)
    address = reverse("accounts:sign-in", args=[lang])
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    if request.resolver_match and getattr(request.resolver_match.func, "is_entrance", False):
        wanted = ""
    if wanted and wanted != reverse("accounts:home", args=[lang]):
        address += "?" + urlencode({"next": wanted})
    return redirect(address)


def stay_awake(request: HttpRequest) -> None:
    """The session is in use: it ends later, but not later than its hours allow."""
    began = began_at(request.session)
    if began is None:
        return
    ends, before = ends_at(began), getattr(request.session, "ends_at", None)
    if before is None or before < ends - STEP:
        mine = Session.objects.filter(pk=row_of(request.session.session_key or ""))
        mine.filter(expire_date__lt=ends).update(expire_date=ends)


def seconds_left(request: HttpRequest) -> int:
    """Until this session ends, if nothing more is done in it."""
    row = Session.objects.filter(pk=row_of(request.session.session_key or "")).first()
    return max(0, int((row.expire_date - timezone.now()).total_seconds())) if row else 0


def put_away(request: HttpRequest) -> None:
    """Make what was opened for the first time quick to open next time, then forget the keys."""
    ring = getattr(request, "keys_in_hand", None)
    if ring is None:
        return
    if ring.unsettled:
        keys.rewrap(ring=ring)
    ring.wipe()
