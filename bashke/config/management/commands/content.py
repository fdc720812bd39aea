"""`bashke content`: check, prove and print what the content pack says."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table as Grid

from bashke.ask.input import Refusal, language_named, place_named
from bashke.core.commands import Command as Base
from bashke.core.commands import Parser, wrong_use
from bashke.directory.reach import Directory, contacts_of
from bashke.guide import naming
from bashke.guide.changes import changes
from bashke.guide.desk import Desk, moment_on
from bashke.guide.edition import current, from_files
from bashke.guide.paper import (
    CARD_FORMATS,
    TABLE_FORMATS,
    PaperError,
    write_card,
    write_table,
)
from bashke.law.export import export, sorted_out
from bashke.law.services import LawError, confirm, recorded
from bashke.mechanisms.examples import failures
from bashke.mechanisms.library import Library
from bashke.mechanisms.proof import Report, prove
from bashke.office.documents.reading import from_files as papers_from_files
from bashke.pack.confirming import unconfirmed


class Command(Base):
    help = "Check, prove and print the content pack."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="VERB", parser_class=Parser
        )
        verbs.add_parser("check", help="every file parses, resolves, and every scenario holds")
        for verb, says in (
            ("prove", "every combination of answers is routed, led, reachable and lawful"),
            ("unconfirmed", "every fact that nobody has confirmed"),
        ):
            verbs.add_parser(verb, help=says).add_argument("--json", action="store_true")
        differs = verbs.add_parser("changes", help="what differs between two dates, and why")
        differs.add_argument("start", metavar="FROM")
        differs.add_argument("end", metavar="TO")
        differs.add_argument("--json", action="store_true")
        confirming = verbs.add_parser("confirm", help="record who compared a fact with the law")
        confirming.add_argument("fact", metavar="FACT", help="such as law/ligj-18-2017#neni-58")
        confirming.add_argument("--by", required=True, metavar="NAME")
        confirming.add_argument("--on", metavar="DAY", help="the day it was compared (today)")
        kept = verbs.add_parser("confirmations", help="what was confirmed here, what has lapsed")
        kept.add_argument("--write", action="store_true", help="write them into the files")
        table = verbs.add_parser("table", help="the Table as .pdf, .html or .csv")
        table.add_argument("--place", metavar="SLUG")
        card = verbs.add_parser("card", help="a municipality's pocket card as .pdf or .html")
        card.add_argument("--place", metavar="SLUG", required=True)
        card.add_argument(
            "--url",
            metavar="BASE",
            default="",
            help="address of this installation, for the code",
        )
        for paper in (table, card):
            paper.add_argument("--lang", default="sq")
            paper.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *, verb: str, **options: Any) -> None:
        verbs: dict[str, Callable[..., None]] = {
            "check": self.check_content,
            "prove": self.prove,
            "unconfirmed": self.unconfirmed,
            "changes": self.changes,
            "confirm": self.confirm,
            "confirmations": self.confirmations,
            "table": self.table,
            "card": self.card,
        }
        verbs[verb](**options)

    def check_content(self, **_options: Any) -> None:
        edition, papers = from_files(), papers_from_files()
        library = edition.library
        wrong = [*failures(library), *naming.faults(edition)]
        if wrong:
            raise CommandError("\n".join([f"{len(wrong)} expectations do not hold:", *wrong]))
        files = sum(1 for _ in library.pack.folder.rglob("*.*"))
        self.stdout.write(
            f"The content pack is in order: {files} files, {len(library.pack.acts)} acts,"
            f" {len(edition.guide.parts)} sub-chapters, {len(papers.documents)} papers;"
            f" {len(library.scenarios)} scenarios and {len(library.clock_scenarios)} clocks hold."
        )

    def prove(self, *, json: bool, **_options: Any) -> None:
        library = from_files().library
        with Console(stderr=True).status("Going through every combination of answers …"):
            report = prove(library, reachability(library))
        if json:
            self.print_json(asdict(report))
        else:
            print_report(report)
        if not report.holds:
            raise CommandError("The proof does not hold:\n" + "\n".join(report.faults))

    def unconfirmed(self, *, json: bool, **_options: Any) -> None:
        found = unconfirmed(current().pack)
        if json:
            self.print_json(
                [
                    {"id": f.id, "file": f.file, "place": f.place, "mark": f.mark, "says": f.says}
                    for f in found
                ]
            )
            return
        for fact in found:
            self.stdout.write(f"{fact.file}: {fact.place or '(whole)'}: {fact.mark}: {fact.says}")
        self.stdout.write(f"{len(found)} facts that nobody has confirmed.")

    def changes(self, *, start: str, end: str, json: bool, **_options: Any) -> None:
        first, last = day(start), day(end)
        if last < first:
            raise wrong_use(f"{last} comes before {first}. Give the earlier day first.")
        found = changes(from_files(), first, last)
        if json:
            documents = [change.document() for change in found]
            self.print_json({"from": start, "to": end, "changes": documents})
            return
        for change in found:
            self.stdout.write(f"{change.on}: {change.mechanism or change.act}: {change.why}")
            lines = [*change.document()["differs"], *map(in_one_line, change.routes)]
            lines += [f"page {key} to read again" for key in change.pages]
            for line in lines:
                self.stdout.write(f"    {line}")
        if not found:
            self.stdout.write(f"Nothing differs between {start} and {end}.")

    def confirm(self, *, fact: str, by: str, on: str | None, **_options: Any) -> None:
        today = timezone.localdate()
        try:
            found = confirm(
                from_files().pack, fact=fact, by=by, on=day(on) if on else today, today=today
            )
        except LawError as refusal:
            raise wrong_use(refusal) from None
        self.stdout.write(f"{found.id} is confirmed by {by}, as long as its wording stays.")

    def confirmations(self, *, write: bool, **_options: Any) -> None:
        pack = from_files().pack
        standing, lapsed = sorted_out(pack, recorded())
        for row in lapsed:
            self.stdout.write(f"{row.fact}: lapsed, its wording has changed since.")
        for row in standing:
            who = row.confirmation
            self.stdout.write(f"{row.fact}: confirmed by {who.by} on {who.on}")
        if write:
            count = export(pack, standing)
            self.stdout.write(f"{count} confirmations written into the files.")
        elif not standing:
            self.stdout.write("No confirmation is recorded here.")

    def table(self, *, place: str | None, lang: str, out: Path, **_options: Any) -> None:
        desk = desk_for(place, lang)
        written(out, TABLE_FORMATS, lambda: write_table(desk, out))

    def card(self, *, place: str, lang: str, url: str, out: Path, **_options: Any) -> None:
        if url and not url.startswith(("http://", "https://")):
            raise wrong_use(f"“{url}” is no web address. Give one such as https://bashke.al.")
        desk = desk_for(place, lang)
        written(out, CARD_FORMATS, lambda: write_card(desk, out, base_url=url))

    def print_json(self, value: object) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


def desk_for(place: str | None, lang: str) -> Desk:
    """Today's content in this language, with the contacts of this municipality."""
    library = current().library
    try:
        here = place_named(library, place) if place else None
        language = language_named(lang)
    except Refusal as refusal:
        raise wrong_use(refusal) from None
    on, at = moment_on(None, library.pack.calendar)
    return Desk(library, Directory(library.pack, here, contacts_of(here), on=on), on, at, language)


