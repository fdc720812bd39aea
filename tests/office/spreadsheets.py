"""Spreadsheets as offices, and people with bad intentions, make them."""

import csv
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from bashke.office.importing import files
from bashke.office.importing.columns import BY_KEY
from bashke.office.importing.plans import plan
from bashke.office.importing.rows import here
from tests.conftest import TODAY

PLACE = "librazhd"
ROLE = "punonjës për mbrojtjen e fëmijës"
KEY = "child-protection-worker"
GOOD = {"role": ROLE, "phone": "067 212 3456", "checked_on": "01.11.2026"}


def grid(*rows, columns=None):
    """Heads and rows as lists, from rows by column."""
    keys = columns or list(dict.fromkeys(key for row in rows for key in row))
    heads = [BY_KEY[key].head.sq if key in BY_KEY else key for key in keys]
    return [heads, *[[row.get(key, "") for key in keys] for row in rows]]


def workbook(cells, **options):
    out = BytesIO()
    with Workbook(out, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(cells):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def text(cells, separator=",", encoding="utf-8"):
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows(cells)
    return out.getvalue().encode(encoding)


def read(*rows, **more):
    """The table of a CSV file with these rows."""
    return files.read("kontakte.csv", text(grid(*rows, **more)))


def planned(pack, *rows, **more):
    """What a file with these rows would do now."""
    return plan(read(*rows, **more), here(pack, PLACE, TODAY))


def repacked(content, **parts):
    """A workbook with parts put in, replaced, or (None) taken out."""
    out = BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in named:
                new.writestr(info, old.read(info))
        for name, part in named.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def faults_of(made):
    return [(fault.row, fault.column) for fault in made.faults]
