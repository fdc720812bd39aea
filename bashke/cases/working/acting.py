"""What the pages of one case share: finding it, opening it, acting on it, saying a refusal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from bashke.accounts.access import me, ring_of
from bashke.accounts.models import Institution, Person
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import Assignment, Case
from bashke.cases.naming import desk_of, title_in
from bashke.cases.tabs import tabs_of
from bashke.core.acting import telling
from bashke.guide.desk import Desk
from bashke.keys.opening import Opened, Ring, open_with
from bashke.keys.refusals import ClosedError
from bashke.pack.schema import Place

Part = Assignment.Part


@dataclass(frozen=True)
class File:
    """A case in the hands of who asks for it: the person, the part, the key."""

    case: Case
    person: Person
    ring: Ring
    part: str
    place: Place
    desk: Desk
    opened: Opened | None = field(repr=False)

    @property
    def is_lead(self) -> bool:
        return self.part == Part.LEAD

    @property
    def is_open(self) -> bool:
        return self.case.closed_at is None

    @property
    def box(self) -> Opened:
        """The key in hand; an erased case has none, and its pages say only that."""
        if self.opened is None:
            raise Http404
        return self.opened


def file_or_404(request: HttpRequest, lang: str, place: str, reference: str) -> File:
    """The case with this reference, for who is assigned to it now and holds its key."""
    found, person, ring = place_or_404(place), me(request), ring_of(request)
    rows = Case.objects.visible_to(person).filter(municipality=found.slug)
    case = get_object_or_404(rows.select_related("referral"), reference=reference)
    mine = Assignment.objects.visible_to(person).filter(case=case)
    parts = set(mine.values_list("part", flat=True))
    part = Part.LEAD.value if Part.LEAD in parts else next(iter(parts))
    try:
        opened = None if case.erased_at else open_with(ring, case.compartment)
    except ClosedError:
        raise Http404 from None
    return File(case, person, ring, part, found, desk_of(found, lang), opened)


def shown(
    request: HttpRequest, file: File, template: str, *, now: str, status: int = 200, **more: Any
) -> HttpResponse:
    """One page of a case; that it was opened stands on the trail. Of an erased one, only that."""
    erased = file.opened is None
    if not erased:
        services.open_case(case=file.case, person=file.person, part=now)
    context = {
        "file": file,
        "case": file.case,
        "place": file.place,
        "title": title_in(file.desk, file.case),
        "tabs": [] if erased else tabs_of(file.case, file.person),
        "now": now,
        # A member of the police prints nothing of a case (product.md, rule 15).
        "unprinted": is_police(file),
        **more,
    }
    page = "cases/working/erased.html" if erased else f"cases/working/{template}"
    return render(request, page, context, status=status)


def is_police(file: File) -> bool:
    mine = Assignment.objects.visible_to(file.person).filter(case=file.case)
    return mine.filter(post__institution__kind=Institution.Kind.POLICE).exists()


def acted(
    request: HttpRequest, file: File, act: Callable[[], object], done: Any, to: str
) -> HttpResponseBase:
    """Do something that takes no words, and go back to the page; a refusal stands on its top."""
    with telling(request, str(done)):
        act()
    return back(file, to)


def back(file: File, to: str) -> HttpResponseBase:
    return redirect(to, file.desk.lang, file.place.slug, file.case.reference)
