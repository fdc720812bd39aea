"""`bashke audit`: check the trail, and tell its heads to those outside."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bashke.audit.acknowledging import acknowledged
from bashke.audit.chaining import chain
from bashke.audit.heads import note, send
from bashke.audit.models import ChainEnd, Event
from bashke.audit.reanchoring import reanchor
from bashke.audit.refusals import TrailError
from bashke.audit.triggers import unguarded
from bashke.audit.verifying import verify
from bashke.core.commands import Command as Base
from bashke.core.commands import wrong_use

WHOLE_SINCE = "The trail was broken, and is whole since that was acknowledged:"


class Command(Base):
    help = "Check the trail, and tell its heads to those outside."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        verify_ = verbs.add_parser("verify", help="find any change, removal, insertion or cut")
        verify_.add_argument(
            "--head", action="append", default=[], metavar="HASH", help="as noted outside; repeat"
        )
        verify_.add_argument("--municipality", metavar="SLUG")
        verify_.add_argument(
            "--since-acknowledged",
            action="store_true",
            help="end with 0 where nothing is wrong but what was acknowledged",
        )
        verbs.add_parser("chain", help="link the events that wait")
        verbs.add_parser("head", help="note today's heads and print them")
        verbs.add_parser("send-heads", help="mail today's heads, once a day")

        reanchor_ = verbs.add_parser(
            "reanchor", help="acknowledge a break that was looked into, and let the chain go on"
        )
        reanchor_.add_argument("--municipality", metavar="SLUG", required=True)
        reanchor_.add_argument(
            "--reference", metavar="PROTOCOL", required=True, help="where it is written down"
        )
        reanchor_.add_argument("--by", metavar="ID", required=True, help="person:7, not a name")

    def handle(self, *, verb: str, **options: Any) -> None:
        verbs: dict[str, Callable[..., None]] = {
            "verify": self.verify,
            "chain": self.chain,
            "head": self.head,
            "send-heads": self.send_heads,
            "reanchor": self.reanchor,
        }
        try:
            verbs[verb](**options)
        except TrailError as refusal:
            raise CommandError(str(refusal)) from None

    def verify(
        self,
        *,
        head: list[str],
        municipality: str | None,
        since_acknowledged: bool,
        **_options: Any,
    ) -> None:
        try:
            with progress() as bar:
                task = bar.add_task("Reading the trail", total=links_to_read(municipality))
                faults = verify(municipality, head, walked=lambda links: bar.advance(task, links))
        except TrailError as refusal:
            raise wrong_use(refusal) from None
        for table in unguarded(connection):
            self.stderr.write(f"Note: {table} has lost the triggers that let it only grow.")
        news = [fault for fault in faults if not fault.is_acknowledged]
        if news:
            raise CommandError("\n".join(["The trail does not hold:", *map(str, faults)]))
        if faults and not since_acknowledged:
            raise CommandError("\n".join([WHOLE_SINCE, *map(str, faults)]))
        for fault in faults:
            self.stdout.write(str(fault))
        waiting = Event.objects.unchained().count()
        self.stdout.write(
            f"The trail holds{' since' if faults else ''}:"
            f" {links_to_read(municipality):,} events in the chain,"
            f" {waiting:,} waiting for their place."
        )

    def chain(self, **_options: Any) -> None:
        self.stdout.write(f"{chain(thorough=True):,} events were linked.")

    def head(self, **_options: Any) -> None:
        noted = note()
        for head in noted.heads:
            self.stdout.write(str(head))
        if noted.broken:
            raise CommandError(
                f"The chain of {', '.join(noted.broken)} does not end where it should."
                " See what was done: bashke audit verify"
            )

    def send_heads(self, **_options: Any) -> None:
        sent = send()
        self.stdout.write("Today's heads are sent." if sent else "Today's heads are sent already.")

    def reanchor(self, *, municipality: str, reference: str, by: str, **_options: Any) -> None:
        break_ = reanchor(municipality=municipality, reference=reference, by=by)
        for fault in acknowledged(break_):
            self.stdout.write(str(fault))
        self.stdout.write(
            f"The chain of {municipality} begins anew at place {break_.sequence}."
            " Tell those who keep the heads, and note today's: bashke audit head"
        )


def links_to_read(municipality: str | None) -> int:
    ends = ChainEnd.objects.all()
    if municipality:
        ends = ends.filter(municipality=municipality)
    return sum(ends.values_list("sequence", flat=True))


def progress() -> Progress:
    """Shown on a terminal only, on standard error, and gone afterwards."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
