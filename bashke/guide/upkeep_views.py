"""Upkeep of contacts without an account: neither user nor session is read, no cookie is set."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bashke.core.origin import from_this_site, public
from bashke.directory import services
from bashke.directory.forms import MendForm
from bashke.directory.links import LinkError, UsedLinkError, contact_of
from bashke.directory.models import OWNER, Contact
from bashke.directory.reach import Reached, Way
from bashke.guide.edition import current, from_files
from bashke.guide.views import desk_for

LONGEST_ID = 18


@public
@never_cache
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, lang: str, token: str) -> HttpResponseBase:
    """A contact as its owner confirms or mends it. To look, as mail programs do, is no act."""
    try:
        found = contact_of(token)
    except LinkError:
        return render(request, "guide/upkeep/broken.html", status=HTTPStatus.NOT_FOUND)
    except UsedLinkError as refusal:
        return used(request, refusal.contact)
    if request.method != "POST":
        return shown(request, found, MendForm(found, lang))
    is_right = "right" in request.POST
    form = MendForm(found, lang, None if is_right else request.POST)
    if not is_right and not form.is_valid():
        return shown(request, found, form)
    today = timezone.localdate()
    try:
        if is_right:
            services.confirm(found, by=OWNER, today=today)
        else:
            services.mend(found, told=form.told(), by=OWNER, today=today)
    except services.DirectoryError as refusal:
        # Another was faster. What was written stays on the page, to be read and copied.
        return used(request, found) if is_right else shown(request, found, form, str(refusal))
    found.refresh_from_db()
    context = {"contact": found, "municipality": place_name(found), "form": MendForm(found, lang)}
    return render(request, "guide/upkeep/done.html", context)


def shown(
    request: HttpRequest, found: Contact, form: MendForm, refused: str = ""
) -> HttpResponseBase:
    context = {
        "contact": found,
        "municipality": place_name(found),
        "form": form,
        "refused": refused,
    }
    is_wrong = refused or form.errors
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "guide/upkeep/contact.html", context, status=status)


def used(request: HttpRequest, found: Contact) -> HttpResponseBase:
    """The link is spent: say so, and let the owner ask for another, which goes to the owner."""
    asked = request.method == "POST" and "link" in request.POST
    if asked:
        services.want_link(found)
    return render(
        request,
        "guide/upkeep/used.html",
        {"asked": asked},
        status=HTTPStatus.OK if asked else HTTPStatus.GONE,
    )


def place_name(found: Contact) -> str:
    place = from_files().pack.municipality(found.municipality)
    return place.name if place else found.municipality


@public
@never_cache
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def unanswered(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Anybody says that nobody answers there; only the contact and the day are kept."""
    desk = desk_for(request, current(), lang, place)
    if request.method != "POST":
        return redirect("guide:contacts", lang, place)
    found = reported(place, request.POST.get("contact", ""))
    services.nobody_answers(found, today=timezone.localdate())
    way = desk.directory.reach(found.role)
    context = {
        "place": desk.directory.place,
        "instead": instead(way, found),
        "answered": request.POST.get("state", ""),
        "invented": found.is_invented,
    }
    return render(request, "guide/upkeep/unanswered.html", context)


def reported(place: str, number: str) -> Contact:
    """The contact that is meant, if it is one whose number is shown there now."""
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_ID):
        raise Http404
    found = Contact.objects.of(place).filter(pk=int(number), is_protected=False).first()
    if found is None or not found.phone or found.is_hidden_on(timezone.localdate()):
        raise Http404
    if found.role not in from_files().pack.roles:
        raise Http404
    return found


def instead(way: Way, found: Contact) -> list[Reached]:
    """Whom to call now: the others of the same post, then the lines of the county and country."""
    others = [way.first, way.substitute, way.tonight, *way.instead]
    usable = [each for each in others if each is not None and each.is_way and each.row != found.pk]
    return list(dict.fromkeys(usable))
