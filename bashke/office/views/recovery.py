"""Lost keys are given back by two recovery holders together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from bashke.accounts.access import me, needs
from bashke.accounts.policy import May, title_of
from bashke.core.refusals import Refusal
from bashke.mechanisms.library import from_files
from bashke.office import services, words
from bashke.office.keepers import keepers_here, renewed, without_giver
from bashke.office.services import ToGiveBack
from bashke.office.views.acting import shown


@needs(May.RECOVER)
@words.in_a_sitting
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Who waits for keys that nobody at work can give, and the two lists that give them back."""
    keepers, first = keepers_here(place), me(request)
    people, orphaned = renewed(place), without_giver(place)
    chosen = ToGiveBack(
        [each for each in people if str(each.pk) in request.POST.getlist("people")],
        [each for each in orphaned if str(each.pk) in request.POST.getlist("memberships")],
    )
    if request.method == "GET" or first not in keepers:
        entry = words.blank(request, first)
    else:
        try:
            entry = words.read(request, place, keepers, first)
            if entry.is_complete:
                done(request, place, entry, chosen)
                return redirect("office:give-back", lang, place)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("office:give-back", lang, place)
    pack = from_files().pack
    return shown(
        request,
        "office/give_back.html",
        place,
        status=422 if request.method == "POST" else 200,
        people=people,
        memberships=[(each, title_of(each.post.role, pack, lang)) for each in orphaned],
        chosen=chosen,
        is_keeper=first in keepers,
        keepers=[each for each in keepers if each != first],
        entry=entry,
    )


def done(request: HttpRequest, place: str, entry: words.Entry, chosen: ToGiveBack) -> None:
    first, second = entry.both
    services.give_back(
        municipality=place, first=first, second=second, wanted=chosen, actor=me(request).actor
    )
    messages.success(request, _("The keys are given back."))
