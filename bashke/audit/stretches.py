"""Where the stretches of a chain begin. After a break that was acknowledged, a new one does.

The new stretch hangs from a hash of the acknowledgement, and that has in it a hash of everything
that stood before, as it was found: so what is broken cannot be broken further unseen, and the next
head that leaves the house holds it too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from bashke.audit.models import Acknowledgement, Event, Link
from bashke.audit.rows import EVENT, Waiting, genuine, waiting
from bashke.audit.seals import beginning, is_keyed, keys_of, moment

LINK = ("id", "municipality", "sequence", "event_id", "previous", "hash")
PORTION = 1000


@dataclass(frozen=True)
class Stretch:
    """From its first place on, until it was acknowledged to be broken."""

    municipality: str
    first: int
    # What its first link names as the hash before.
    before: str
    ended: Acknowledgement | None = None


def stretches(municipality: str) -> list[Stretch]:
    """All of them, in order; none ends with an acknowledgement that we did not write."""
    found = [Stretch(municipality, 1, beginning(municipality))]
    for each in Acknowledgement.objects.of(municipality).order_by("sequence", "pk"):
        if is_ours(each, found[-1]):
            found[-1:] = [replace(found[-1], ended=each), behind(found[-1], each)]
    return found


def behind(stretch: Stretch, break_: Acknowledgement) -> Stretch:
    """The stretch that begins anew after this one broke."""
    before = sha256(told(break_, stretch)).hexdigest()
    return Stretch(stretch.municipality, break_.sequence, before)


def is_ours(break_: Acknowledgement, stretch: Stretch) -> bool:
    """Whether this installation wrote it as it stands, of this stretch."""
    return is_keyed(break_.seal, break_.municipality, told(break_, stretch))


def told(break_: Acknowledgement, stretch: Stretch) -> bytes:
    """The bytes of the acknowledgement of what this stretch has become."""
    parts = (
        "break",
        break_.municipality,
        break_.sequence,
        break_.newest,
        break_.missing,
        break_.faults,
        break_.found,
        break_.reference,
        break_.by,
        moment(break_.at),
        stretch.before,
    )
    return "\n".join(map(str, parts)).encode()


def as_found(stretch: Stretch, until: int, newest: int) -> str:
    """A hash of this stretch as it stands, up to before this place, whatever is wrong with it.

    With every event up to `newest` that no longer is as it was sealed, so that no chain takes it.
    """
    links = Link.objects.of(stretch.municipality).filter(sequence__lt=until)
    if stretch.first > 1:
        links = links.filter(sequence__gte=stretch.first)
    events = Event.objects.filter(link__in=links).order_by("link__sequence", "link__pk")
    found = sha256()
    for rows in (
        links.in_order().values_list(*LINK).iterator(PORTION),
        events.values_list(*EVENT).iterator(PORTION),
        loose(stretch.municipality, newest),
    ):
        for line in lines(rows):
            found.update(line)
    return found.hexdigest()


def lines(rows: Iterable[tuple[object, ...]]) -> Iterator[bytes]:
    """Written so that no row can be taken for another, nor for one of another table."""
    for row in rows:
        yield repr([str(value) for value in row]).encode()
    yield b"\n"


def loose(municipality: str, newest: int) -> Iterator[Waiting]:
    """Events up to this id that have no place and will get none: their seals do not hold."""
    keys, after = keys_of(municipality), 0
    while after < newest and (rows := waiting(municipality, after, PORTION)):
        after = rows[-1].pk
        yield from (row for row in rows if row.pk <= newest and not genuine(row, keys))
