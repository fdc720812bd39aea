"""The register of authorities' requests, for officers; and what everybody may know of it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import AuthorityRequest
from bashke.cases.naming import desk_of
from bashke.cases.rights.forms import AuthorityAnswerForm, AuthorityForm, acts_of
from bashke.cases.rights.pages import SMALLEST, public_count, said_law
from bashke.cases.services.authorities import NEVER, FromAuthority, authority_words
from bashke.core.acting import GET_OR_POST, posted, refused_on
from bashke.core.origin import public
from bashke.keys.opening import open_all

# Since when there can be any.
FIRST_YEAR = 2026


@public
@require_GET
def authority_counts(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """How many authorities asked this municipality for people's data, year by year."""
    found = place_or_404(place)
    this_year = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    if not FIRST_YEAR <= year <= this_year:
        raise Http404
    rows, total = public_count(place, year)
    context = {
        "place": found,
        "rows": rows,
        "total": total,
        "year": year,
        "years": range(this_year, FIRST_YEAR - 1, -1),
        "smallest": SMALLEST,
    }
    return render(request, "cases/rights/authority_counts.html", context)


@needs(May.ANSWER_REQUESTS)
@require_GET
def authorities(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """The register: kinds, days and answers; names stand on each page, sealed."""
    rows = AuthorityRequest.objects.visible_to(me(request), May.ANSWER_REQUESTS).of(place)
    context = {"place": place_or_404(place), "rows": rows.order_by("-came_on", "-pk")[:500]}
    return render(request, "cases/rights/authorities.html", context)


@sensitive_post_parameters()
@needs(May.ANSWER_REQUESTS)
@require_http_methods(GET_OR_POST)
def authority_new(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Write down that an authority asked."""
    found = place_or_404(place)
    acts = acts_of(desk_of(found, lang).library.pack.acts.values(), lang)
    form = AuthorityForm(posted(request), acts=acts)
    if form.is_valid():
        with refused_on(form):
            row = services.register_authority(
                municipality=place, officer=me(request), came=came_in(form.cleaned_data)
            )
            messages.success(request, _("It is on the register."))
            return redirect("rights:authority", lang, place, row.reference)
    status = 422 if form.errors else 200
    context = {"place": found, "form": form}
    return render(request, "cases/rights/authority_new.html", context, status=status)


def came_in(given: dict[str, Any]) -> FromAuthority:
    came_on: date = given["came_on"]
    texts = {name: given[name] for name in ("who", "about")}
    return FromAuthority(given["authority"], given["law"], given["provision"], came_on, texts)


@sensitive_post_parameters()
@sensitive_variables()
@needs(May.ANSWER_REQUESTS)
@require_http_methods(GET_OR_POST)
def authority(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """One request of an authority, and what it was answered; the opening is told."""
    found = place_or_404(place)
    rows = AuthorityRequest.objects.visible_to(me(request), May.ANSWER_REQUESTS).of(place)
    row = get_object_or_404(rows.select_related("officer"), reference=reference)
    ring = ring_of(request)
    if row.compartment not in open_all(ring, [row.compartment]):
        return render(request, "cases/rights/no_key.html", {"place": found, "row": row})
    form = AuthorityAnswerForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        with refused_on(form):
            services.answer_authority(
                request=row, ring=ring, officer=me(request), answer=given["answer"],
                said=given["said"],
            )  # fmt: skip
            messages.success(request, _("It is written down."))
            return redirect("rights:authority", lang, place, reference)
    words = authority_words(row, ring)
    services.look_at_authority(request=row, person=me(request))
    context = {
        "place": found,
        "row": row,
        "words": words,
        "law": said_law(row.law, desk_of(found, lang)) if row.law else "",
        "never": row.authority in NEVER,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "cases/rights/authority.html", context, status=status)
