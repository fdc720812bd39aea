"""The search over everything that can be read here. It keeps and logs no query."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from bashke.core.text import fold
from bashke.directory.models import Contact
from bashke.guide.addresses import address
from bashke.guide.edition import Edition
from bashke.guide.search.documents import Document, local, mechanisms, texts
from bashke.guide.search.index import SURE, Found, Index, Words
from bashke.guide.search.words import LIGHT, NEUTRAL, WORD
from bashke.law.register import find as acts_named

MOST = 10
MOST_LETTERS = 300
# Of kinds that explain, so that whom to turn to is not crowded out.
MOST_OF_KIND = 2
# What texts count beside what people call a mechanism.
TEXTS = 0.55
NOTHING = "nothing-to-refer"
# What is left to "nothing to refer" beside a word of harm, and its lead where there is none.
BESIDE_HARM = 0.4
LEAD = 0.25
NAMED = 9.0
# Words that only name an act: a number with its year or day, an ELI, a kind of act with a number.
NAMES_AN_ACT = re.compile(
    r"eli/|\d+\s*[/-]\s*(?:19|20)\d\d|^\s*\d{1,5}\s*$|"
    r"\b(?:lig|ligj|ligji|ligjin|ligjit|law|vkm|vendim|vendimi|dcm|udhezim|udhezimi|urdher|urdheri)"
    r"\W*(?:nr\W*)?\d"
)


@dataclass(frozen=True)
class Hit:
    """One result."""

    kind: str
    id: str
    title: str
    url: str

    @property
    def kind_words(self) -> str:
        """What kind of thing it is, in the language of the page."""
        return {
            "mechanism": _("mechanism"),
            "service": _("service"),
            "guide": _("the Guide"),
            "law": _("law"),
            "contact": _("contact"),
            "term": _("word"),
        }[self.kind]

    def document(self) -> dict[str, str]:
        """As the contract shows a result (contract/cli.md)."""
        return {"kind": self.kind, "id": self.id, "title": self.title, "url": self.url}


@dataclass(frozen=True)
class Indexes:
    """What people call their concern, and what is written, for readers of one language."""

    concerns: Index
    texts: Index


@lru_cache(maxsize=8)
def indexes(edition: Edition, lang: str) -> Indexes:
    """Built once for an edition and a language, and shared."""
    return Indexes(Index(mechanisms(edition), lang), Index(texts(edition), lang))


def search(
    edition: Edition,
    words: str,
    lang: str,
    place: str | None = None,
    contacts: Iterable[Contact] = (),
) -> list[Hit]:
    """What these words lead to, best first, at most ten."""
    said = words[:MOST_LETTERS]
    both = indexes(edition, lang)
    ranked = concerns(both.concerns, said)
    ranked += named_acts(edition, both.texts, said) or written(both.texts, said)
    ranked += written(Index(local(contacts), lang), said) if contacts else []
    ranked.sort(key=lambda each: (-each[0], each[1].kind, each[1].key))
    return [hit(document, lang, place) for document in mixed(ranked)]


def hit(document: Document, lang: str, place: str | None) -> Hit:
    """A document as a result, with the address of its page."""
    kind, key = document.kind, document.key
    return Hit(kind, key, document.title.in_language(lang), address(kind, key, lang, place))


Ranked = list[tuple[float, Document]]


def concerns(index: Index, said: str) -> Ranked:
    """Mechanisms and services; belief alone leads to no mechanism, harm always does."""
    words = index.understand(said)
    found = index.find(words)
    scores = {number: each.score for number, each in found.items()}
    nothing = next(n for n, each in enumerate(index.documents) if each.key == NOTHING)
    if nothing in found:
        if harm(index, words, found, nothing):
            scores[nothing] *= BESIDE_HARM
        elif found[nothing].whole:
            scores[nothing] = max(scores.values()) + LEAD
    return [(score, index.documents[number]) for number, score in scores.items()]


def harm(index: Index, words: Words, found: Mapping[int, Found], nothing: int) -> bool:
    """Whether something stands there that leads elsewhere, and is no person, place or time."""
    beliefs = frozenset[int]().union(*found[nothing].whole)
    elsewhere = (
        places - beliefs
        for number, each in found.items()
        if number != nothing
        for places in each.whole
        if len(places) > 1
    )
    return any(
        says(words, number, LIGHT) and leads_elsewhere(index, words, number, nothing)
        for number in range(len(words.meant))
        if number not in beliefs
    ) or any(says(words, number, NEUTRAL) for places in elsewhere for number in places)


def says(words: Words, number: int, without: frozenset[str]) -> bool:
    """Whether a word of the query is surely understood, and may be none of these."""
    meant = {each for each, sure in words.meant[number].items() if sure >= SURE}
    return bool(meant) and not meant & without


def leads_elsewhere(index: Index, words: Words, number: int, nothing: int) -> bool:
    """Whether people use the word for another mechanism or service."""
    return any(set(index.speaks_for(each)) - {nothing} for each in words.meant[number])


def written(index: Index, said: str) -> Ranked:
    """Sub-chapters, acts, contacts and terms."""
    found = index.find(index.understand(said))
    return [(TEXTS * each.score, index.documents[number]) for number, each in found.items()]


def named_acts(edition: Edition, index: Index, said: str) -> Ranked:
    """The acts that the words name by number, year, key or ELI, and the provision if it is said."""
    acts = edition.pack.acts
    plain = fold(said).strip()
    if plain.partition("#")[0] not in acts and not NAMES_AN_ACT.search(plain):
        return []
    keys = {
        act.key: NAMED - place
        for place, act in enumerate(acts_named(acts, plain.partition("#")[0]))
    }
    ranked = []
    for document in index.documents:
        act, _hash, provision = document.key.partition("#")
        if document.kind != "law" or act not in keys:
            continue
        if not provision:
            ranked.append((keys[act], document))
        elif says_label(plain, document):
            ranked.append((keys[act] + 0.5, document))
    return ranked


def says_label(plain: str, document: Document) -> bool:
    """Whether the words name the provision: by its key, or by its label in either language."""
    if document.key == plain:
        return True
    padded = f" {' '.join(WORD.findall(plain))} "
    labels = {" ".join(WORD.findall(fold(p.text))) for p in document.passages[:2]}
    return any(f" {label} " in padded for label in labels)


def mixed(ranked: Ranked) -> list[Document]:
    """The first ten, each once, few of a kind that only explains."""
    kept: dict[tuple[str, str], Document] = {}
    count: dict[str, int] = {}
    for score, document in ranked:
        explains = document.kind not in {"mechanism", "service"} and score < NAMED - MOST
        if explains and count.get(document.kind, 0) >= MOST_OF_KIND:
            continue
        if kept.setdefault((document.kind, document.key), document) is document:
            count[document.kind] = count.get(document.kind, 0) + 1
    return list(kept.values())[:MOST]
