"""`bashke demo`: fill an empty installation with invented contacts and people."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from bashke.accounts.demo import PASSWORD, code_of, fill_demo_people, is_demo, sign_ins
from bashke.accounts.models import Person
from bashke.accounts.refusals import AccountError
from bashke.core.commands import Command as Base
from bashke.core.commands import wrong_use
from bashke.directory.models import Contact
from bashke.directory.services import DirectoryError, fill_demo
from bashke.guide.edition import from_files
from bashke.office.gate.demo import open_demo


class Command(Base):
    help = "Fill an empty installation with four municipalities, invented contacts and people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "words",
            nargs="*",
            metavar="people | code NAME",
            help="who can sign in, with which code",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="fill it only where it is empty"
        )
        parser.add_argument(
            "--without-people", action="store_true", help="contacts alone: nobody can sign in"
        )

    def handle(
        self, *, words: list[str], if_empty: bool, without_people: bool, **_options: Any
    ) -> None:
        match words:
            case []:
                self.fill(if_empty=if_empty, without_people=without_people)
            case ["people"]:
                self.show_people()
            case ["code", name]:
                self.show_code(name)
            case _:
                raise wrong_use("Give nothing, people, or code and a name. See: bashke demo --help")

    def fill(self, *, if_empty: bool, without_people: bool) -> None:
        try:
            if not (if_empty and Contact.objects.exists()):
                if not without_people:
                    self.refuse_where_people_work()
                count = fill_demo(from_files().pack, today=timezone.localdate())
                self.stdout.write(f"Librazhd, Dibër, Pogradec, Kamëz: {count} invented contacts.")
            if not without_people and not Person.objects.exists():
                self.add_people()
        except (DirectoryError, AccountError) as refusal:
            raise CommandError(str(refusal)) from None
        if not without_people and is_demo():
            self.show_people()

    def refuse_where_people_work(self) -> None:
        if Person.objects.exists():
            raise AccountError(
                "People work in this installation already; a demo fills only an empty one."
            )

    def add_people(self) -> None:
        """Only beside invented contacts: with real ones the installation is no demonstration."""
        if Contact.objects.filter(is_invented=False).exists():
            return
        self.stdout.write("Making keys for the invented people; this takes a quarter of a minute.")
        self.stdout.flush()
        count = fill_demo_people(from_files().pack)
        self.stdout.write(f"{count} invented people can sign in.")
        self.stdout.write(f"{open_demo()} modules are open, on invented papers.")

    def show_people(self) -> None:
        if not is_demo():
            raise CommandError("This installation is no demonstration: nobody of one is here.")
        left = 30 - int(time.time()) % 30
        self.stdout.write(
            f"Sign in at /sq/account/ with the password “{PASSWORD}” and the code, which changes in"
            f" {left} seconds. A new one: bashke demo code NAME"
        )
        for each in sign_ins():
            roles = ", ".join(each.roles)
            self.stdout.write(f"  {each.code}  {each.email:30}  {each.name}: {roles}")

    def show_code(self, name: str) -> None:
        try:
            self.stdout.write(code_of(name))
        except AccountError as refusal:
            raise CommandError(str(refusal)) from None
