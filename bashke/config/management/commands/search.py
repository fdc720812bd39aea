"""`bashke search`: some words, or a file of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from bashke.ask.input import Refusal, language_named, place_named
from bashke.core.commands import Command as Base
from bashke.core.commands import lines_of, wrong_use
from bashke.directory.models import Contact
from bashke.directory.reach import contacts_of
from bashke.guide.edition import Edition, current
from bashke.guide.search import search
from bashke.pack.schema import Place


class Command(Base):
    help = "Find the mechanism, page, act, contact or term that some words lead to. Keeps nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words", nargs="*", metavar="WORDS")
        parser.add_argument("--place", metavar="SLUG", help="the municipality")
        parser.add_argument("--lang", default="sq", help="sq or en (default: sq)")
        parser.add_argument("--batch", type=Path, metavar="FILE", help="one JSON object a line")
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")

    def handle(self, *, words: list[str], batch: Path | None, **options: Any) -> None:
        edition = current()
        try:
            place = place_named(edition.library, options["place"]) if options["place"] else None
            shelf = Shelf(edition, place, language_named(options["lang"]))
            if batch:
                for line in lines_of(batch):
                    self.stdout.write(json.dumps(shelf.line(line), ensure_ascii=False))
                return
            found = shelf.document({"query": " ".join(words)})
        except Refusal as refusal:
            raise wrong_use(refusal) from None
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(in_words(found["results"])))


class Shelf:
    """What is searched: the content, with the contacts of one municipality read once."""

    def __init__(self, edition: Edition, place: Place | None, lang: str) -> None:
        self.edition = edition
        self.place = place
        self.lang = lang
        self.contacts: Sequence[Contact] = list(contacts_of(place))

    def document(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What was searched and what was found; raises `Refusal` for what cannot be understood."""
        query = asked.get("query")
        if not isinstance(query, str) or not query.strip():
            raise Refusal("Give the words to search for, such as: bashke search burri më rreh.")
        lang = language_named(asked.get("lang") or self.lang)
        slug = self.place.slug if self.place else None
        hits = search(self.edition, query, lang, slug, self.contacts)
        return {"query": query, "results": [hit.document() for hit in hits]}

    def line(self, text: str) -> dict[str, Any]:
        """One line of a batch: the document with its id, or the id with an error."""
        try:
            asked = json.loads(text)
        except json.JSONDecodeError as error:
            return {"id": None, "error": f"The line is not JSON: {error.msg}."}
        if not isinstance(asked, dict):
            return {"id": None, "error": "Give an object a line, with a query."}
        try:
            return {"id": asked.get("id"), **self.document(asked)}
        except Refusal as refusal:
            return {"id": asked.get("id"), "error": str(refusal)}


def in_words(results: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The results for a terminal, a line each."""
    if not results:
        yield "Nothing was found. Try other words, or: bashke ask"
    for each in results:
        yield f"{each['title']} ({each['kind']} {each['id']})  {each['url']}"
