"""Spreadsheets saved as text: the encodings and separators that offices here use."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _

from bashke.office.importing.columns import column_named
from bashke.office.importing.refusals import FileError

SEPARATORS = ";,\t"


def rows_of_text(content: bytes) -> Iterator[list[str]]:
    """The rows of a CSV file; `FileError` where a row cannot be told from the next."""
    text = decoded(content)
    if "\0" in text:
        raise FileError(_("This is no CSV file. Save the sheet as .xlsx or .csv."))
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        yield from reader
    except csv.Error:
        raise FileError(
            _("Row %(row)d cannot be read: a quotation mark is open or in the wrong place.")
            % {"row": reader.line_num}
        ) from None


def decoded(content: bytes) -> str:
    """As UTF-8, with or without its mark; else as older Windows writes Albanian."""
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileError(
        _("The letters of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8.")
    )


def separator(text: str) -> str:
    """The separator with which most heads are known."""

    def known(mark: str) -> int:
        top = text.splitlines()[:20]
        return max((sum(map(is_known, line.split(mark))) for line in top), default=0)

    return max(SEPARATORS, key=known)


def is_known(head: str) -> bool:
    return column_named(head.strip().strip('"')) is not None
