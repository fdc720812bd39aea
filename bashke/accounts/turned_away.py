"""Somebody who is in asks for what is not there for them: on the trail, yet in steps.

One such page may be an old link; a hundred are a search. So the first of a day is told, and the
tenth, the hundredth, the thousandth: whoever searches writes four lines, not a thousand, and makes
nobody wait. Counted in memory, in each process for itself and never in the database.
"""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from bashke.accounts.models import Person
from bashke.accounts.services import note_turned_away

STEPS = frozenset({1, 10, 100, 1000})


@dataclass
class Counts:
    """How often each person was turned away on one day."""

    day: date = date.min
    by_person: dict[UUID, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def one_more(self, person: UUID, day: date) -> int:
        """How often it is now; what was on another day is forgotten."""
        with self.lock:
            if day != self.day:
                self.day, self.by_person = day, {}
            self.by_person[person] = self.by_person.get(person, 0) + 1
            return self.by_person[person]


counts = Counts()


def note_if_turned_away(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the trail, where a page of the site said to somebody signed in that it is not there."""
    if response.status_code != 404 or request.resolver_match is None:
        return
    if not isinstance(request.user, Person):
        return
    times = counts.one_more(request.user.pk, timezone.localdate())
    if times in STEPS:
        page = request.resolver_match.view_name.replace(":", "/")
        note_turned_away(person=request.user, page=page, times=times)
