"""Everything that an answer or a page rests on, but what was asked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property

from bashke.core.text import Text
from bashke.core.working_days import Calendar
from bashke.directory.reach import Directory, contacts_of
from bashke.mechanisms.library import Library
from bashke.mechanisms.table import Table
from bashke.pack.schema import Place

NOON = time(12)


@dataclass(frozen=True)
class Desk:
    """The content, the contacts of one municipality, the day, the moment, the language."""

    library: Library
    directory: Directory
    on: date
    at: datetime
    lang: str

    @cached_property
    def table(self) -> Table:
        return self.library.table_on(self.on)

    @property
    def calendar(self) -> Calendar:
        return self.library.pack.calendar

    def say(self, text: Text) -> str:
        return text.in_language(self.lang)


def desk_at(
    library: Library, place: Place | None, unit: str, lang: str, day: date | None = None
) -> Desk:
    """The desk of a municipality, or of none, and the contacts of one of its units; one query."""
    on, at = moment_on(day, library.pack.calendar)
    found = library.pack.unit(place.slug, unit) if place else None
    contacts = contacts_of(place)
    directory = Directory(library.pack, place, contacts, found.slug if found else "", on)
    return Desk(library, directory, on, at, lang)


def moment_on(day: date | None, calendar: Calendar) -> tuple[date, datetime]:
    """The day asked about and a moment in it: now, or noon of another day."""
    now = datetime.now(UTC)
    today = calendar.local_day(now)
    if day is None or day == today:
        return today, now
    return day, datetime.combine(day, NOON, calendar.zone)
