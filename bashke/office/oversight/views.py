"""Pages for who watches: the trail, who could open what, and what each role sees."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts.access import grave, me, needs
from bashke.accounts.policy import May
from bashke.accounts.refusals import AccountError
from bashke.audit.refusals import TrailError
from bashke.audit.services import sign_reading
from bashke.core.acting import posted
from bashke.mechanisms.library import from_files
from bashke.office import matters
from bashke.office.oversight import services
from bashke.office.oversight.forms import COMPARTMENT, ExportForm, MatterForm, TrailForm, WhoForm
from bashke.office.oversight.names import Names
from bashke.office.oversight.opening import people_of
from bashke.office.oversight.roles import roles as every_role
from bashke.office.oversight.trail import page, people_of_trail, readers, standing
from bashke.office.views.acting import shown

LONGEST_ID = 18


@needs(May.READ_TRAIL)
@require_GET
def trail(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Who did what, who stands out, and whether anybody reads it."""
    form = TrailForm(request.GET, people=people_of_trail(place))
    return trail_page(request, lang, place, form, ExportForm())


def trail_page(
    request: HttpRequest, lang: str, place: str, form: TrailForm, export: ExportForm
) -> HttpResponseBase:
    wanted, names = form.wanted(), Names(from_files().pack, lang)
    before = number_in(request.GET.get("before", ""))
    found = page(place, wanted, names, before=before)
    asked = {key: value for key, value in form.data.items() if value and key in form.fields}
    return shown(
        request,
        "office/oversight/trail.html",
        place,
        status=422 if form.errors or export.errors else 200,
        form=form,
        export=export,
        asked=asked,
        page=found,
        older=urlencode({**asked, "before": found.older}) if found.older else "",
        newest=urlencode(asked),
        is_first=before is None,
        readers=readers(place, wanted, names) if before is None else [],
        **standing(place),
    )


def number_in(text: str) -> int | None:
    """The number of an event, as the way to the older ones carries it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


@needs(May.READ_TRAIL)
@grave
@require_POST
def trail_sign(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """I have read up to here."""
    sequence = number_in(request.POST.get("sequence", ""))
    try:
        sign_reading(municipality=place, by=me(request).actor, sequence=sequence or 0)
    except TrailError:
        messages.error(request, _("This part is signed already, or is not there. Look again."))
    else:
        messages.success(request, _("It is signed: you have read the trail up to here."))
    return redirect("office:trail", lang, place)


@needs(May.READ_TRAIL)
@grave
@require_POST
def trail_export(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """The part that was asked for, as a sheet, with a reason."""
    form = TrailForm(request.POST, people=people_of_trail(place))
    export = ExportForm(request.POST)
    if not (form.is_valid() and export.is_valid()):
        return trail_page(request, lang, place, form, export)
    try:
        lines = services.take_out(
            municipality=place,
            wanted=form.wanted(),
            names=Names(from_files().pack, lang),
            reason=export.cleaned_data["reason"],
            by=me(request),
        )
    except AccountError as refusal:
        export.add_error(None, str(refusal))
        return trail_page(request, lang, place, form, export)
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="trail-{place}.csv"'
    return response


@needs(May.EXPLAIN)
@require_http_methods(["GET", "POST"])
def who_could_open(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """For one sealed thing: everybody who could open it, through what, since when, and why."""
    form = MatterForm(posted(request), kinds=[*matters.kinds.values()])
    groups: list[Any] = []
    if form.is_valid():
        groups = explained(request, lang, place, form)
        if not groups:
            form.add_error("reference", _("Nothing here has this reference."))
    who = WhoForm(None, people=people_of(place))
    return ways_page(request, place, form=form, who=who, groups=groups)


def explained(request: HttpRequest, lang: str, place: str, form: MatterForm) -> list[Any]:
    compartment = form.compartment_id()
    kind = form.cleaned_data["kind"]
    if kind != COMPARTMENT:
        try:
            reference = form.cleaned_data["reference"].strip()
            found = matters.find_or_404(kind=kind, reference=reference, place=place)
        except Http404:
            return []
        compartment = found.compartment
    if compartment is None:
        return []
    return services.explain_compartment(
        compartment=compartment,
        municipality=place,
        names=Names(from_files().pack, lang),
        by=me(request),
    )


@needs(May.EXPLAIN)
@require_http_methods(["GET", "POST"])
def what_could_be_opened(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """For one person: how much could be opened, of which kind; nothing of what is in it."""
    who = WhoForm(posted(request), people=people_of(place))
    person, counts = None, None
    if who.is_valid():
        person = who.cleaned_data["person"]
        counts = services.explain_person(person=person, municipality=place, by=me(request))
    form = MatterForm(None, kinds=[*matters.kinds.values()])
    return ways_page(request, place, form=form, who=who, person=person, counts=counts)


def ways_page(request: HttpRequest, place: str, **context: Any) -> HttpResponseBase:
    wrong = any(each.is_bound and each.errors for each in (context["form"], context["who"]))
    template = "office/oversight/who_could_open.html"
    return shown(request, template, place, status=422 if wrong else 200, **context)


@require_GET
def roles(request: HttpRequest, lang: str) -> HttpResponseBase:
    """What each role may, which pages it reaches, and what it is never held together with."""
    context = {"roles": every_role(from_files().pack, lang)}
    return render(request, "office/oversight/roles.html", context)
