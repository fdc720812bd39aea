"""The first page of a municipality's office, its contacts, its card."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods

from bashke.accounts.access import me, needs
from bashke.accounts.policy import May
from bashke.directory.models import Contact
from bashke.guide.desk import desk_at
from bashke.guide.edition import current
from bashke.guide.paper import PaperError, card_html, make_pdf
from bashke.mechanisms.library import from_files
from bashke.office import services
from bashke.office.steps import progress
from bashke.office.views.acting import shown


@needs(May.SET_UP)
@require_GET
def home(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """What is done of the set-up, and what comes next."""
    steps = progress(place, from_files().pack, lang)
    return shown(request, "office/home.html", place, progress=steps)


@needs(May.KEEP_CONTACTS)
@require_GET
def contacts(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """The ways to fill the contacts in, and how many there are."""
    known = Contact.objects.of(place)
    return shown(
        request,
        "office/contacts.html",
        place,
        count=known.filter(is_invented=False).count(),
        invented=known.filter(is_invented=True).count(),
    )


@needs(May.SET_UP)
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """The pocket card as a file to print; asked for by a button, as it is noted."""
    if request.method == "GET":
        return shown(request, "office/card.html", place)
    kind = "html" if request.POST.get("as") == "html" else "pdf"
    library = current().library
    desk = desk_at(library, library.pack.municipality(place), "", lang)
    html = card_html(desk, base_url=settings.SITE_URL)
    try:
        made = make_pdf(html) if kind == "pdf" else html.encode()
    except PaperError:
        return shown(request, "office/card.html", place, failed=True, status=503)
    services.note_card(municipality=place, by=me(request))
    types = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
    response = HttpResponse(made, content_type=types[kind])
    response["Content-Disposition"] = f'attachment; filename="bashke-{place}-{lang}.{kind}"'
    return response
