"""Opening a matter in an emergency, who was told of it, and stepping out of one that touches me."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from bashke.accounts import services as accounts
from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.policy import May
from bashke.accounts.services.glass import who_is_told
from bashke.accounts.services.recusals import is_recused
from bashke.core.acting import posted, refused_on, telling
from bashke.keys import services as keys
from bashke.keys.notices import GlassBroken
from bashke.keys.opening import Ring, open_all
from bashke.office import matters
from bashke.office.breakings import breaking_for
from bashke.office.forms.glass import GlassForm
from bashke.office.views.acting import shown


@needs(May.BREAK_GLASS)
@sensitive_post_parameters("reason")
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def glass_break(
    request: HttpRequest, lang: str, place: str, kind: str, reference: str
) -> HttpResponseBase:
    """Open a matter that is not mine, for hours, with a reason; who works on it is told."""
    matter = matters.find_or_404(kind=kind, reference=reference, place=place)
    if is_recused(me(request), matter.subject):
        raise Http404
    form = GlassForm(posted(request))
    if form.is_valid() and is_broken(request, matter, form):
        return redirect(matter.url)
    told = who_is_told(matter.compartment, place)
    return shown(
        request,
        "office/glass_break.html",
        place,
        status=422 if form.is_bound else 200,
        form=form,
        matter=matter,
        told=len({each.pk for each in told} - {me(request).pk}),
    )


def is_broken(request: HttpRequest, matter: matters.Matter, form: GlassForm) -> bool:
    """Whether it was opened; where it was not, the page says why."""
    with refused_on(form):
        accounts.break_glass(
            person=me(request),
            municipality=matter.municipality,
            compartment=matter.compartment,
            subject=matter.subject,
            reason=form.cleaned_data["reason"],
            hours=form.cleaned_data["hours"],
            ring=ring_of(request),
            along=[each for each in matter.compartments if each != matter.compartment],
        )
        messages.success(request, _("It is open. Who works on it has been told."))
        return True
    return False


@require_GET
def glass_told(request: HttpRequest, lang: str, place: str, opening: UUID) -> HttpResponseBase:
    """Who opened something in an emergency, until when, why, and who was told: for who was told."""
    found = breaking_for(me(request), place, opening)
    if found is None:
        raise Http404
    reason = reason_of(found.broken, ring_of(request))
    return shown(request, "office/glass_told.html", place, found=found, reason=reason)


@sensitive_variables()
def reason_of(broken: GlassBroken, ring: Ring) -> str:
    """Why it was opened, for who holds what was opened; empty for who only reads the trail."""
    opened = open_all(ring, [broken.compartment]).get(broken.compartment)
    if opened is None:
        return ""
    found = {glass.pk: reason for glass, reason in keys.reasons(opened)}
    return found.get(broken.opening, "")


@require_http_methods(["GET", "POST"])
def recuse(
    request: HttpRequest, lang: str, place: str, kind: str, reference: str
) -> HttpResponseBase:
    """Declare that a matter touches me or mine: it is not there for me any more."""
    matter = matters.find_or_404(kind=kind, reference=reference, place=place)
    person = me(request)
    # Who could not open it learns nothing of it here either.
    if place not in person.municipalities() or not open_all(ring_of(request), matter.compartments):
        raise Http404
    if request.method == "POST":
        with telling(request, _("It is declared. You will not see this any more.")):
            accounts.recuse(
                person=person,
                municipality=place,
                subject=matter.subject,
                compartments=matter.compartments,
                ring=ring_of(request),
            )
            return redirect("accounts:home", lang)
    return shown(request, "office/recuse.html", place, matter=matter)
