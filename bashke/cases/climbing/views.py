"""What is late here, for who supervises and for who was told of it: dates and states."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bashke.accounts.access import me
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases.climbing import pages
from bashke.cases.naming import desk_of


@require_GET
def overdue(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """Referrals not answered, calls not written down, steps past their date."""
    found, person = place_or_404(place), me(request)
    if place not in person.municipalities(May.REFER, May.SUPERVISE):
        raise Http404
    desk = desk_of(found, lang)
    lists = {
        "unanswered": pages.unanswered(person, desk, place),
        "unwritten": pages.unwritten(person, desk, place),
        "steps": pages.steps(person, desk, place),
    }
    context = {
        **lists,
        "place": found,
        "supervises": person.may(May.SUPERVISE, place),
        "is_empty": not any(lists.values()),
    }
    return render(request, "cases/climbing/overdue.html", context)
