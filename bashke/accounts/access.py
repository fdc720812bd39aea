"""Who asks, with which keys, and whether a post of theirs allows it. What is not allowed is 404."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from time import time
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bashke.accounts import kept
from bashke.accounts.confirming import page_to_confirm
from bashke.accounts.factors import records_of
from bashke.accounts.models import Person
from bashke.accounts.policy import May
from bashke.accounts.sessions import ring_of_session
from bashke.keys.opening import Ring

View = Callable[..., HttpResponseBase]
# How long the password or the second factor counts for a grave act.
LATELY = timedelta(minutes=10)

__all__ = ["entrance", "grave", "is_lately", "me", "needs", "never_kept", "only_looking", "ring_of"]


def me(request: HttpRequest) -> Person:
    """Who is signed in. Pages require sign-in unless marked as public."""
    return cast(Person, request.user)


def ring_of(request: HttpRequest) -> Ring:
    """The keys of who is signed in, for this request; wiped when it is answered.

    Raises `keys.refusals.LapsedError` where the session has none any more: `sessions` then signs
    the person out and shows the way back in.
    """
    return ring_of_session(request)


def entrance(view: View) -> View:
    """A page for who is not in yet: it has a session, is never kept, and is not compressed."""
    marked = login_not_required(never_cache(view))
    marked.is_entrance = True  # type: ignore[attr-defined]
    return marked


def needs(may: May) -> Callable[[View], View]:
    """Show a municipality's page to who may do this there; to anybody else there is no such page.

    The view gets the municipality as `place`.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, place: str, **more: Any) -> HttpResponseBase:
            if not me(request).may(may, place):
                raise Http404
            return view(request, *args, place=place, **more)

        checked.needs = may  # type: ignore[attr-defined]
        return checked

    return decorated


def grave(view: View, *, page: str = "") -> View:
    """Ask for the password or the second factor again, unless that was minutes ago.

    What was typed is not lost by it: it goes along, sealed, and is sent afterwards. Where nothing
    was, but a button pressed, the way leads back to the `page` on which the button is.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if is_lately(request):
            return view(request, *args, **more)
        sealed = kept.keep(request, me(request).pk)
        if sealed:
            return page_to_confirm(request, sealed=sealed, status=403)
        wanted = reverse(page, args=[more["lang"]]) if page else ""
        if request.method == "GET":
            wanted = request.get_full_path()
        address = reverse("accounts:confirm", args=[more["lang"]])
        return redirect(f"{address}?{urlencode({'next': wanted})}" if wanted else address)

    checked.is_grave = True  # type: ignore[attr-defined]
    return checked


def is_lately(request: HttpRequest) -> bool:
    """Whether the password or a second factor was given in the last minutes."""
    return any(time() - each["at"] < LATELY.total_seconds() for each in records_of(request))


def never_kept(view: View) -> View:
    """What is typed here opens something: it is never carried over a lost session."""
    view.is_never_kept = True  # type: ignore[attr-defined]
    return view


def only_looking(view: View) -> View:
    """A page that does not prolong the session by being asked for."""
    view.is_only_looking = True  # type: ignore[attr-defined]
    return view
