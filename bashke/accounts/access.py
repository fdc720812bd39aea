"""Who asks, with which keys, and whether a post of theirs allows it. What is not allowed is 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponseBase

from bashke.accounts.models import Person
from bashke.accounts.policy import May
from bashke.accounts.sessions import ring_of_session
from bashke.keys.opening import Ring

View = Callable[..., HttpResponseBase]

__all__ = ["grave", "me", "needs", "ring_of"]


def me(request: HttpRequest) -> Person:
    """Who is signed in. Pages require sign-in unless marked as public."""
    return cast(Person, request.user)


def ring_of(request: HttpRequest) -> Ring:
    """The keys of who is signed in, for this request; wiped when it is answered.

    Raises `keys.refusals.LapsedError` where the session has none any more: `sessions` then signs
    the person out and shows the way back in.
    """
    return ring_of_session(request)


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


def grave(view: View) -> View:
    """Ask for the password or the second factor again, unless that was minutes ago."""
    return cast(View, reauthentication_required(view))
