"""The page on which who leads a case asks, at its intake, whether a colleague may know more."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts.access import me, ring_of
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.found import case_in_hand_or_404, case_or_404
from bashke.cases.matching.tab import is_shown
from bashke.cases.models import Case, MatchRun
from bashke.cases.naming import called, desk_of, title_in
from bashke.cases.services.matching import A_DAY, hints
from bashke.cases.tabs import tabs_of
from bashke.core.acting import GET_OR_POST, telling


def compared_or_404(request: HttpRequest, place: str, reference: str) -> Case:
    """A case that this person leads, at its intake, whose key is in hand."""
    case = case_in_hand_or_404(request, place, reference)
    if not is_shown(case, me(request)):
        raise Http404
    return case


@sensitive_variables()
@require_http_methods(GET_OR_POST)
def matching(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Ask, and see who may know more: a name of a colleague, and nothing of another case."""
    found, case = place_or_404(place), compared_or_404(request, place, reference)
    person, ring = me(request), ring_of(request)
    if request.method == "POST":
        with telling(request):
            services.ask_matching(case=case, ring=ring, person=person)
        return redirect("matching:matching", lang, place, reference)
    runs = MatchRun.objects.visible_to(person).filter(case=case).select_related("case", "person")
    run = runs.order_by("-at").first()
    services.open_case(case=case, person=person, part="matching")
    desk = desk_of(found, lang)
    context = {
        "place": found,
        "case": case,
        "title": title_in(desk, case),
        "tabs": tabs_of(case, person),
        "run": run,
        "hints": [(each, called(each.post, desk)) for each in hints(run, ring)] if run else [],
        "left": max(0, A_DAY - MatchRun.objects.visible_to(person).of_day(person).count()),
    }
    return render(request, "cases/matching/matching.html", context)


@require_POST
def matching_link(
    request: HttpRequest, lang: str, place: str, reference: str, other: str
) -> HttpResponseBase:
    """It is the same person: a person says so, of two cases that are both open to them."""
    case = compared_or_404(request, place, reference)
    found = case_or_404(request, place, other)
    done = _("The two cases are linked. On the page of the case this can be undone.")
    with telling(request, done):
        services.link_cases(case=case, other=found, person=me(request))
    return redirect("matching:matching", lang, place, reference)


@require_POST
def matching_forget(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Take this case out of every comparison."""
    case = compared_or_404(request, place, reference)
    services.forget_name(case=case, person=me(request))
    messages.success(request, _("This name is compared with no other any more."))
    return redirect("matching:matching", lang, place, reference)
