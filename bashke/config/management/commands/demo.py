"""`bashke demo`: fill an empty installation with invented contacts."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from bashke.core.commands import Command as Base
from bashke.directory.models import Contact
from bashke.directory.services import DirectoryError, fill_demo
from bashke.guide.edition import from_files


class Command(Base):
    help = "Fill an empty installation with four municipalities and invented contacts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="say nothing where it is used")

    def handle(self, *, if_empty: bool, **_options: Any) -> None:
        if if_empty and Contact.objects.exists():
            return
        try:
            count = fill_demo(from_files().pack, today=timezone.localdate())
        except DirectoryError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Librazhd, Dibër, Pogradec and Kamëz: {count} invented contacts.")
