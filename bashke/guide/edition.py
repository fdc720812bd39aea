"""The content of this installation: the files, with what was confirmed here laid over them."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bashke.core.database import has_table
from bashke.guide.reading import Guide, read_guide
from bashke.law.models import Confirmation
from bashke.law.services import recorded
from bashke.mechanisms.library import Library, read_library, standing
from bashke.pack.confirming import Recorded, with_recorded
from bashke.pack.content import Pack
from bashke.pack.reading import ContentError, Reader


@dataclass(frozen=True, eq=False)
class Edition:
    """A pack with its mechanisms and its Guide: all of it, and all of it sound."""

    library: Library
    guide: Guide

    @property
    def pack(self) -> Pack:
        return self.library.pack


@lru_cache(maxsize=8)
def load(folder: Path) -> Edition:
    """Read a whole pack. Raises `ContentError` with every fault, and then loads nothing."""
    reader = Reader(folder)
    library = library_of(reader)
    guide = read_guide(reader, library.pack, library.versions)
    reader.check()
    return Edition(library, guide)


def library_of(reader: Reader) -> Library:
    """The library that others have read already, or its faults into this reader."""
    with suppress(ContentError):
        return standing(reader.folder)
    library = read_library(reader)
    if library is None:
        raise ContentError(reader.faults)
    return library


def read_anew() -> None:
    """Look at the files again the next time: somebody wrote them."""
    load.cache_clear()
    standing.cache_clear()


def from_files() -> Edition:
    """The pack of this installation as its files have it."""
    return load(Path(settings.CONTENT_DIR))


def current() -> Edition:
    """The pack of this installation, with what was confirmed here; one query."""
    edition = from_files()
    if not has_table(Confirmation):
        return edition
    return confirmed(edition, recorded())


@lru_cache(maxsize=4)
def confirmed(edition: Edition, rows: tuple[Recorded, ...]) -> Edition:
    """An edition with confirmations laid over it; the compiled tables are shared."""
    if not rows:
        return edition
    pack = with_recorded(edition.pack, {row.fact: row for row in rows})
    return replace(edition, library=replace(edition.library, pack=pack))
