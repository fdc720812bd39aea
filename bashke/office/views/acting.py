"""How the pages of the office are shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bashke.mechanisms.library import from_files


def shown(
    request: HttpRequest, template: str, place: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """A page of one municipality's office."""
    found = from_files().pack.municipality(place)
    return render(request, template, {"place": found, **context}, status=status)
