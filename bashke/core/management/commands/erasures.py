"""`bashke erasures`: what the ledger says, and erasing it again after a restore."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from bashke.core.commands import Command as Base
from bashke.core.erasures import LedgerError, read, replay


class Command(Base):
    help = "What was erased, by opaque numbers; and erase it again after a restore."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["count", "replay"])
        parser.add_argument(
            "ledger", nargs="?", type=Path, help="the ledger (default: that of this installation)"
        )

    def handle(self, *, verb: str, ledger: Path | None, **_options: object) -> None:
        path: Path = ledger or settings.ERASURES_FILE
        try:
            if verb == "replay":
                self.stdout.write(f"Erased again: {replay(path)}.")
                return
            found = read(path)
        except LedgerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased: {len(found.erasures)}. Cut off while written: {found.torn}.")
