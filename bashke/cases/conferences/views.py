"""Conferences as those who are called see them: the list, one of them, its file for a calendar."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.models import Person
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.conferences.calendar_file import calendar_file
from bashke.cases.conferences.pages import (
    could_be_heard,
    group_of,
    heard,
    led_by,
    seats_for,
    text_of,
    to_do,
)
from bashke.cases.found import case_or_404
from bashke.cases.models import Action, Conference, Item, Seat
from bashke.cases.naming import desk_of, title_in
from bashke.cases.tabs import tabs_of
from bashke.core.acting import telling
from bashke.pack.schema import Place


def conference_or_404(person: Person, place: Place, reference: str) -> Conference:
    rows = Conference.objects.visible_to(person).filter(municipality=place.slug)
    return get_object_or_404(rows, reference=reference)


@sensitive_variables()
@needs(May.RECEIVE)
@require_GET
def conference_list(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """What I have to do, and the conferences I am called to: those to come first."""
    found = place_or_404(place)
    person = me(request)
    desk = desk_of(found, lang)
    mine = Conference.objects.visible_to(person).filter(municipality=place)
    coming = mine.to_come().order_by("starts_at")
    doing = Action.objects.visible_to(person).due_for(person).filter(case__municipality=place)
    context = {
        "place": found,
        "coming": [(each, group_of(each.mechanism, desk)) for each in coming],
        "over": [
            (each, group_of(each.mechanism, desk))
            for each in mine.exclude(pk__in=coming).order_by("-starts_at")[:20]
        ],
        "to_do": to_do(doing.select_related("case", "item__conference"), ring_of(request), person),
        "leads": person.may(May.LEAD, place),
    }
    return render(request, "cases/conference/list.html", context)


@sensitive_variables()
@require_GET
def conference_detail(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponse:
    """When, where, who is called, and those of the cases that are mine."""
    found = place_or_404(place)
    person = me(request)
    conference = conference_or_404(person, found, reference)
    desk = desk_of(found, lang)
    texts = text_of(conference, ring_of(request))
    services.look_at_conference(conference=conference, person=person)
    agenda = heard(conference, person, desk)
    context = {
        **about(desk, found, conference, person),
        "texts": texts,
        "agenda": agenda,
        "seats": seats_for(conference, person),
        "mine": Seat.objects.visible_to(person).current().get(conference=conference),
        "further": further(conference, person, desk, found) if not conference.is_over else [],
        "comes": Seat.Answer.COMES,
        "excused": Seat.Answer.EXCUSED,
    }
    return render(request, "cases/conference/detail.html", context)


def further(conference: Conference, person: Person, desk: Any, place: Place) -> list[Any]:
    """Cases of mine that could be put on the agenda too."""
    mine = Item.objects.visible_to(person).filter(conference=conference)
    on_it = set(mine.values_list("case", flat=True))
    possible = [
        case
        for case in led_by(person, place)
        if case.mechanism == conference.mechanism and case.pk not in on_it
    ]
    return could_be_heard(possible, person, desk)


def about(desk: Any, place: Place, conference: Conference, person: Person) -> dict[str, Any]:
    """What every page of a conference names."""
    return {
        "place": place,
        "conference": conference,
        "group": group_of(conference.mechanism, desk),
        "chairs": conference.called_by_id == person.pk,
    }


@require_POST
def conference_answer(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Say whether I come."""
    conference = conference_or_404(me(request), place_or_404(place), reference)
    seat = Seat.objects.visible_to(me(request)).current().get(conference=conference)
    with telling(request, _("Your answer is written down.")):
        services.answer_call(seat=seat, person=me(request), answer=request.POST.get("answer", ""))
    return redirect("conference:detail", lang, place, reference)


@require_GET
def conference_calendar(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponse:
    """The hours for a calendar, and not a word more."""
    conference = conference_or_404(me(request), place_or_404(place), reference)
    answer = HttpResponse(
        calendar_file(conference, _("Meeting")), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="bashke.ics"'
    return answer


@require_GET
def of_case(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponse:
    """The conferences that heard a case, or will."""
    found = place_or_404(place)
    person = me(request)
    case = case_or_404(request, place, reference)
    desk = desk_of(found, lang)
    items = Item.objects.visible_to(person).filter(case=case).select_related("conference")
    context = {
        "place": found,
        "case": case,
        "title": title_in(desk, case),
        "group": group_of(case.mechanism, desk),
        "tabs": tabs_of(case, person),
        "items": items.order_by("-conference__starts_at"),
        "leads": case.is_led_by(person) and case.closed_at is None,
    }
    return render(request, "cases/conference/of_case.html", context)
