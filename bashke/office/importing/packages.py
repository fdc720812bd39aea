"""An .xlsx file from outside: a package of parts, checked before any of them is inflated."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from bashke.office.importing.refusals import FileError

MB = 1024 * 1024
# Inflated: 5,000 full rows come to about 6 MB.
MOST_INFLATED = 16 * MB
MOST_PARTS = 500
# A few bytes make an element, and each becomes an object: 5,000 full rows have about 400,000 tags.
MOST_TAGS = 500_000
# Parts of which only the cells make much; in all others, fewer.
LARGE_PARTS = ("xl/worksheets/", "xl/sharedStrings.xml")
MOST_TAGS_OF_OTHERS = 50_000
TAG = b"<"
CHUNK = 64 * 1024
NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
STARTS_AS_PACKAGE = b"PK\x03\x04"
STARTS_AS_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
IS_ENCRYPTED = 0x1
END_OF_PACKAGE = 22
MACROS = ("vbaproject", "macrosheets/", "activex/", "embeddings/", "xl/dialogsheets/")


# What `zipfile` raises on a package that is damaged, or locked.
BROKEN_PACKAGE = (
    BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error,
)  # fmt: skip


def refuse_compound(content: bytes) -> None:
    """Old workbooks, and new ones under a password, are one kind of file from outside."""
    if not content.startswith(STARTS_AS_COMPOUND):
        return
    if LOCKED in content:
        raise locked()
    raise FileError(_("This is a workbook of an older kind. Save it as .xlsx or .csv."))


def locked() -> FileError:
    return FileError(_("The file is locked with a password. Save it without one."))


def refuse_locked(parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise locked()


def refuse_hostile_package(content: bytes) -> None:
    """Refuse what is no honest workbook, by what the package says of itself.

    Its sizes may be relied on: no more of a part is ever inflated than it announces.
    """
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            refuse_locked(parts)
            is_whole = is_nothing_else(package, content, parts)
            is_large = is_bomb(parts) or has_many_tags(package, parts)
    except BROKEN_PACKAGE:
        raise FileError(_("The file is damaged. Save it once more, and try again.")) from None
    names = [part.filename for part in parts]
    if is_large:
        raise FileError(_("Unpacked, this file would be too large. Copy the table into a new one."))
    if any(mark in name.lower() for name in names for mark in MACROS):
        raise FileError(_("The file holds macros or other files. Save it as a plain .xlsx."))
    if not is_whole or len(set(names)) < len(names) or not set(names) >= NEEDED:
        raise FileError(_("This is no workbook. Save the sheet as .xlsx or .csv."))


def is_nothing_else(package: ZipFile, content: bytes, parts: list[ZipInfo]) -> bool:
    """Whether it is a package from the first byte to the last: a picture may hide a second file."""
    first = min((part.header_offset for part in parts), default=-1)
    end = END_OF_PACKAGE + len(package.comment)
    return first == 0 and content[-end:].startswith(b"PK\x05\x06")


def is_bomb(parts: list[ZipInfo]) -> bool:
    """Whether its parts are too many or too large together, or packed in a way we cannot count."""
    is_odd = any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts)
    return is_odd or len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_INFLATED


def has_many_tags(package: ZipFile, parts: list[ZipInfo]) -> bool:
    """Whether reading the parts would make more objects than any table needs."""
    total = 0
    for part in parts:
        tags = tags_of(package, part)
        total += tags
        is_small = not part.filename.startswith(LARGE_PARTS)
        if total > MOST_TAGS or (is_small and tags > MOST_TAGS_OF_OTHERS):
            return True
    return False


def tags_of(package: ZipFile, part: ZipInfo) -> int:
    """How many tags a part has, counted while it is inflated and forgotten."""
    with package.open(part) as inflated:
        return sum(chunk.count(TAG) for chunk in iter(lambda: inflated.read(CHUNK), b""))
