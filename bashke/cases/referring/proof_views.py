"""Proof of report, for a worker without an account: printed, and kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bashke.accounts.policy import May, roles_that
from bashke.ask.views import place_or_404
from bashke.cases.naming import desk_of
from bashke.cases.referring.forms import ProofForm
from bashke.core.acting import GET_OR_POST, posted
from bashke.core.origin import from_this_site, public


@public
@never_cache
@from_this_site
@require_http_methods(GET_OR_POST)
def proof(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """When which post was told, by which post, under which reference; nothing about the person."""
    found = place_or_404(place)
    desk = desk_of(found, lang)
    titles = {
        role.key: desk.say(role.title)
        for role in desk.library.pack.roles.values()
        if role.key in roles_that(May.RECEIVE)
    }
    given = posted(request)
    form = ProofForm(given, roles=titles.items(), initial={"post": request.GET.get("p")})
    context = {"place": found, "form": form}
    if form.is_bound and form.is_valid():
        context |= {
            "told": form.cleaned_data,
            "post": titles[form.cleaned_data["post"]],
            "how": dict(form.fields["how"].choices)[form.cleaned_data["how"]],  # type: ignore[attr-defined]
            "now": timezone.localtime(),
        }
    return render(request, "cases/referral/proof.html", context, status=422 if form.errors else 200)
