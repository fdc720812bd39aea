"""Cases that began under an earlier version of the law: the list, one of them, keep or move."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.found import case_or_404
from bashke.cases.lawchange.forms import MoveForm, SeenForm
from bashke.cases.lawchange.pages import affected, compared, last_choice, led_by
from bashke.cases.models import Case
from bashke.cases.naming import desk_of
from bashke.cases.refusals import CaseError
from bashke.cases.services.moving import newer_of
from bashke.cases.tabs import tabs_of
from bashke.pack.schema import Place


@needs(May.LEAD)
@require_GET
def earlier_law(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """Which of the cases that I lead began under an earlier version, and which wait for a word."""
    found = place_or_404(place)
    lines = affected(desk_of(found, lang), led_by(me(request), found))
    return render(request, "cases/lawchange/list.html", {"place": found, "lines": lines})


@require_GET
def case_law(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponse:
    """What the newer version changes for this case; its lead decides here."""
    found = place_or_404(place)
    return show(request, lang, found, case_or_404(request, place, reference))


@require_POST
def case_law_keep(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The case stays with the version it began with."""
    found = place_or_404(place)
    case = case_or_404(request, place, reference)
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        services.keep_version(case=case, person=me(request), version=form.cleaned_data["version"])
    except CaseError as refusal:
        return show(request, lang, found, case, with_error(MoveForm(), str(refusal)))
    messages.success(request, _("The case stays with the version it began with."))
    return redirect("lawchange:case", lang, place, reference)


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def case_law_move(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The case goes over to the version in force, with a reason that its members read."""
    found = place_or_404(place)
    case = case_or_404(request, place, reference)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return show(request, lang, found, case, form)
    try:
        gone = services.move_version(
            case=case,
            ring=ring_of(request),
            person=me(request),
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
    except CaseError as refusal:
        return show(request, lang, found, case, with_error(form, str(refusal)))
    messages.success(request, _("The case follows the newer version from now on."))
    if gone:
        told = ngettext("%(n)d step was left out.", "%(n)d steps were left out.", len(gone))
        messages.info(request, told % {"n": len(gone)})
    return redirect("lawchange:case", lang, place, reference)


def show(
    request: HttpRequest,
    lang: str,
    place: Place,
    case: Case,
    refused: MoveForm | None = None,
) -> HttpResponse:
    """The page of one case; with the form that was refused and everything typed into it."""
    desk = desk_of(place, lang)
    case.refresh_from_db()
    newer = newer_of(case, desk.on)
    context = {
        "place": place,
        "case": case,
        "tabs": tabs_of(case, me(request)),
        "comparison": compared(desk, case, newer) if newer and case.closed_at is None else None,
        "choice": last_choice(case),
        "leads": case.is_led_by(me(request)),
        "form": refused or MoveForm(initial={"version": newer and newer.in_force_from}),
    }
    status = 422 if refused is not None else 200
    return render(request, "cases/lawchange/case.html", context, status=status)


def with_error(form: MoveForm, text: str) -> MoveForm:
    """The form with a refusal on it; one that was not sent is taken as sent empty."""
    if not form.is_bound:
        form = MoveForm(form.initial)
        form.errors.clear()
    form.add_error(None, text)
    return form
