"""The ledger of erasures: a file outside the database, so that no backup brings back what is gone.

One line for each thing that was erased: when, which kind, its opaque number and the numbers of its
keys; nothing else. A line is on the disk before the erasure is committed. So the ledger may name
something whose erasure was cut off (it was due, and is erased by the next tick), and never misses
one that happened. The file only grows; who keeps backups keeps it apart from them.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone


class LedgerError(Exception):
    """Why a ledger is not read; the text says what to do and holds nothing personal."""


@dataclass(frozen=True)
class Erasure:
    """One line: what was erased when, by opaque numbers."""

    at: str
    what: str
    id: UUID
    compartments: tuple[UUID, ...]


class Ledger(NamedTuple):
    """What a ledger says; `torn` are lines that were cut off while they were written."""

    erasures: list[Erasure]
    torn: int


# Erases this again in a database that was restored; whether there was anything to erase.
Again = Callable[[Erasure], bool]
again: dict[str, Again] = {}


def register(what: str, erase: Again) -> None:
    """Let a kind of thing be erased again after a restore; each kind once."""
    if again.setdefault(what, erase) != erase:
        raise ValueError(f"Somebody else erases {what} again already.")


def write_down(*, what: str, number: UUID, compartments: Iterable[UUID]) -> None:
    """Put it on the disk that this is being erased; to be called before the commit.

    Where it cannot be written nothing is erased: whatever goes wrong here stops the transaction.
    """
    line = Erasure(timezone.now().isoformat(), what, number, tuple(compartments))
    text = json.dumps(asdict(line), default=str, separators=(",", ":"))
    path: Path = settings.ERASURES_FILE
    is_new = not path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        # Who was killed while writing left half a line: this one begins anew behind it.
        begins = "\n" if size and os.pread(file, 1, size - 1) != b"\n" else ""
        os.write(file, f"{begins}{text}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
    if is_new:
        keep_the_folder(path.parent)


def keep_the_folder(folder: Path) -> None:
    """A new file's name is on the disk too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def read(path: Path) -> Ledger:
    """What this ledger says, the oldest first; `LedgerError` where it is no ledger."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(
            f"The ledger of erasures cannot be read ({type(error).__name__}): {path}."
            " Give the file that BASHKE_ERASURES_FILE names in the installation."
        ) from error
    found = [erasure for line in lines if line and (erasure := read_line(line))]
    torn = sum(1 for line in lines if line) - len(found)
    if torn and not found:
        raise LedgerError(f"This is no ledger of erasures: {path}.")
    return Ledger(found, torn)


def read_line(line: str) -> Erasure | None:
    """What a line says; None for half a line, whose erasure was never committed."""
    try:
        given = json.loads(line)
        numbers = tuple(UUID(each) for each in given["compartments"])
        return Erasure(given["at"], given["what"], UUID(given["id"]), numbers)
    except (ValueError, KeyError, TypeError):
        return None


def replay(path: Path) -> int:
    """Erase again what the ledger says was erased; how many things were there again.

    For a restore, before anybody signs in. Doing it again changes nothing. A kind that nobody here
    knows is refused before anything is changed: an older program would leave it readable.
    """
    erasures = read(path).erasures
    unknown = sorted({each.what for each in erasures} - set(again))
    if unknown:
        raise LedgerError(
            f"The ledger names what this version does not know: {', '.join(unknown)}."
            " Restore with the version that wrote it, or a newer one."
        )
    return sum(again[each.what](each) for each in erasures)
