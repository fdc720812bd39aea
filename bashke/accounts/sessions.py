"""The keys of who is signed in, from one request to the next.

The session has them sealed; what opens them is only in the browser's cookie (`keys.opening.carry`).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from bashke.core.origin import View, is_public
from bashke.keys import services as keys
from bashke.keys.opening import Ring, carry, resume
from bashke.keys.refusals import LapsedError

IN_SESSION = "keys"
COOKIE = "keys"


def carry_ring(request: HttpRequest, ring: Ring, *, lasts: timedelta) -> None:
    """Let these keys live on in this session and this browser: after the second factor, once."""
    carried = carry(ring, lasts=lasts)
    request.session[IN_SESSION] = carried.sealed
    request.keys_to_give = carried.cookie  # type: ignore[attr-defined]


def ring_of_session(request: HttpRequest) -> Ring:
    """The keys of this session; `LapsedError` where there are none any more."""
    found = getattr(request, "keys_in_hand", None)
    if found is None:
        sealed, cookie = request.session.get(IN_SESSION), request.COOKIES.get(COOKIE)
        if not sealed or not cookie:
            raise LapsedError
        found = resume(sealed, cookie)
        request.keys_in_hand = found  # type: ignore[attr-defined]
    return found


def keys_of_session(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give the browser its half of the keys; afterwards, wipe what was opened."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            response = get_response(request)
        finally:
            put_away(request)
        given = getattr(request, "keys_to_give", None)
        if given is not None:
            response.set_cookie(
                COOKIE, given, httponly=True, secure=settings.HTTPS, samesite="Strict"
            )
        return response

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in but the public ones, for which nobody's session is looked up."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: View,
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if is_public(view_func):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def put_away(request: HttpRequest) -> None:
    """Make what was opened for the first time quick to open next time, then forget the keys."""
    ring = getattr(request, "keys_in_hand", None)
    if ring is None:
        return
    if ring.unsettled:
        keys.rewrap(ring=ring)
    ring.wipe()
