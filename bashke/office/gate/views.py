"""The gate: what is on record, what is missing, and the modules that are open."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts.access import grave, me, needs
from bashke.accounts.policy import May
from bashke.accounts.refusals import AccountError
from bashke.guide.addresses import code as code_of
from bashke.office.documents.filling import Filling, filled
from bashke.office.gate import services
from bashke.office.gate.conditions import Readiness, general, percent, readiness
from bashke.office.gate.models import GRACE, Module
from bashke.office.gate.papers import PAPERS, Paper, standing
from bashke.office.gate.records import Records, read
from bashke.pack.schema import Place


@needs(May.SET_UP)
@require_GET
def checklist(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """What is on record, in per cent, what is missing and who mends it where."""
    records = read(place)
    conditions, filling = general(records), Filling(records, lang)
    context = {
        "place": place_of(records),
        "conditions": conditions,
        "percent": percent(conditions),
        "modules": [(each, code_of(each.mechanism.key)) for each in readiness(records)],
        "documents": [filled(filling, each) for each in records.papers.documents.values()],
        "papers": PAPERS.values(),
        "grace": GRACE.days,
    }
    return render(request, "office/gate/checklist.html", context)


@needs(May.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, lang: str, place: str, key: str) -> HttpResponseBase:
    """One kind of paper: what stands, and a form to write down what follows."""
    found, records = paper_or_404(key), read(place)
    form = found.form(request.POST if request.method == "POST" else None, records=records)
    if request.method == "POST" and form.is_valid():
        try:
            found.write(**form.arguments(), actor=me(request).actor)
        except AccountError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is written down."))
            return redirect("office:gate-paper", lang, place, key)
    context = {
        "place": place_of(records),
        "paper": found,
        "form": form,
        "lines": standing(found, records),
        "keeping": records.papers.keeping if key == "keeping" else (),
        "needs_institution": "institution" in form.fields and not records.institutions,
    }
    status = 422 if form.errors else 200
    return render(request, "office/gate/paper.html", context, status=status)


@needs(May.SET_UP)
@require_POST
def paper_end(request: HttpRequest, lang: str, place: str, key: str, pk: int) -> HttpResponseBase:
    """What was written down no longer holds."""
    rows = paper_or_404(key).model._default_manager.filter(municipality=place)
    row = get_object_or_404(rows, pk=pk)
    try:
        services.end_on_record(row=row, actor=me(request).actor)
    except AccountError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It has ended, from today."))
    return redirect("office:gate-paper", lang, place, key)


@needs(May.SET_UP)
@grave
@require_http_methods(["GET", "HEAD", "POST"])
def module_open(request: HttpRequest, lang: str, place: str, code: str) -> HttpResponseBase:
    """Ask once more, then open a module; while anything is missing, say what."""
    records = read(place)
    found = readiness_or_404(records, code)
    if found.module is not None:
        return redirect("office:gate", lang, place)
    refused = ""
    if request.method == "POST":
        try:
            services.open_module(
                municipality=place, mechanism=found.mechanism.key, actor=me(request).actor
            )
        except AccountError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The module is open."))
            return redirect("office:gate", lang, place)
    context = {"place": place_of(records), "found": found, "code": code, "refused": refused}
    status = 422 if refused else 200
    return render(request, "office/gate/open.html", context, status=status)


@needs(May.SET_UP)
@grave
@require_http_methods(["GET", "HEAD", "POST"])
def module_close(request: HttpRequest, lang: str, place: str, code: str) -> HttpResponseBase:
    """Ask once more, then close a module: nothing new begins in it."""
    records = read(place)
    found = readiness_or_404(records, code)
    if found.module is None:
        return redirect("office:gate", lang, place)
    if request.method == "POST":
        close(request, found.module)
        return redirect("office:gate", lang, place)
    context = {"place": place_of(records), "found": found, "code": code}
    return render(request, "office/gate/close.html", context)


def close(request: HttpRequest, module: Module) -> None:
    try:
        services.close_module(module=module, actor=me(request).actor)
    except AccountError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The module is closed."))


def paper_or_404(key: str) -> Paper:
    if key not in PAPERS:
        raise Http404
    return PAPERS[key]


def readiness_or_404(records: Records, code: str) -> Readiness:
    for each in readiness(records):
        if code_of(each.mechanism.key) == code:
            return each
    raise Http404


def place_of(records: Records) -> Place:
    """The municipality as the pack names it; whoever holds a post there knows that it is one."""
    place = records.library.pack.municipality(records.municipality)
    if place is None:
        raise Http404
    return place
