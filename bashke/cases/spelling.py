"""Names as they are heard: what is written in two ways, and mistyped once, is found as the same.

Only pairs of name parts count: a first name alone fits half a town.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from bashke.core.text import fold

# Up to here a text is a name; then come age, year, street, whatever somebody wrote behind it.
NAME = re.compile(r"[^,;:()\d\n]*")
WORD = re.compile(r"[^\W\d_]+")
# Written in two ways in Albanian files, or at two keyboards; the longer first.
ALIKE = (
    ("dh", "d"), ("th", "t"), ("gj", "g"), ("nj", "n"), ("xh", "x"), ("zh", "z"), ("sh", "s"),
    ("ch", "c"), ("ph", "f"), ("q", "c"), ("k", "c"), ("y", "i"), ("j", "i"), ("w", "v"),
)  # fmt: skip
TWICE = re.compile(r"(.)\1+")
PARTS = 4
SHORTEST = 2
# A shorter part is compared as it is: with a letter less it would fit anything.
LONG_ENOUGH = 3


def parts_of(text: str) -> list[str]:
    """The parts of the name that a text begins with, as they are heard."""
    found = NAME.match(text)
    words = [each for each in WORD.findall(found[0] if found else "") if len(each) >= SHORTEST]
    named = [each for each in words if each[0].isupper()]
    chosen = named if len(named) > 1 else words
    return list(dict.fromkeys(filter(None, map(heard, chosen[:PARTS]))))


def heard(word: str) -> str:
    """One way of writing for all that sound alike: `Gjergji`, `Gergj` and `GJERGJ` give `gerg`."""
    said = re.sub(r"[^a-z]", "", fold(word))
    for written, one in ALIKE:
        said = said.replace(written, one)
    said = TWICE.sub(r"\1", said)
    # The ending changes with the case of the noun: Drita, Dritë, Agim, Agimi.
    stem = said.rstrip("aeiou")
    return stem if len(stem) >= SHORTEST else said


def mistyped(part: str) -> set[str]:
    """The part, and the part with each one letter missing: two that share one are a slip apart."""
    if len(part) < LONG_ENOUGH:
        return {part}
    return {part} | {part[:at] + part[at + 1 :] for at in range(len(part))}


def spellings(text: str) -> set[str]:
    """What two texts share if the same name stands in them, one of its parts mistyped at most."""
    return set(pairs(parts_of(text)))


def pairs(parts: list[str]) -> Iterator[str]:
    for one, other in combinations(sorted(parts), 2):
        for written in mistyped(one):
            yield f"{written}|={other}"
        for written in mistyped(other):
            yield f"{written}|={one}"
