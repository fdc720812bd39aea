"""`bashke ask`: one concern, or a file of them."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from bashke.ask.document import document
from bashke.ask.input import (
    LANGUAGES,
    Refusal,
    day_named,
    facts_given,
    language_named,
    pairs,
    place_named,
    unit_named,
)
from bashke.core.commands import Command as Base
from bashke.core.commands import lines_of, wrong_use
from bashke.core.text import slug
from bashke.directory.reach import Directory, contacts_of
from bashke.guide.desk import Desk, moment_on
from bashke.guide.edition import current
from bashke.mechanisms.library import Library
from bashke.pack.schema import Place


class Command(Base):
    help = "Say which mechanisms a concern leads to, whom to call, and by when. Keeps nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("facts", nargs="*", metavar="FACT=OPTION[,OPTION…]")
        parser.add_argument("--place", metavar="SLUG", help="the municipality")
        parser.add_argument("--unit", metavar="NAME", help="the administrative unit")
        parser.add_argument("--lang", default="sq", help="sq or en (default: sq)")
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day (default: today)")
        parser.add_argument("--batch", type=Path, metavar="FILE", help="one JSON object a line")
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")

    def handle(self, *, facts: list[str], batch: Path | None, **options: Any) -> None:
        library = current().library
        directories = Directories(library)
        if batch:
            for line in lines_of(batch):
                self.stdout.write(json.dumps(answer_line(directories, line), ensure_ascii=False))
            return
        try:
            found = answer(directories, {**options, "facts": pairs(facts)})
        except Refusal as refusal:
            raise wrong_use(refusal) from None
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(in_words(found)))


class Directories:
    """The contacts of each place, read once a day asked about."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.read: dict[tuple[str, str, date], Directory] = {}

    def of(self, place: Place | None, on: date, unit: str = "") -> Directory:
        key = (place.slug if place else "", unit, on)
        if key not in self.read:
            pack = self.library.pack
            self.read[key] = Directory(pack, place, contacts_of(place), unit, on)
        return self.read[key]


def answer(directories: Directories, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The document for one question; raises `Refusal` for what cannot be understood."""
    library = directories.library
    lang = language_named(asked.get("lang") or LANGUAGES[0])
    place = place_named(library, asked["place"]) if asked.get("place") else None
    unit = ""
    if asked.get("unit"):
        if place is None:
            raise Refusal("A unit needs its municipality: give --place SLUG as well.")
        unit = unit_named(library, place, str(asked["unit"])).slug
    day = day_named(library, asked["on"]) if asked.get("on") else None
    on, at = moment_on(day, library.pack.calendar)
    facts = facts_given(library, asked.get("facts") or {})
    desk = Desk(library, directories.of(place, on, slug(unit)), on, at, lang)
    return document(desk, facts)


def answer_line(directories: Directories, line: str) -> dict[str, Any]:
    """One line of a batch: the document with its id, or the id with an error."""
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        return {"id": None, "error": f"The line is not JSON: {error.msg}."}
    if not isinstance(asked, dict) or not isinstance(asked.get("facts", {}), dict):
        return {"id": None, "error": "Give an object a line, with facts by question."}
    try:
        return {"id": asked.get("id"), **answer(directories, asked)}
    except Refusal as refusal:
        return {"id": asked.get("id"), "error": str(refusal)}


def in_words(found: dict[str, Any]) -> Iterator[str]:
    """The document in a few lines for a terminal."""
    if found["emergency"]["show"]:
        numbers = ", ".join(f"{n['number']} ({n['name']})" for n in found["emergency"]["numbers"])
        yield f"! {numbers}"
    for route in found["routes"]:
        contact = route["contact"]
        reach = ", ".join(contact["phones"]) or contact["web"] or contact["address"] or "–"
        sign = "→" if route["lead"] else ("…" if route["later"] else "+")
        yield f"{sign} {route['title']}: {contact['post']}, {reach}"
        yield f"    {route['because']}"
