"""`bashke tick`: what runs in the background, once or every minute."""

import os
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connections

from bashke.config.background import tick
from bashke.config.companion import die_with
from bashke.core.commands import Command as Base

MINUTE = 60.0
NOT_PREPARED = "The background work waits: the database cannot be reached, or is not prepared."


class Command(Base):
    help = "Do once what is due in the background. Does no harm while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every-minute",
            action="store_true",
            help="go on until stopped; `bashke serve` does so by itself",
        )
        parser.add_argument("--beside", type=int, metavar="PID", help="stop when this has ended")

    def handle(self, *, every_minute: bool, beside: int | None, **_options: Any) -> None:
        if beside:
            die_with(beside)
        if every_minute:
            self.go_on()
        done = tick()
        faults = [f"{each.name}: {each.fault}" for each in done if each.fault]
        if faults:
            raise CommandError("\n".join(["Not everything was done:", *faults]))
        self.stdout.write(f"Done: {', '.join(each.name for each in done) or 'nothing was due'}.")

    def go_on(self) -> None:
        """A tick a minute. A database that is away is told once, and waited for."""
        told = False
        os.nice(5)
        while True:
            begun = time.monotonic()
            try:
                tick()
                told = False
            except DatabaseError:
                if not told:
                    self.stderr.write(NOT_PREPARED)
                told = True
            connections.close_all()
            time.sleep(max(0.0, begun + MINUTE - time.monotonic()))
