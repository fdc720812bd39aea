"""`bashke directory import`: contacts from a spreadsheet, with what it finds in the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone, translation
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Grid

from bashke.ask.input import language_named, place_named
from bashke.core.commands import wrong_use
from bashke.guide.edition import from_files
from bashke.office.importing import files, services
from bashke.office.importing.columns import title
from bashke.office.importing.plans import Plan, plan
from bashke.office.importing.refusals import FileError, ImportingError
from bashke.office.importing.rows import here
from bashke.office.importing.showing import change, name
from bashke.office.importing.tables import Table
from bashke.pack.content import Pack

OUT = Console(highlight=False, soft_wrap=True)
PROGRESS = Console(stderr=True)


def import_contacts(
    *, place: str, lang: str, file: Path, dry_run: bool, without_faulty: bool, **_options: Any
) -> None:
    """Say what the file would change and every fault in it; then do it, all of it or nothing."""
    library = from_files().library
    slug = place_named(library, place).slug
    with translation.override(language_named(lang)):
        made = planned(read(file), library.pack, slug)
        tell(made, library.pack, lang)
        if made.faulty and not without_faulty:
            raise CommandError(
                f"{made.faulty} rows have faults; nothing was imported."
                " Mend them, or add --without-faulty."
            )
        if dry_run:
            OUT.print("Nothing was imported: this was a dry run.")
        else:
            carry_out(made)


def read(file: Path) -> Table:
    try:
        if file.stat().st_size > files.MOST_BYTES:
            raise files.too_large()
        return files.read(file.name, file.read_bytes())
    except OSError as error:
        raise wrong_use(f"{file} cannot be read: {error.strerror}.") from None
    except FileError as refusal:
        raise CommandError(str(refusal)) from None


def planned(table: Table, pack: Pack, slug: str) -> Plan:
    if table.unknown:
        OUT.print(f"Columns that are not read: {', '.join(table.unknown)}.", markup=False)
    with progress("Checking", len(table.lines)) as told:
        return plan(table, here(pack, slug, timezone.localdate()), told)


def tell(made: Plan, pack: Pack, lang: str) -> None:
    """The faults, the changes, and the counts."""
    faults = Grid("Row", "Column", "Says", "What to do")
    for fault in made.faults:
        faults.add_row(str(fault.row), title(fault.column, lang), fault.said, fault.says)
    if made.faults:
        OUT.print(faults, markup=False)
    for item in made.changed:
        for key in item.changed:
            told = change(item, key)
            OUT.print(
                f"Row {item.row}, {name(item, pack)}: {told.column}: {told.before} → {told.after}",
                markup=False,
            )
    counts = made.counts
    OUT.print(
        f"New: {counts.new}. Changed: {counts.changed}. The same: {counts.same}."
        f" With faults: {counts.left_out}."
    )


def carry_out(made: Plan) -> None:
    try:
        with progress("Writing", len(made.changed)) as told:
            services.bring_in(
                plan=made, actor=services.SYSTEM, today=timezone.localdate(), told=told
            )
    except ImportingError as refusal:
        raise CommandError(str(refusal)) from None
    OUT.print("Imported.")


@contextmanager
def progress(says: str, total: int) -> Iterator[Any]:
    with Progress(console=PROGRESS, transient=True) as shown:
        task = shown.add_task(says, total=total)
        yield lambda: shown.advance(task)
