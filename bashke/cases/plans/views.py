"""A plan as it is read, followed and printed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from bashke.accounts.access import me, ring_of
from bashke.accounts.models import Person
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import Case, Help, Plan
from bashke.cases.naming import desk_of, title_in
from bashke.cases.plans.forms import ProgressForm
from bashke.cases.plans.pages import Version, case_or_404, opened_or_none, reviews_of, version_of
from bashke.cases.services.endings import CHILDREN
from bashke.cases.tabs import tabs_of
from bashke.core.acting import telling
from bashke.guide.desk import Desk
from bashke.pack.schema import Place


@sensitive_variables()
@require_GET
def plan_detail(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponse:
    """The version that holds, what is being written, what was decided; the opening is told."""
    found = place_or_404(place)
    person = me(request)
    case = case_or_404(person, found, reference)
    plans = Plan.objects.visible_to(person).filter(case=case)
    opened = opened_or_none(case, ring_of(request))
    standing = plans.standing().first()
    if opened:
        services.open_plan(case=case, person=person)
    context = {
        **about(desk_of(found, lang), found, case, me(request)),
        "version": version_of(standing, opened) if standing and opened else None,
        "draft": plans.drafts().first(),
        "earlier": plans.filter(replaced_at__isnull=False).order_by("-version"),
        "reviews": reviews_of(case, opened) if opened else [],
        "leads": case.is_led_by(person) and case.closed_at is None,
        "follows": case.closed_at is None,
        "progress": Help.Progress.choices,
    }
    return render(request, "cases/plan/detail.html", context)


@sensitive_variables()
@require_GET
def plan_version(
    request: HttpRequest, lang: str, place: str, reference: str, version: int
) -> HttpResponse:
    """A version that was agreed, as it was."""
    found = place_or_404(place)
    case, shown = agreed_or_404(request, found, reference, version)
    services.open_plan(case=case, person=me(request))
    context = {**about(desk_of(found, lang), found, case, me(request)), "version": shown}
    return render(request, "cases/plan/version.html", context)


@sensitive_variables()
@require_GET
def plan_print(
    request: HttpRequest, lang: str, place: str, reference: str, version: int
) -> HttpResponse:
    """The paper that the person keeps or signs; that it was printed is on the trail."""
    found = place_or_404(place)
    case, shown = agreed_or_404(request, found, reference, version, with_drafts=True)
    services.print_plan(plan=shown.plan, person=me(request))
    context = {**about(desk_of(found, lang), found, case, me(request)), "version": shown}
    return render(request, "cases/plan/print.html", context)


def agreed_or_404(
    request: HttpRequest, place: Place, reference: str, version: int, *, with_drafts: bool = False
) -> tuple[Case, Version]:
    person = me(request)
    case = case_or_404(person, place, reference)
    rows = Plan.objects.visible_to(person).filter(case=case)
    if not with_drafts:
        rows = rows.filter(agreed_at__isnull=False)
    plan = get_object_or_404(rows.select_related("case"), version=version)
    opened = opened_or_none(case, ring_of(request))
    if opened is None:
        raise Http404
    return case, version_of(plan, opened)


def about(desk: Desk, place: Place, case: Case, person: Person) -> dict[str, Any]:
    """What every page of a plan names: the case by its reference, and its mechanism."""
    return {
        "place": place,
        "case": case,
        "tabs": tabs_of(case, person),
        "title": title_in(desk, case),
        "of_a_child": case.mechanism in CHILDREN,
    }


@require_POST
def help_progress(
    request: HttpRequest, lang: str, place: str, reference: str, pk: str
) -> HttpResponseBase:
    """How far something is, in one of four words."""
    found = place_or_404(place)
    case = case_or_404(me(request), found, reference)
    rows = Help.objects.visible_to(me(request)).filter(plan__case=case)
    help_ = get_object_or_404(rows.select_related("plan__case"), pk=pk)
    form = ProgressForm(request.POST)
    with telling(request, _("Written down.")):
        services.mark_progress(
            help_=help_, person=me(request), progress=str(form.data.get("progress", ""))
        )
    return redirect("plan:detail", lang, place, reference)
