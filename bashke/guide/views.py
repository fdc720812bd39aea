"""Pages of the Guide, the law and the contacts. They read neither user nor session."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bashke.core.origin import from_this_site, public
from bashke.core.text import albanian_order
from bashke.directory.reach import contacts_of
from bashke.guide import pages
from bashke.guide.addresses import code as code_of
from bashke.guide.change_words import shown_changes
from bashke.guide.changes import changes
from bashke.guide.desk import Desk, desk_at
from bashke.guide.edition import Edition, current
from bashke.guide.paper import table_csv
from bashke.guide.search import search
from bashke.guide.table import PERSONS, by_heading, matrix, rows
from bashke.law.register import find, metadata
from bashke.pack.schema import Place

YEARS_AHEAD = timedelta(days=2 * 365)


def desk_for(
    request: HttpRequest, edition: Edition, lang: str, place: str | None, day: date | None = None
) -> Desk:
    """The desk of this municipality, or of none; 404 for one that does not exist."""
    found = place_or_404(edition, place) if place else None
    return desk_at(edition.library, found, request.COOKIES.get("unit", ""), lang, day)


def place_or_404(edition: Edition, name: str) -> Place:
    found = edition.pack.municipality(name)
    if found is None or found.slug != name:
        raise Http404
    return found


def shown(request: HttpRequest, template: str, desk: Desk, **context: object) -> HttpResponseBase:
    """The page, with the day from which a copy of it may not be shown any more (worker.js)."""
    context = {"place": desk.directory.place, "desk": desk, **context}
    response = render(request, template, context)
    if desk.directory.until:
        response.headers["Bashke-Until"] = desk.directory.until.isoformat()
    return response


@public
@require_GET
def contents(request: HttpRequest, lang: str, place: str | None = None) -> HttpResponseBase:
    """The four chapters with their sub-chapters."""
    edition = current()
    desk = desk_for(request, edition, lang, place)
    return shown(request, "guide/contents.html", desk, chapters=edition.guide.chapters)


@public
@require_GET
def part(request: HttpRequest, lang: str, key: str, place: str | None = None) -> HttpResponseBase:
    """One sub-chapter."""
    edition = current()
    desk = desk_for(request, edition, lang, place)
    if key not in edition.guide.parts:
        raise Http404
    found = edition.guide.parts[key]
    return shown(request, "guide/part.html", desk, **pages.part_page(edition, desk, found))


@public
@require_GET
def mechanism(
    request: HttpRequest, lang: str, code: str, place: str | None = None
) -> HttpResponseBase:
    """One mechanism or service, under an address that does not name it."""
    edition = current()
    desk = desk_for(request, edition, lang, place)
    for each in desk.library.on(desk.on):
        if code_of(each.key) == code:
            context = pages.mechanism_page(edition, desk, each)
            return shown(request, "guide/mechanism.html", desk, **context)
    raise Http404


@public
@require_GET
def contacts(request: HttpRequest, lang: str, place: str | None = None) -> HttpResponseBase:
    """Every role with the way to it."""
    edition = current()
    desk = desk_for(request, edition, lang, place)
    roles = [key for key in edition.pack.roles if key != "emergency"]
    called = pages.called(edition, desk, roles)
    called.sort(key=lambda each: albanian_order(each.role.title.in_language(lang)))
    invented = any(each.way.first.invented for each in called)
    return shown(
        request,
        "guide/contacts.html",
        desk,
        called=called,
        emergency=edition.pack.file.emergency,
        lines=[line for line in edition.pack.contacts if not line.doubtful],
        invented=invented,
    )


@public
@require_GET
def terms(request: HttpRequest, lang: str) -> HttpResponseBase:
    """The glossary, in the order of the alphabet."""
    edition = current()
    desk = desk_for(request, edition, lang, None)
    in_order = sorted(edition.pack.terms, key=lambda term: albanian_order(getattr(term, lang)))
    return shown(request, "guide/terms.html", desk, terms=in_order)


@public
@require_GET
def register(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Every act, as it stands on a day; or the acts that some words name."""
    edition = current()
    day, wrong = day_asked(request, edition, "on")
    desk = desk_for(request, edition, lang, None, day)
    words = request.GET.get("act", "").strip()
    acts = find(edition.pack.acts, words) if words else list(edition.pack.acts.values())
    if words and len(acts) == 1:
        return redirect("guide:act", lang, acts[0].key)
    return render(
        request,
        "guide/register.html",
        {
            "desk": desk,
            "kinds": pages.register_page(edition, desk, acts),
            "words": words,
            "wrong": wrong,
            "count": len(acts),
        },
        status=422 if wrong else 200,
    )


