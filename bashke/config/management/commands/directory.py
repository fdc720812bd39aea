"""`bashke directory`: keep the contacts right."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from bashke.ask.input import Refusal, language_named, place_named
from bashke.config.importing import import_contacts
from bashke.core.commands import Command as Base
from bashke.core.commands import Parser, wrong_use
from bashke.directory.asking import ask_owners, due
from bashke.directory.call_round import sheet_csv, sheet_html
from bashke.directory.links import token_for
from bashke.directory.models import Contact
from bashke.directory.services import DirectoryError
from bashke.guide.edition import from_files

SHEET_FORMATS = (".html", ".csv")


class Command(Base):
    help = "Ask the owners of contacts whether they are right, and make the sheet for the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="VERB", parser_class=Parser
        )
        asking = verbs.add_parser("ask-owners", help="mail the owners of what is due, once")
        asking.add_argument("--dry-run", action="store_true", help="say what is due, send nothing")
        round_ = verbs.add_parser("call-round", help="a municipality's sheet as .html or .csv")
        round_.add_argument("--place", metavar="SLUG", required=True)
        round_.add_argument("--lang", default="sq")
        round_.add_argument("--out", type=Path, required=True, metavar="FILE")
        link = verbs.add_parser("link", help="print an owner's link; demonstrations only")
        link.add_argument("--place", metavar="SLUG", required=True)
        link.add_argument("--role", metavar="ROLE", default="child-protection-worker")
        importing = verbs.add_parser("import", help="contacts from a spreadsheet, .xlsx or .csv")
        importing.add_argument("file", type=Path, metavar="FILE")
        importing.add_argument("--place", metavar="SLUG", required=True)
        importing.add_argument("--lang", default="sq")
        importing.add_argument("--dry-run", action="store_true", help="say what it would change")
        importing.add_argument(
            "--without-faulty", action="store_true", help="go on without rows that have faults"
        )
        for each in (asking, link):
            each.add_argument("--url", metavar="BASE", default=settings.SITE_URL)

    def handle(self, *, verb: str, **options: Any) -> None:
        verbs: dict[str, Callable[..., None]] = {
            "ask-owners": self.ask_owners,
            "call-round": self.call_round,
            "link": self.link,
            "import": import_contacts,
        }
        try:
            verbs[verb](**options)
        except Refusal as refusal:
            raise wrong_use(refusal) from None
        except DirectoryError as refusal:
            raise CommandError(str(refusal)) from None

    def ask_owners(self, *, dry_run: bool, url: str, **_options: Any) -> None:
        today = timezone.localdate()
        if dry_run:
            waiting = due(today)
            for contact in (each for of_one in waiting for each in of_one):
                self.stdout.write(str(contact))
            self.stdout.write(f"{len(waiting)} mails would go out. Nothing was sent.")
            return
        asked = ask_owners(today=today, site=site_named(url))
        self.stdout.write(f"{asked.mails} mails about {asked.contacts} contacts were sent.")
        if asked.refused:
            raise CommandError(
                f"The mail server refused {asked.refused} more: look at the owners' addresses."
            )

    def call_round(self, *, place: str, lang: str, out: Path, **_options: Any) -> None:
        here = place_named(from_files().library, place)
        language = language_named(lang)
        if out.suffix not in SHEET_FORMATS:
            raise wrong_use(f"“{out.name}” has to end in {' or '.join(SHEET_FORMATS)}.")
        today = timezone.localdate()
        contacts = Contact.objects.filter(municipality=here.slug).oldest_first()
        if out.suffix == ".csv":
            made = sheet_csv(contacts, lang=language, today=today)
        else:
            made = sheet_html(here, contacts, lang=language, today=today)
        try:
            out.write_text(made, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{out} was not written: {error.strerror}.") from None
        self.stdout.write(f"{out}: {len(contacts)} contacts, the oldest first.")

    def link(self, *, place: str, role: str, url: str, **_options: Any) -> None:
        here = place_named(from_files().library, place)
        found = Contact.objects.of(here.slug).filter(role=role).first()
        if found is None:
            raise wrong_use(f"{here.name} has no contact for “{role}”.")
        if not found.is_invented:
            raise CommandError("A real contact's link goes to its owner alone, by mail.")
        path = reverse("upkeep:contact", args=[settings.LANGUAGE_CODE, token_for(found)])
        self.stdout.write(site_named(url).rstrip("/") + path)


def site_named(url: str) -> str:
    """The address at which people reach the site; mails need all of it."""
    if not url.startswith(("http://", "https://")):
        raise wrong_use(f"“{url}” is no web address. Give --url https://…, or set BASHKE_SITE_URL.")
    return url
