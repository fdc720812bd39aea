"""The doctor's page, for who runs the installation."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bashke.config.doctor import State, examine
from bashke.config.doctor.findings import Place
from bashke.office.views.start import operated


@operated
@require_GET
def doctor(request: HttpRequest, lang: str) -> HttpResponseBase:
    """What is unsafe or missing, as far as a page may tell; the command tells all of it."""
    found = examine(Place.PAGE)
    groups = [(state, [each for each in found if each.state is state]) for state in State]
    return render(request, "config/doctor.html", {"groups": groups})
