"""The way in and the way out."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST


@login_not_required
@never_cache
@require_GET
def sign_in(request: HttpRequest, lang: str) -> HttpResponse:
    """Who is there: address and password."""
    return render(request, "accounts/sign_in.html")


@require_POST
def sign_out(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Out at once: the session is gone."""
    logout(request)
    return redirect("accounts:sign-in", lang)
