"""The words of the corpus, found from any form of theirs, and from what is nearly one."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from bashke.core.text import fold
from bashke.guide.search.words import STANDARD, key, spelled, stem

# What a word counts that only begins like one of the corpus, or is only nearly one.
BEGINS_ALIKE = 0.75
NEARLY_ONE = 0.85
FEWEST_LETTERS = 4
NEAR_ENOUGH = 0.74
NEAREST = 5
LONGEST = 24
DICTIONARIES = DefaultDictionaryFactory()


@cache
def albanian() -> Mapping[str, tuple[str, ...]]:
    """Every form of the Albanian dictionary, folded, with the keys of its lemmas."""
    found: dict[str, tuple[str, ...]] = {}
    keys: dict[str, str] = {}
    for form, lemma in DICTIONARIES.get_dictionary("sq").items():
        if lemma not in keys:
            keys[lemma] = key(fold(lemma))
        folded = fold(form)
        known = found.get(folded, ())
        if keys[lemma] not in known:
            found[folded] = (*known, keys[lemma])
    return found


def english(word: str) -> str:
    """The key of the lemma of an English word; folding changes nothing in it."""
    return key(fold(DICTIONARIES.get_dictionary("en").get(word, word)))


def keys_of(text: str, lang: str) -> list[str]:
    """The keys of a document's telling words, each once, lemmas taken from its own spelling."""
    dictionary = DICTIONARIES.get_dictionary(lang)
    found = []
    for word, folded in spelled(text):
        if folded != fold(word):
            found.append(first_key(folded, lang))
            continue
        lemma = dictionary.get(word) or dictionary.get(word.lower())
        found.append(key(fold(lemma)) if lemma else first_key(folded, lang))
    return list(dict.fromkeys(found))


def first_key(folded: str, lang: str) -> str:
    if lang == "en":
        return english(folded)
    return albanian().get(folded, (key(folded),))[0]


class Vocabulary:
    """What stands for each word: keys of the corpus, with how surely it is meant."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        self.sorted_keys = sorted(self.keys)
        self.forms: dict[str, tuple[str, ...]] = {each: (each,) for each in self.sorted_keys}
        for form, meant in albanian().items():
            if within := tuple(each for each in meant if each in self.keys):
                self.forms[form] = tuple(dict.fromkeys((*self.forms.get(form, ()), *within)))
        for form, standard in STANDARD.items():
            if standard in self.forms:
                self.forms[form] = self.forms[standard]
        self.by_letter: dict[str, list[str]] = {}
        for form in sorted(self.forms):
            if len(form) >= FEWEST_LETTERS:
                self.by_letter.setdefault(form[0], []).append(form)

    def meant(self, word: str) -> Mapping[str, float]:
        """The keys that a folded word may mean; none where nothing is near."""
        found = {*self.forms.get(word, ()), *({key(word), english(word)} & self.keys)}
        if found:
            return dict.fromkeys(sorted(found), 1.0)
        if not FEWEST_LETTERS <= len(word) <= LONGEST or word.isdigit():
            return {}
        near: dict[str, float] = {}
        for each, weight in (*self.begins_alike(stem(word)), *self.nearly(word)):
            near[each] = max(weight, near.get(each, 0.0))
        return near

    def begins_alike(self, root: str) -> Iterator[tuple[str, float]]:
        """Keys that begin with this stem, and keys with which it begins."""
        start = bisect_left(self.sorted_keys, root)
        for each in takewhile(lambda k: k.startswith(root), self.sorted_keys[start:]):
            yield each, BEGINS_ALIKE * len(root) / len(each)
        for length in range(FEWEST_LETTERS, len(root)):
            if root[:length] in self.keys:
                yield root[:length], BEGINS_ALIKE * length / len(root)

    def nearly(self, word: str) -> Iterator[tuple[str, float]]:
        """Keys of the forms with the same first letter that differ by a letter or two."""
        nearest = process.extract(
            word,
            self.by_letter.get(word[0], ()),
            scorer=OSA.normalized_similarity,
            score_cutoff=NEAR_ENOUGH,
            limit=NEAREST,
        )
        for form, likeness, _place in nearest:
            for each in self.forms[form]:
                yield each, NEARLY_ONE * likeness
