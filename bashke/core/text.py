"""Folding and sorting of Albanian text: written once, used by search, imports and lists."""

import re
import unicodedata
from typing import Annotated, NamedTuple

from pydantic import StringConstraints

Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

ALPHABET = "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh"
LETTERS = {letter: place for place, letter in enumerate(ALPHABET.split())}
LETTER = re.compile("|".join(sorted((*ALPHABET.split(), "."), key=len, reverse=True)), re.DOTALL)


class Text(NamedTuple):
    """One sentence of content in both languages."""

    sq: Filled
    en: Filled

    def in_language(self, lang: str) -> str:
        """The wording in `sq` or `en`."""
        return self.sq if lang == "sq" else self.en


def fold(text: str) -> str:
    """Lower case without diacritics: what a person types on a phone. `Dibër` gives `diber`."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def slug(text: str) -> str:
    """The folded text as it stands in an address: `Vau i Dejës` gives `vau-i-dejes`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def albanian_order(text: str) -> list[tuple[int, str]]:
    """A sort key in the order of the Albanian alphabet, where dh, gj, ll … are letters."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return [(LETTERS.get(letter, -1), letter) for letter in LETTER.findall(composed)]
