"""Words about faith, origin, politics or dress in a text about somebody (product.md, rule 2).

Nothing of it is kept or counted: it is found in the request that shows it to its writer.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bashke.core.text import fold
from bashke.guide.edition import from_files
from bashke.guide.naming import LANGUAGES, WORD, NamedWords, Stems, names
from bashke.pack.reading import ContentError, Reader

# Only here does the law ask for the ground itself: a complaint of discrimination names it.
NAMES_ITS_GROUND = "anti-discrimination"
# The narrative. Who it is about and how to reach them are names and places.
WEIGHED = ("concern", "necessity")
# First name and surname: many are also words of faith or origin (Hoxha, Prifti, Islam).
NAME = re.compile(r"\b([A-ZÇË][\w’']+)((?:[ \t]+[A-ZÇË][\w’']+)+)")


class WeighedWords(NamedWords):
    """`weighed-words.yaml`: more stems, words that count whole, stems too wide for a story."""

    whole: Stems
    too_wide: Stems


class List(NamedTuple):
    """What finds in one language, and the words that only look like it."""

    stems: tuple[str, ...]
    whole: frozenset[str]
    exceptions: tuple[str, ...]


def found(texts: Mapping[str, str]) -> list[str]:
    """The words as they were written, each once; names of people are left out."""
    people = names_in(texts)
    said = (
        word
        for name in WEIGHED
        for word in WORD.findall(texts.get(name, ""))
        if fold(word) not in people
    )
    return list({fold(word): word for word in said if is_weighed(word)}.values())


def is_weighed(word: str) -> bool:
    return any(
        fold(word) in each.whole or names(word, each.stems, each.exceptions)
        for each in lists(from_files().pack.folder)
    )


def names_in(texts: Mapping[str, str]) -> set[str]:
    """Words that are names here: of who it is about, and first names with surnames."""
    known = {fold(word) for word in WORD.findall(texts.get("about", "")) if word[0].isupper()}
    for name in WEIGHED:
        for first, rest in NAME.findall(texts.get(name, "")):
            known |= {fold(word) for word in WORD.findall(f"{first} {rest}")}
    return known


@lru_cache(maxsize=4)
def lists(folder: Path) -> tuple[List, ...]:
    """Both lists of the pack together. Raises `ContentError` where one cannot be read."""
    reader = Reader(folder)
    named = reader.file(NamedWords, folder / "named-words.yaml")
    more = reader.file(WeighedWords, folder / "weighed-words.yaml")
    if named is None or more is None or reader.faults:
        raise ContentError(reader.faults)
    return tuple(together(named, more, lang) for lang in LANGUAGES)


def together(named: NamedWords, more: WeighedWords, lang: str) -> List:
    wide = set(getattr(more.too_wide, lang))
    stems = [stem for stem in getattr(named, lang) if stem not in wide] + getattr(more, lang)
    # A text is in no language by law: what only looks like a word does so in both.
    but = [
        word
        for each in (named.exceptions, more.exceptions)
        for language in LANGUAGES
        for word in getattr(each, language)
    ]
    return List(tuple(stems), frozenset(getattr(more.whole, lang)), tuple(but))
