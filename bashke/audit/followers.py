"""Which links say that they come after a given hash: asked only of a chain that does not fit.

No index has it, since no chain that fits needs it. So it is read once and kept as small numbers,
eight bytes a link: a chain of which nothing fits any more asks for every link.
"""

from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property

from bashke.audit.models import Link


class Followers:
    """How often every hash of one chain is named as the one before."""

    def __init__(self, municipality: str) -> None:
        self.municipality = municipality

    @cached_property
    def numbers(self) -> "array[int]":
        named = Link.objects.of(self.municipality).values_list("previous", flat=True)
        return array("q", sorted(map(hash, named.iterator())))

    def count(self, before: str) -> int:
        """How many links say that they come after this hash."""
        number = hash(before)
        return bisect_right(self.numbers, number) - bisect_left(self.numbers, number)

    def has(self, before: str, *, beside: Link | None = None) -> bool:
        """Whether any link does, `beside` this one."""
        own = beside is not None and beside.previous == before
        return self.count(before) > own
