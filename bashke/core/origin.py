"""Public pages ask for no account; their forms keep no cookie and come from our own pages alone."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """A page for everybody, the marked exception: it reads neither user nor session."""
    return login_not_required(view)


def is_public(view: View) -> bool:
    return not getattr(view, "login_required", True)


def from_this_site(view: View) -> View:
    """Take a form only from our own pages: the browser says whose page sent it."""

    @wraps(view)
    def checked(request: HttpRequest, **parameters: str) -> HttpResponseBase:
        if request.method == "POST" and is_foreign(request):
            return render(request, "foreign.html", status=403)
        return view(request, **parameters)

    # Without a session there is nothing that a foreign form could act upon.
    return csrf_exempt(checked)


class OwnForms(CsrfViewMiddleware):
    """Django's check of a form's token, for pages that send no referrer.

    Browsers then give a form of our own the origin "null", which Django takes for another site.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        verified: bool = super()._origin_verified(request)  # type: ignore[misc]
        return verified or not is_foreign(request)


def is_foreign(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    # With no referrer policy a form of our own pages may come from the origin "null".
    host = urlsplit(origin).netloc if origin not in {"", "null"} else request.get_host()
    return site not in {"same-origin", "none"} or host != request.get_host()
