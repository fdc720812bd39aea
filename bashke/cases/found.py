"""How pages find a case: by need to know, and where they open it, by the key in hand."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from bashke.accounts.access import me, ring_of
from bashke.cases.models import Case
from bashke.keys.opening import open_all


def case_or_404(request: HttpRequest, place: str, reference: str) -> Case:
    """A case in which this person takes part now."""
    rows = Case.objects.visible_to(me(request)).filter(municipality=place)
    return get_object_or_404(rows.select_related("referral"), reference=reference)


def case_in_hand_or_404(request: HttpRequest, place: str, reference: str) -> Case:
    """A case in which this person takes part now, and whose key this session has."""
    case = case_or_404(request, place, reference)
    if case.compartment not in open_all(ring_of(request), [case.compartment]):
        raise Http404
    return case
