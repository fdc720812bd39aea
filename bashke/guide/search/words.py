"""Words as people type them: folded, fillers left out, each brought to one key."""

import re
from collections.abc import Iterator

from bashke.core.text import fold
from bashke.guide.search.forms import FILLERS, forms, groups, light, neutral

WORD = re.compile(r"[a-z0-9]+")
SPELLED = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile("[’‘`´ʼ]")
# Endings of nouns, adjectives and verbs, folded.
ENDINGS = frozenset(
    """
    uarit uarat uara uari uar imeve imit imin imet ohet ohen eshin ojne shin jeve jes jen jet
    ave eve ive jne ese ing ies et at it in ve es se ne ur en ed oj on ja je te a e i u n s t j y
    """.split()  # noqa: SIM905 (a list of words is read as words)
)
LONGEST_ENDING = max(map(len, ENDINGS))
SHORTEST_STEM = 4
STANDARD = forms()
# The years of a child: whoever writes an age below 18 speaks of a child.
CHILDHOOD = range(2, 18)
CHILD = "femije"


def tokens(text: str) -> Iterator[str]:
    """Folded words and numbers in their order; `s’kemi` and `m'rreh` fall into two."""
    return (word.group() for word in WORD.finditer(fold(APOSTROPHES.sub("'", text))))


def telling(text: str) -> list[str]:
    """The words of a query that say something, each once, dialect brought to the standard."""
    said = (standard(token) for token in tokens(text))
    return list(dict.fromkeys(word for word in said if word not in FILLERS))


def standard(token: str) -> str:
    """The standard form of a folded word; an age below 18 is a child."""
    if token.isdigit() and len(token) < 3 and int(token) in CHILDHOOD:  # noqa: PLR2004
        return CHILD
    return STANDARD.get(token, token)


def spelled(text: str) -> Iterator[tuple[str, str]]:
    """The telling words of a document: each as it is spelled, and its standard form folded."""
    for word in SPELLED.findall(APOSTROPHES.sub("'", text)):
        folded = standard(fold(word))
        if folded not in FILLERS:
            yield word, folded


def stem(word: str) -> str:
    """The word without its longest ending; at least four letters of it stay."""
    for length in range(min(LONGEST_ENDING, len(word) - SHORTEST_STEM), 0, -1):
        if word[-length:] in ENDINGS:
            return word[:-length]
    return word


SAME = {stem(word): stem(group[0]) for group in groups() for word in group}


def key(lemma: str) -> str:
    """What stands for a folded lemma, and for all that means the same."""
    root = stem(lemma)
    return SAME.get(root, root)


NEUTRAL = frozenset(key(word) for word in neutral())
LIGHT = frozenset(key(word) for word in light()) | NEUTRAL
