"""Pages of Ask. They read neither user nor session, and keep nothing."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bashke.ask import pages
from bashke.ask.sealed import Given, StaleError, unseal
from bashke.core.origin import from_this_site, public
from bashke.core.text import albanian_order
from bashke.guide.desk import Desk, desk_at
from bashke.guide.edition import current, from_files
from bashke.mechanisms.library import Library
from bashke.pack.schema import Place

A_YEAR = 365 * 24 * 60 * 60


@public
@require_GET
def root(request: HttpRequest) -> HttpResponseBase:
    """To the reader's language, and to the municipality that was chosen before."""
    lang = get_language_from_request(request)
    place = from_files().pack.municipality(request.COOKIES.get("place", ""))
    response = redirect("ask:place", lang, place.slug) if place else redirect("ask:home", lang)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@public
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Choose the municipality; a unit of it is chosen on its own page."""
    library = from_files().library
    if request.method == "POST":
        place = library.pack.municipality(request.POST.get("place", ""))
        if place is not None:
            return remember(redirect("ask:place", lang, place.slug), request, library, place)
    counties = [
        (county, [m for m in by_name(library.pack.municipalities) if m.parent == county.slug])
        for county in by_name(library.pack.counties)
    ]
    context = {"counties": counties, "missing": request.method == "POST"}
    return render(request, "ask/home.html", context, status=422 if context["missing"] else 200)


def by_name(places: tuple[Place, ...]) -> list[Place]:
    return sorted(places, key=lambda place: albanian_order(place.name))


def remember(
    response: HttpResponse, request: HttpRequest, library: Library, place: Place
) -> HttpResponse:
    """Keep the municipality and unit, and nothing else, for the next visit."""
    unit = library.pack.unit(place.slug, request.POST.get("unit", ""))
    for name, value in (("place", place.slug), ("unit", unit.slug if unit else "")):
        if value:
            response.set_cookie(
                name,
                value,
                max_age=A_YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


@public
@require_GET
def place(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """The first page of a municipality."""
    found = place_or_404(place)
    if found.slug != place:
        return redirect("ask:place", lang, found.slug, permanent=True)
    library = current().library
    desk = desk_at(library, found, request.COOKIES.get("unit", ""), lang)
    context = {
        "place": found,
        "units": by_name(library.pack.units_of(found.slug)),
        "unit": library.pack.unit(found.slug, request.COOKIES.get("unit", "")),
        "danger": pages.danger(desk, {}),
    }
    return render(request, "ask/place.html", context)


@public
@never_cache
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """One question after another, each in the body of a POST; then the answer."""
    found = place_or_404(place)
    if found.slug != place:
        return redirect("ask:ask", lang, found.slug, permanent=True)
    desk = desk_at(current().library, found, request.COOKIES.get("unit", ""), lang)
    if request.method != "POST":
        return show(request, desk, {}, found)
    word = request.POST.get("state", "")
    try:
        given = unseal(word)
    except StaleError:
        return render(request, "ask/stale.html", {"place": found}, status=422)
    if "back" in request.POST:
        return show(request, desk, dict(list(given.items())[:-1]), found)
    fact = desk.library.questions_on(desk.on).next_after(given)
    if fact is None or "again" in request.POST:
        return show(request, desk, given, found)
    said = pages.chosen(fact, word, request.POST.getlist("a"))
    if said is None:
        return show(request, desk, given, found, missing=True)
    return show(request, desk, {**given, fact.id: said}, found)


def show(
    request: HttpRequest, desk: Desk, given: Given, found: Place, *, missing: bool = False
) -> HttpResponse:
    """The next question that can still change something, or the answer."""
    fact = desk.library.questions_on(desk.on).next_after(given)
    if fact is None:
        context = {"place": found, **pages.answer(desk, given)}
        return render(request, "ask/answer.html", context)
    context = {"place": found, "missing": missing, **pages.question(desk, given, fact)}
    return render(request, "ask/question.html", context, status=422 if missing else 200)


def place_or_404(name: str) -> Place:
    found = from_files().pack.municipality(name)
    if found is None:
        raise Http404
    return found
