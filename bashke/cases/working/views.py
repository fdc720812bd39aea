"""My cases, a name searched among them, and the first page of one."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.naming import desk_of, mechanism_in
from bashke.cases.working.acting import file_or_404, shown
from bashke.cases.working.forms import SearchForm
from bashke.cases.working.lists import (
    A_PAGE,
    STANDINGS,
    filtered,
    lines,
    mechanisms_of,
    mine,
    named,
)
from bashke.cases.working.opened import beside, kin_of, orders_of, story_of
from bashke.cases.working.people import people_of
from bashke.cases.working.steps import law_of_case, steps_of
from bashke.core.acting import GET_OR_POST, posted


@require_GET
def case_list(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """My cases here, the newest first; of a filter in the address no name is ever part."""
    found = place_or_404(place)
    if place not in me(request).municipalities(May.REFER, May.BREAK_GLASS):
        raise Http404
    desk = desk_of(found, lang)
    standing = request.GET.get("standing", "open")
    standing = standing if standing in STANDINGS else "open"
    keys = mechanisms_of(me(request), place)
    mechanism = request.GET.get("mechanism", "")
    mechanism = mechanism if mechanism in keys else ""
    page = page_asked(request)
    rows = filtered(mine(me(request), place), standing, mechanism)
    some = list(rows[page * A_PAGE : (page + 1) * A_PAGE + 1])
    titles = {each.key: desk.say(each.title) for each in desk.library.on(desk.on)}
    context = {
        "place": found,
        "lines": lines(some[:A_PAGE], ring_of(request), desk),
        "standing": standing,
        "mechanism": mechanism,
        "mechanisms": [(key, titles.get(key, key)) for key in keys],
        "page": page,
        "newer": page - 1,
        "older": page + 1 if len(some) > A_PAGE else None,
        "form": SearchForm(),
        "supervises": me(request).may(May.SUPERVISE, place),
        "leads": me(request).may(May.LEAD, place),
    }
    return render(request, "cases/working/list.html", context)


def page_asked(request: HttpRequest) -> int:
    given = request.GET.get("page", "")
    return int(given) if given.isdecimal() and len(given) < 5 else 0


@sensitive_post_parameters()
@sensitive_variables()
@needs(May.REFER)
@require_http_methods(GET_OR_POST)
def case_search(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """A name among my open cases: it is sent in the body, and looked for in memory alone."""
    found = place_or_404(place)
    form = SearchForm(posted(request))
    context = {"place": found, "form": form, "lines": [], "asked": False}
    if form.is_bound and form.is_valid():
        services.search_cases(person=me(request), municipality=place)
        context["lines"] = named(
            me(request), place, form.cleaned_data["words"], ring_of(request), desk_of(found, lang)
        )
        context["asked"] = True
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/working/search.html", context, status=status)


@sensitive_variables()
@require_GET
def case_detail(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """How to reach the person safely, who it is about, what comes next, who takes part."""
    file = file_or_404(request, lang, place, reference)
    if file.opened is None:
        return shown(request, file, "detail.html", now="case")
    steps = steps_of(file.case, file.opened, file.desk)
    return shown(
        request,
        file,
        "detail.html",
        now="case",
        story=story_of(file.case, file.opened),
        kin=kin_of(file.case, file.opened),
        orders=orders_of(file.case, file.opened),
        beside=beside(file.case, file.person),
        open_steps=[each for each in steps if each.is_open],
        last=next((each for each in steps if each.step.done_at), None),
        people=people_of(file.case, file.desk),
        law=law_of_case(mechanism_in(file.desk, file.case), file.desk),
    )
