"""Sheets for spreadsheets: UTF-8 that they recognise, and no cell that they would run."""

import csv
from collections.abc import Iterable
from io import StringIO

# A cell that begins so would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """The cell as text, whatever it begins with, spaces aside."""
    runs = cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)
    return f"'{cell}" if runs else cell


def sheet(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV, every cell harmless."""
    # The mark at the beginning tells a spreadsheet that ë and ç are UTF-8.
    out = StringIO("\ufeff")
    out.seek(0, 2)
    writer = csv.writer(out)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
