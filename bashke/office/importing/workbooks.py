"""Spreadsheets saved as .xlsx: the first sheet that can be seen, as text. Nothing is evaluated."""

import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bashke.office.importing.packages import refuse_hostile_package
from bashke.office.importing.refusals import FileError
from bashke.office.importing.tables import MOST_COLUMNS, MOST_ROWS

# As many more as heads, a title and example rows may take.
ROWS_READ = MOST_ROWS + 50
# What openpyxl raises on a package that is none. The refusals of defusedxml are ValueErrors, the
# faults of both parsers SyntaxErrors.
BROKEN = (
    ArithmeticError, AttributeError, BadZipFile, EOFError, IndexError, InvalidFileException,
    KeyError, NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
    zlib.error,
)  # fmt: skip
FORMULA = "="


def rows_of_workbook(content: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet; `FileError` where this is no honest workbook."""
    refuse_hostile_package(content)
    with warnings.catch_warnings():
        # What openpyxl leaves out (pictures, rules for input) is no contact.
        warnings.simplefilter("ignore")
        try:
            yield from rows_of_sheet(content)
        except BROKEN:
            raise FileError(_("The file is damaged. Save it once more, and try again.")) from None


def rows_of_sheet(content: bytes) -> Iterator[list[str]]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise FileError(_("The file has no sheet that can be seen."))
    # How large a sheet says it is need not be true: it is read as far as we read, and no further.
    for row in sheets[0].iter_rows(max_row=ROWS_READ, max_col=MOST_COLUMNS + 1, values_only=True):
        yield [as_text(value) for value in row]


def as_text(value: Any) -> str:
    """What a cell holds, as one would have typed it. Of a formula, the formula: see `cells`."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case _:
            # A formula over many cells is an object of its own.
            return FORMULA
