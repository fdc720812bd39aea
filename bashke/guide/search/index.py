"""The words of documents with the places where they stand, and how well a query fits each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from bashke.guide.search.documents import NAME, Document
from bashke.guide.search.vocabulary import Vocabulary, keys_of
from bashke.guide.search.words import telling

# How much the other language counts, and a passage of which only a part is matched.
OTHER_LANGUAGE = 0.7
PART_MATCHED = 0.6
WHOLE = 0.8
WHOLE_COUNTS = 0.25
# What the next-best passages of a document add to its best.
ALSO = (1.0, 0.35, 0.12, 0.05)
# How much it counts to which document a word belongs over all.
BELONGING = 1.0
DOUBT = 0.3
SURE = 0.9


@dataclass(frozen=True)
class Words:
    """A query as the vocabulary understands it: what each word may mean, and its weight."""

    meant: Sequence[Mapping[str, float]]
    weights: Sequence[float]

    @property
    def total(self) -> float:
        return sum(self.weights)


@dataclass(frozen=True)
class Found:
    """How well a document fits; `whole` has, for each name that is matched wholly, the places
    of its words in the query."""

    score: float
    whole: frozenset[frozenset[int]]


class Index:
    """Documents in memory for readers of one language; it keeps no query."""

    def __init__(self, documents: Iterable[Document], lang: str) -> None:
        self.documents = tuple(documents)
        self.owner: list[int] = []
        self.factor: list[float] = []
        self.named: list[bool] = []
        self.words_of: list[list[str]] = []
        self.postings: dict[str, list[int]] = defaultdict(list)
        self.belongs: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for number, document in enumerate(self.documents):
            for passage in document.passages:
                foreign = 1.0 if passage.lang == lang else OTHER_LANGUAGE
                keys = keys_of(passage.text, passage.lang)
                self.add(number, keys, passage.weight, foreign)
        self.vocabulary = Vocabulary(self.postings)
        names = sum(self.named)
        self.rarity = {k: log(1 + names / (0.5 + len(at))) for k, at in self.postings.items()}
        self.unknown = log(1 + names)
        self.weight_of = [sum(self.rarity[k] for k in keys) for keys in self.words_of]
        mass: dict[int, float] = defaultdict(float)
        for counts in self.belongs.values():
            for number, count in counts.items():
                mass[number] += count
        self.size = {number: count**0.5 for number, count in mass.items()}
        self.share = {k: self.shares(counts) for k, counts in self.belongs.items()}

    def add(self, number: int, keys: list[str], weight: float, foreign: float) -> None:
        """One passage of a document."""
        if not keys:
            return
        place = len(self.owner)
        self.owner.append(number)
        self.factor.append(weight * foreign)
        self.named.append(weight == NAME)
        self.words_of.append(keys)
        for each in keys:
            self.postings[each].append(place)
            self.belongs[each][number] += weight

    def shares(self, counts: Mapping[int, float]) -> dict[int, float]:
        """How far a word speaks for each document, large ones not preferred."""
        fair = {number: count / self.size[number] for number, count in counts.items()}
        amount = sum(counts.values())
        certainty = amount / (amount + DOUBT)
        total = sum(fair.values())
        return {number: certainty * each / total for number, each in fair.items()}

    def understand(self, query: str) -> Words:
        """What the query's words may mean here."""
        meant = [self.vocabulary.meant(word) for word in telling(query)]
        weights = [max((self.rarity[k] for k in each), default=self.unknown) for each in meant]
        return Words(meant, weights)

    def find(self, words: Words) -> dict[int, Found]:
        """Every document that fits in part, by its number."""
        if not words.total:
            return {}
        scores: dict[int, list[float]] = defaultdict(list)
        whole: dict[int, set[frozenset[int]]] = defaultdict(set)
        for place, hits in self.hits(words).items():
            part = self.part(place, hits)
            said = sum([words.weights[n] * sure for n, (_key, sure) in hits.items()]) / words.total
            score = self.factor[place] * said * part**PART_MATCHED
            if self.named[place] and part >= WHOLE:
                score *= 1 + WHOLE_COUNTS * min(1, len(self.words_of[place]) / 2)
                whole[self.owner[place]].add(frozenset(hits))
            scores[self.owner[place]].append(score)
        belonging = self.belonging(words)
        return {
            number: Found(
                sum(s * also for s, also in zip(sorted(each, reverse=True), ALSO, strict=False))
                + BELONGING * belonging.get(number, 0.0),
                frozenset(whole[number]),
            )
            for number, each in scores.items()
        }

    def part(self, place: int, hits: Mapping[int, tuple[str, float]]) -> float:
        """How much of a passage the query says."""
        if len(hits) == 1:
            ((each, sure),) = hits.values()
            return self.rarity[each] * sure / self.weight_of[place]
        covered: dict[str, float] = {}
        for each, sure in hits.values():
            covered[each] = max(sure, covered.get(each, 0.0))
        return sum([self.rarity[k] * sure for k, sure in covered.items()]) / self.weight_of[place]

    def hits(self, words: Words) -> dict[int, dict[int, tuple[str, float]]]:
        """By passage: which words of the query it has, as which key, and how surely."""
        found: dict[int, dict[int, tuple[str, float]]] = defaultdict(dict)
        for number, meant in enumerate(words.meant):
            for each, sure in meant.items():
                for place in self.postings[each]:
                    if sure > found[place].get(number, ("", 0.0))[1]:
                        found[place][number] = each, sure
        return found

    def belonging(self, words: Words) -> dict[int, float]:
        """How far the words speak for each document over all its passages."""
        total: dict[int, float] = defaultdict(float)
        for meant, weight in zip(words.meant, words.weights, strict=True):
            best: dict[int, float] = {}
            for each, sure in meant.items():
                for number, share in self.share[each].items():
                    best[number] = max(best.get(number, 0.0), sure * share)
            for number, share in best.items():
                total[number] += share * weight / words.total
        return total

    def speaks_for(self, key: str) -> Iterable[int]:
        """The documents of which a name or a phrase has this word."""
        places = self.postings.get(key, ())
        return {self.owner[place] for place in places if self.named[place]}
