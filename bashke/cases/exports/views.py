"""Taking one case out, by who leads it, with a reason; and one's own month."""

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from bashke.accounts.access import grave, me, needs, ring_of
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.clocks import mechanism_of
from bashke.cases.exports.forms import ExportForm, SheetForm
from bashke.cases.exports.pages import exports_of, form_named, members, month_of, sheet_of
from bashke.cases.found import case_in_hand_or_404
from bashke.cases.models import Case, Export
from bashke.cases.naming import desk_of
from bashke.cases.refusals import CaseError
from bashke.cases.services.exports import PURPOSES, hash_of, may_export, whole_case
from bashke.cases.tabs import tabs_of
from bashke.guide.pages import cited
from bashke.guide.paper import PaperError, make_pdf
from bashke.keys.opening import open_all
from bashke.mechanisms.schema import Mechanism
from bashke.pack.schema import Place

Kind = Export.Kind


def printed_or_404(request: HttpRequest, place: str, reference: str) -> Case:
    """A case that this person leads with a post that prints, and whose key is in hand."""
    case = case_in_hand_or_404(request, place, reference)
    if not may_export(case, me(request)):
        raise Http404
    return case


@sensitive_variables()
@require_GET
def exports(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """What left this case until now, and the two ways to take it out."""
    found, case = place_or_404(place), printed_or_404(request, place, reference)
    services.open_case(case=case, person=me(request), part="exports")
    return show(request, lang, found, case)


@sensitive_variables()
def show(
    request: HttpRequest, lang: str, place: Place, case: Case, **bound: ExportForm
) -> HttpResponse:
    opened = open_all(ring_of(request), [case.compartment])[case.compartment]
    rows = Export.objects.visible_to(me(request)).filter(case=case).select_related("by")
    mechanism = mechanism_of(case.mechanism, case.version)
    titles = titles_of(mechanism, lang)
    context = {
        "place": place,
        "case": case,
        "title": mechanism.title.in_language(lang),
        "tabs": tabs_of(case, me(request)),
        "left": exports_of(rows.order_by("-at"), opened),
        "file": ExportForm(purposes=PURPOSES[Kind.FILE]),
        "sheet": SheetForm(purposes=PURPOSES[Kind.SHEET], titles=titles) if titles else None,
    } | bound
    refused = next((each for each in bound.values() if each.errors), None)
    context["refused"] = refused
    return render(request, "cases/exports/exports.html", context, status=422 if refused else 200)


def titles_of(mechanism: Mechanism, lang: str) -> list[tuple[str, str]]:
    return [(each.key, each.title.in_language(lang)) for each in mechanism.forms]


@sensitive_post_parameters()
@sensitive_variables()
@grave
@require_POST
def export_file(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The whole case for a court, as a PDF: numbered, marked on each page, with its hash."""
    found, case = place_or_404(place), printed_or_404(request, place, reference)
    form = ExportForm(request.POST, purposes=PURPOSES[Kind.FILE])
    if not form.is_valid():
        return show(request, lang, found, case, file=form)
    mechanism, desk = mechanism_of(case.mechanism, case.version), desk_of(found, lang)
    sections = whole_case(case, ring_of(request), mechanism, lang)
    export = new_export(case, request, Kind.FILE, form, hash_of(case, sections))

    def html() -> str:
        context = {
            "place": found,
            "case": case,
            "export": export,
            "mechanism": desk.say(mechanism.title),
            "sections": sections,
            "members": members(case, desk),
            "reason": form.cleaned_data["reason"],
            "lang": lang,
        }
        return render_to_string("cases/exports/file_print.html", context)

    return sent(request, lang, found, export, form, html, "file")


@sensitive_post_parameters()
@sensitive_variables()
@grave
@require_POST
def export_sheet(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """A sheet to copy from into a national database, in the order in which forms ask."""
    found, case = place_or_404(place), printed_or_404(request, place, reference)
    mechanism, desk = mechanism_of(case.mechanism, case.version), desk_of(found, lang)
    titles = titles_of(mechanism, lang)
    if not titles:
        raise Http404
    form = SheetForm(request.POST, purposes=PURPOSES[Kind.SHEET], titles=titles)
    if not form.is_valid():
        return show(request, lang, found, case, sheet=form)
    paper = form_named(mechanism, form.cleaned_data["form"])
    sections = sheet_of(case, ring_of(request), mechanism, desk, found)
    export = new_export(case, request, Kind.SHEET, form, hash_of(case, sections))

    def html() -> str:
        context = {
            "place": found,
            "case": case,
            "export": export,
            "paper": paper,
            "law": cited(desk, paper.law) if paper else (),
            "sections": sections,
            "reason": form.cleaned_data["reason"],
            "lang": lang,
        }
        return render_to_string("cases/exports/sheet_print.html", context)

    return sent(request, lang, found, export, form, html, "sheet")


def new_export(
    case: Case, request: HttpRequest, kind: Kind, form: ExportForm, content_hash: str
) -> Export:
    return Export(
        case=case,
        by=me(request),
        kind=kind,
        purpose=form.cleaned_data["purpose"],
        at=timezone.now(),
        content_hash=content_hash,
    )


def sent(
    request: HttpRequest,
    lang: str,
    place: Place,
    export: Export,
    form: ExportForm,
    html: Callable[[], str],
    name: str,
) -> HttpResponseBase:
    """The file, once it is written down that it leaves; or why it does not."""
    try:
        made = make_pdf(html())
        services.note_export(
            export=export, ring=ring_of(request), person=me(request),
            reason=form.cleaned_data["reason"], made=made,
        )  # fmt: skip
    except (CaseError, PaperError) as refusal:
        form.add_error(None, str(refusal))
        return show(request, lang, place, export.case, **{name: form})
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{export.case.reference}.pdf"'
    return response


@needs(May.REFER)
@require_GET
def month(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """My own work in a month in numbers, without a name: for the report to my agency."""
    found = place_or_404(place)
    today = timezone.localdate()
    first = month_in(request.GET.get("month", ""), today)
    if first is None:
        raise Http404
    desk = desk_of(found, lang)
    titles = {key: desk.say(each[-1].title) for key, each in desk.library.versions.items()}
    mine = month_of(me(request), found, first)
    context = {
        "place": found,
        "first": first,
        "mine": mine,
        "cases": [(titles.get(key, key), *counts) for key, *counts in mine.cases],
        "months": months_before(today),
    }
    return render(request, "cases/exports/month.html", context)


def month_in(written: str, today: date) -> date | None:
    """The first day of the month that was asked for; the present one where none was."""
    if not written:
        return today.replace(day=1)
    return next((each for each in months_before(today) if f"{each:%Y-%m}" == written), None)


def months_before(today: date) -> list[date]:
    """This month and the eleven before it."""
    found, year, number = [], today.year, today.month
    for _each in range(12):
        found.append(date(year, number, 1))
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return found