def written(out: Path, formats: Sequence[str], write: Callable[[], None]) -> None:
    """Write a file of one of these formats, or say in one sentence why it cannot be."""
    if out.suffix not in formats:
        known = " or ".join(formats)
        raise wrong_use(f"“{out.name}” ends with no known format. Give {known}.")
    try:
        write()
    except PaperError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{out} cannot be written: {error.strerror}.") from None


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong_use(f"“{text}” is not a date. Give one such as 2026-11-22.") from None


def in_one_line(route: dict[str, str]) -> str:
    who = f"{route['happening']}, {route['about']}, by {route['by']}"
    return f"answer to {who}: {route['before']} becomes {route['after']}"


def reachability(library: Library) -> Callable[[str, bool], tuple[int, int]]:
    """Who is reached in the worst case: an installation that knows no contact of its own."""
    directories = [Directory(library.pack, place) for place in library.pack.municipalities]
    known: dict[tuple[str, bool], tuple[int, int]] = {}

    def look(role: str, urgent: bool) -> tuple[int, int]:  # noqa: FBT001 (part of a cache's key)
        if (role, urgent) not in known:
            ways = [directory.reach(role) for directory in directories]
            silent = sum(urgent and not way.answers_at_night for way in ways)
            nowhere = sum(not (way.first.is_way or way.first.address) for way in ways)
            unknown = sum(not way.first.is_way for way in ways)
            known[role, urgent] = silent + nowhere, unknown
        return known[role, urgent]

    return look


def print_report(report: Report) -> None:
    grid = Grid(show_header=False)
    for column, value in asdict(report).items():
        if isinstance(value, dict):
            value = named(value.items())  # noqa: PLW2901 (shown as words)
        if value not in ("", []):
            grid.add_row(
                column.replace("_", " "), f"{value:,}" if isinstance(value, int) else str(value)
            )
    Console().print(grid)


def named(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{key} {count}" for key, count in counts if count)
