"""The papers as pages: two for everybody, the others for who holds a post in the municipality."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bashke.accounts.access import me
from bashke.core.origin import public
from bashke.office.documents.filling import Filling, filled
from bashke.office.documents.ways import is_set_up
from bashke.office.gate.records import read


@require_GET
def document(request: HttpRequest, lang: str, place: str, key: str) -> HttpResponseBase:
    """One paper, for everybody who holds a post here: in a breach there is no time to ask."""
    if place not in me(request).municipalities():
        raise Http404
    return shown(request, "office/documents/document.html", lang, place, key)


@public
@require_GET
def privacy(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """What is held about whom, for residents; where the municipality is set up."""
    return for_everybody(request, lang, place, "privacy")


@public
@require_GET
def accessibility(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """How well anybody can use the pages; where the municipality is set up."""
    return for_everybody(request, lang, place, "accessibility")


def for_everybody(request: HttpRequest, lang: str, place: str, key: str) -> HttpResponseBase:
    if not is_set_up(place):
        raise Http404
    return shown(request, "office/documents/public.html", lang, place, key)


def shown(request: HttpRequest, template: str, lang: str, place: str, key: str) -> HttpResponseBase:
    records = read(place)
    if key not in records.papers.documents:
        raise Http404
    context = {
        "place": records.library.pack.municipality(place),
        "filled": filled(Filling(records, lang), records.papers.documents[key]),
    }
    return render(request, template, context)
