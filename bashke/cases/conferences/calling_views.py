"""Calling a conference, moving it, its agenda and its people: for who leads the cases."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.conferences.forms import CallForm, HourForm
from bashke.cases.conferences.pages import could_be_heard, group_of, led_by, seats_for, text_of
from bashke.cases.conferences.views import about, conference_or_404
from bashke.cases.models import Case, Conference, Item
from bashke.cases.naming import desk_of
from bashke.core.acting import GET_OR_POST, posted, refused_on, telling
from bashke.pack.schema import Place


def chaired_or_404(request: HttpRequest, place: Place, reference: str) -> Conference:
    """A conference that this person called."""
    conference = conference_or_404(me(request), place, reference)
    if conference.called_by_id != me(request).pk:
        raise Http404
    return conference


@sensitive_variables()
@sensitive_post_parameters()
@needs(May.LEAD)
@require_http_methods(GET_OR_POST)
def conference_call(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Choose among my cases, the one that is due first first; then when and where."""
    found = place_or_404(place)
    desk = desk_of(found, lang)
    cases = led_by(me(request), found)
    wanted = request.GET.getlist("case")
    form = CallForm(
        posted(request),
        references=[case.reference for case in cases],
        initial={**CallForm.first(), "cases": wanted},
    )
    if form.is_valid():
        called = call(request, place, form, cases)
        if called:
            messages.success(request, _("The members are called."))
            return redirect("conference:detail", lang, place, called.reference)
    shown = {each.case.reference: each for each in could_be_heard(cases, me(request), desk)}
    context: dict[str, Any] = {
        "place": found,
        "form": form,
        "choices": [(box, shown[box.data["value"]]) for box in form["cases"]],
        "groups": {
            each.case.mechanism: group_of(each.case.mechanism, desk) for each in shown.values()
        },
    }
    return render(
        request, "cases/conference/call.html", context, status=422 if form.errors else 200
    )


@sensitive_variables()
def call(request: HttpRequest, place: str, form: CallForm, cases: list[Case]) -> Conference | None:
    """Call it; why not stands in the form."""
    chosen = set(form.cleaned_data["cases"])
    with refused_on(form):
        return services.call_conference(
            person=me(request), ring=ring_of(request), municipality=place,
            cases=[case for case in cases if case.reference in chosen], **form.answers,
        )  # fmt: skip
    return None


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(GET_OR_POST)
def conference_move(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Another hour or another place; all are told."""
    found = place_or_404(place)
    conference = chaired_or_404(request, found, reference)
    ring = ring_of(request)
    form = HourForm(
        posted(request),
        initial={**CallForm.of(conference), **text_of(conference, ring)},
    )
    if form.is_valid():
        with refused_on(form):
            services.move_conference(
                conference=conference, ring=ring, person=me(request), **form.answers
            )
            messages.success(request, _("All who are called are told, and answer again."))
            return redirect("conference:detail", lang, place, reference)
    context = {**about(desk_of(found, lang), found, conference, me(request)), "form": form}
    return render(
        request, "cases/conference/move.html", context, status=422 if form.errors else 200
    )


@require_POST
def conference_call_off(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """It does not take place."""
    conference = chaired_or_404(request, place_or_404(place), reference)
    with telling(request, _("It is called off, and all are told.")):
        services.call_off(conference=conference, person=me(request))
    return redirect("conference:detail", lang, place, reference)


@require_POST
def agenda_add(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Put a case that I lead on the agenda of a conference that I am called to."""
    found = place_or_404(place)
    conference = conference_or_404(me(request), found, reference)
    wanted = request.POST.get("case", "")
    case = next((each for each in led_by(me(request), found) if each.reference == wanted), None)
    if case is None:
        messages.error(request, _("Choose a case that you lead."))
        return redirect("conference:detail", lang, place, reference)
    with telling(request, _("It is on the agenda; its members are called.")):
        services.put_on_agenda(
            conference=conference, case=case, ring=ring_of(request), person=me(request)
        )
    return redirect("conference:detail", lang, place, reference)


@require_POST
def agenda_drop(
    request: HttpRequest, lang: str, place: str, reference: str, case: str
) -> HttpResponseBase:
    """A case of mine is not heard after all."""
    conference = conference_or_404(me(request), place_or_404(place), reference)
    rows = Item.objects.visible_to(me(request)).filter(conference=conference)
    item = get_object_or_404(rows.select_related("case", "conference"), case__reference=case)
    with telling(request, _("It is off the agenda.")):
        services.take_off_agenda(item=item, person=me(request))
    return redirect("conference:detail", lang, place, reference)


@require_POST
def seat_end(
    request: HttpRequest, lang: str, place: str, reference: str, pk: int
) -> HttpResponseBase:
    """Somebody is not needed there."""
    conference = chaired_or_404(request, place_or_404(place), reference)
    seat = next((each for each in seats_for(conference, me(request)) if each.pk == pk), None)
    if seat is None:
        raise Http404
    with telling(request, _("This person is not called any more.")):
        services.uncall(seat=seat, person=me(request))
    return redirect("conference:detail", lang, place, reference)


@require_POST
def presence_note(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Who was there."""
    conference = chaired_or_404(request, place_or_404(place), reference)
    present = {int(each) for each in request.POST.getlist("present") if each.isdecimal()}
    with telling(request, _("Written down.")):
        services.note_presence(conference=conference, person=me(request), present=present)
    return redirect("conference:detail", lang, place, reference)
