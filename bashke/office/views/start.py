"""Where the operator begins municipalities and sees to it that each gets its administrator."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bashke.accounts.access import me
from bashke.core.acting import telling
from bashke.mechanisms.library import from_files
from bashke.office import services
from bashke.office.begun import begun_here, not_begun
from bashke.office.forms.invitations import AskForm
from bashke.office.forms.start import ChooseForm
from bashke.office.views.links import show_invitation

View = Callable[..., HttpResponseBase]


def operated(view: View) -> View:
    """For who runs the installation; to anybody else there is no such page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not me(request).is_operator:
            raise Http404
        return view(request, *args, **more)

    return checked


@operated
@require_GET
def municipalities(request: HttpRequest, lang: str) -> HttpResponseBase:
    """The municipalities begun here, each with its administrator, and the way to begin one."""
    return page(request, ChooseForm())


def page(request: HttpRequest, form: ChooseForm, status: int = 200) -> HttpResponseBase:
    pack = from_files().pack
    begun = begun_here(me(request), pack)
    context = {"begun": begun, "free": not_begun(begun, pack), "form": form, "ask": AskForm()}
    return render(request, "office/municipalities.html", context, status=status)


@operated
@require_POST
def municipality_begin(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Begin the municipality that was typed or chosen."""
    form = ChooseForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    place = form.cleaned_data["place"]
    begun = _("%(place)s has begun. Now it needs its administrator.") % {"place": place.name}
    with telling(request, begun):
        services.begin(slug=place.slug, by=me(request))
    return redirect("office:municipalities", lang)


@operated
@require_POST
def office_take(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Administer a municipality oneself, as its first."""
    with telling(request, _("You administer this municipality now.")):
        services.take_office(municipality=place, by=me(request))
        return redirect("office:home", lang, place)
    return redirect("office:municipalities", lang)


@operated
@require_POST
def administrator_invite(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Ask somebody to be the first administrator of a municipality."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return page(request, ChooseForm(), status=422)
    with telling(request):
        invited = services.invite_administrator(
            municipality=place, by=me(request), **form.cleaned_data
        )
        return show_invitation(
            request, place, invited, reverse("office:municipalities", args=[lang])
        )
    return redirect("office:municipalities", lang)
