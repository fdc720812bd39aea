"""From the bytes that somebody sent to a table, or to one sentence that says why not."""

from pathlib import PurePath

from django.utils.translation import gettext as _

from bashke.office.importing.packages import STARTS_AS_PACKAGE, refuse_compound
from bashke.office.importing.refusals import FileError
from bashke.office.importing.tables import Table, shown, table
from bashke.office.importing.texts import rows_of_text
from bashke.office.importing.workbooks import rows_of_workbook

MOST_BYTES = 5 * 1024 * 1024
WORKBOOK, TEXT = ".xlsx", ".csv"


def too_large() -> FileError:
    return FileError(
        _("The file is larger than %(most)d MB. Take out pictures and rows that are not needed.")
        % {"most": MOST_BYTES // 1024 // 1024}
    )


def read(name: str, content: bytes) -> Table:
    """The table in this file. What it is has to be what its name says."""
    kind = PurePath(name).suffix.lower()
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content.strip():
        raise FileError(_("The file is empty."))
    refuse_compound(content)
    if kind not in {WORKBOOK, TEXT}:
        raise FileError(_("Choose a file that ends in .xlsx or .csv."))
    is_package = content.startswith(STARTS_AS_PACKAGE)
    if is_package != (kind == WORKBOOK):
        raise FileError(_("The file is not what its name says. Save the sheet as .xlsx or .csv."))
    rows = rows_of_workbook(content) if is_package else rows_of_text(content)
    read_here = table(shown(PurePath(name).name), rows)
    if not read_here.lines:
        raise FileError(_("The file has heads, and no row to import."))
    return read_here