def day_asked(
    request: HttpRequest, edition: Edition, name: str, default: date | None = None
) -> tuple[date | None, str]:
    """A day from the address, or the default with one sentence on what was wrong."""
    text = request.GET.get(name, "")
    if not text:
        return default, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return default, _("“%(text)s” is not a day. Give one such as 2026-11-22.") % {"text": text}
    first = edition.pack.file.valid_from
    if day < first:
        sentence = _("The content is valid from %(day)s. Give that day or a later one.")
        return default, sentence % {"day": first.isoformat()}
    return day, ""


@public
@require_GET
def act(request: HttpRequest, lang: str, key: str) -> HttpResponseBase:
    """One act of the register."""
    edition = current()
    if key not in edition.pack.acts:
        raise Http404
    day, _wrong = day_asked(request, edition, "on")
    desk = desk_for(request, edition, lang, None, day)
    context = pages.act_page(edition, desk, edition.pack.acts[key])
    return shown(request, "guide/act.html", desk, **context)


@public
@require_GET
def act_json(request: HttpRequest, lang: str, key: str) -> HttpResponseBase:
    """The same for machines."""
    edition = current()
    if key not in edition.pack.acts:
        raise Http404
    desk = desk_for(request, edition, lang, None)
    found = metadata(edition.pack.acts, edition.pack.acts[key], desk.on)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})


@public
@require_GET
def changed(request: HttpRequest, lang: str) -> HttpResponseBase:
    """What changes between two days: routes, clocks, forms and pages."""
    edition = current()
    desk = desk_for(request, edition, lang, None)
    start, wrong_start = day_asked(request, edition, "from", edition.pack.file.valid_from)
    end, wrong_end = day_asked(request, edition, "to", desk.on + YEARS_AHEAD)
    wrong = wrong_start or wrong_end
    if not wrong and start and end and end < start:
        wrong = _("The second day comes before the first. Change one of them.")
    found = [] if wrong or not start or not end else changes(edition, start, end)
    context = {
        "desk": desk,
        "changes": shown_changes(edition, desk, found),
        "start": start,
        "end": end,
        "wrong": wrong,
    }
    return render(request, "guide/changes.html", context, status=422 if wrong else 200)


@public
@require_GET
def unconfirmed(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Every fact that nobody has compared with the published text."""
    edition = current()
    desk = desk_for(request, edition, lang, None)
    files = pages.unconfirmed_page(edition)
    count = sum(len(facts) for _file, facts in files)
    return shown(request, "guide/unconfirmed.html", desk, files=files, count=count)


@public
@never_cache
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest, lang: str, place: str | None = None) -> HttpResponseBase:
    """One box over everything that can be read here. What is typed is in no address and no log."""
    edition = current()
    desk = desk_for(request, edition, lang, place)
    words = " ".join(request.POST.get("q", "").replace("\x00", " ").split())
    contacts = contacts_of(desk.directory.place) if words else ()
    hits = search(edition, words, lang, place, contacts) if words else []
    return shown(request, "guide/search.html", desk, words=words, hits=hits)


@public
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, lang: str, place: str | None = None) -> HttpResponseBase:
    """Every concern with its mechanisms; a filter is in the body, never in the address."""
    edition = current()
    desk = desk_for(request, edition, lang, place)
    every = rows(desk)
    person, heading = request.POST.get("who", ""), request.POST.get("what", "")
    chosen = [
        row
        for row in every
        if (person not in PERSONS or person in row.people)
        and (not heading or (row.heading is not None and row.heading.key == heading))
    ]
    return shown(
        request,
        "guide/table.html",
        desk,
        matrix=matrix(desk, chosen),
        groups=by_heading(chosen),
        headings=[each for each, _rows in by_heading(every) if each],
        who=person,
        what=heading,
        count=len(chosen),
        invented=any(row.lead.contact.invented for row in every),
    )


@public
@require_GET
def table_sheet(request: HttpRequest, lang: str, place: str | None = None) -> HttpResponseBase:
    """The same for a spreadsheet."""
    desk = desk_for(request, current(), lang, place)
    response = HttpResponse(table_csv(desk), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bashke-{place or "al"}-{lang}.csv"'
    return response
