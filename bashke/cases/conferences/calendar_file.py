"""A conference as a file for a calendar (RFC 5545): when, and nothing else.

A calendar lies on phones and with providers: no place, no people, no case, no mechanism.
"""

from datetime import UTC, datetime

from bashke.cases.models import Conference

STAMP = "%Y%m%dT%H%M%SZ"
END = "\r\n"


def calendar_file(conference: Conference, title: str) -> str:
    """One event; a change of it replaces what the calendar has, calling off cancels it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bashke//Bashke//SQ",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{conference.reference}@bashke",
        f"SEQUENCE:{conference.changes}",
        f"DTSTAMP:{stamp(conference.called_at)}",
        f"DTSTART:{stamp(conference.starts_at)}",
        f"DTEND:{stamp(conference.ends_at)}",
        f"SUMMARY:{escaped(title)}",
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if conference.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return END.join([*lines, ""])


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(STAMP)


def escaped(text: str) -> str:
    """Text as a calendar reads it; folding is not needed for a word or two."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
