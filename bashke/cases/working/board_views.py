"""Late by law, for who supervises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from bashke.accounts.access import me, needs
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases.naming import desk_of
from bashke.cases.working.board import board_of


@needs(May.SUPERVISE)
@require_GET
def case_board(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """Clocks of the law that ran out; apart from them, those that are proposed practice."""
    found = place_or_404(place)
    board = board_of(place, desk_of(found, lang))
    context = {"place": found, "board": board, "now": timezone.now()}
    # Who only supervises has no cases and no referrals to go to.
    context["only_dates"] = not me(request).may(May.REFER, place)
    return render(request, "cases/working/board.html", context)
