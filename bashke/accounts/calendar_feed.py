"""Somebody's dates as a calendar: references and "due", and nothing that they are about.

Each app says which dates of its own a person may see; a new one registers at start
(`AppConfig.ready`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from bashke.accounts.models import Person

# How often programs ask, where they heed it.
ANEW = timedelta(hours=1)
MAKER = "-//Bashkë//Dates//EN"


@dataclass(frozen=True)
class Entry:
    """One date. `uid` is opaque and stays the same; `title` is a reference and what is due."""

    uid: str
    at: datetime
    title: str
    # Of something that takes its time.
    until: datetime | None = None


Dates = Callable[[Person], Iterable[Entry]]
known: list[Dates] = []


def register(dates: Dates) -> None:
    """Let these stand in everybody's calendar; once."""
    if dates not in known:
        known.append(dates)


def calendar_of(person: Person) -> bytes:
    """What somebody's calendar reads: what is due as a moment, what takes time with its end."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Bashkë")
    calendar.add("refresh-interval", ANEW, parameters={"VALUE": "DURATION"})
    stamp = timezone.now()
    for dates in known:
        for entry in dates(person):
            calendar.add_component(event_of(entry, stamp))
    return bytes(calendar.to_ical())


def event_of(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@bashke")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.at)
    if entry.until:
        event.add("dtend", entry.until)
    event.add("summary", entry.title)
    # Others who share the calendar see that the time is taken, and not by what.
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
