"""Refusals whose text may be shown, as it is, to the person who asked."""

from django.utils.translation import gettext as _


class FileError(Exception):
    """The file as a whole cannot be used."""


class ImportingError(Exception):
    """What was read cannot be brought in now."""


class CellError(Exception):
    """What stands in one cell cannot be used; the text says what is allowed."""


def changed_meanwhile() -> ImportingError:
    return ImportingError(
        _("Somebody changed these contacts since you looked. Nothing was imported: look once more.")
    )
