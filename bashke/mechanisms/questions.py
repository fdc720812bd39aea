"""Which questions are worth asking: only those that can still change the answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bashke.mechanisms.table import Table, outcome
from bashke.pack.schema import Fact, Option

MOST_SCREENS = 6
# Up to so many distinct answers every set of them is looked at, else every pair.
SETS_OF_AT_MOST = 10

# Answers as the pages keep them; "I don't know" is an empty list.
Given = Mapping[str, Sequence[str]]


class Questions:
    """The questions of one compiled table, in the order of the file."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.facts = tuple(table.facts.values())
        self.can_change = lru_cache(maxsize=20_000)(self.look_ahead)

    def next_after(self, given: Given) -> Fact | None:
        """The next question to ask, or None where the answer can be shown.

        A question is asked where two of its answers lead, for some answers to the later ones,
        to different routes, lead, duty, urgency, first step or clock; six at the most.
        """
        if len(given) >= MOST_SCREENS:
            return None
        to_self = "self" in given.get("reporter", ())
        for place, fact in enumerate(self.facts):
            if fact.id in given or not may_be_asked(fact, given):
                continue
            later = tuple(
                each.id
                for each in self.facts[place + 1 :]
                if each.id not in given and may_be_asked(each, given)
            )
            if self.can_change(self.so_far(given, {fact.id, *later}), fact.id, later, to_self):
                return fact
        return None

    def so_far(self, given: Given, still_open: set[str]) -> int:
        """The rows that can still match: every question counts but those that are open."""
        mask = self.table.every
        for name, column in self.table.columns.items():
            if name not in still_open:
                mask &= any_of(column.masks, given.get(name, ())) or column.unanswered
        return mask

    def look_ahead(self, mask: int, fact: str, later: tuple[str, ...], to_self: bool) -> bool:  # noqa: FBT001 (part of a cache's key)
        """Whether two answers to `fact` differ for some answers to the questions after it."""
        return any(self.differ(mask, fact, later, to_self, sets=sets) for sets in (False, True))

    def differ(
        self,
        mask: int,
        fact: str,
        later: tuple[str, ...],
        to_self: bool,
        *,
        sets: bool,  # noqa: FBT001
    ) -> bool:
        own = self.answers(fact, mask, to_self, sets=sets)
        if len(own) == 1:
            return False
        rests = {mask}
        for other in later:
            columns = self.answers(other, mask, to_self, sets=sets)
            rests = {rest & column for rest in rests for column in columns}
        decide = self.table.decide
        for rest in rests:
            candidates = {rest & answer for answer in own}
            if len(candidates) > 1 and len({outcome(decide(each)) for each in candidates}) > 1:
                return True
        return False

    def answers(self, fact: str, mask: int, to_self: bool, *, sets: bool) -> set[int]:  # noqa: FBT001
        """What each answer leaves of a mask: one option, none, and with `sets` several at once."""
        column = self.table.columns[fact]
        offered = options_for(self.table.facts[fact], to_self=to_self)
        single = {column.masks[option.id] & mask for option in offered}
        found = single | {column.unanswered & mask}
        if sets and self.table.facts[fact].kind == "many":
            found |= unions(single)
        return found


def unions(masks: set[int]) -> set[int]:
    """Every union of some of the masks, or of every two where there are many."""
    if len(masks) > SETS_OF_AT_MOST:
        return {one | other for one in masks for other in masks}
    found: set[int] = set()
    for mask in masks:
        found |= {mask, *(mask | other for other in found)}
    return found


def any_of(masks: Mapping[str, int], options: Iterable[str]) -> int:
    """The union of the options' masks; 0 where none is chosen."""
    union = 0
    for option in options:
        union |= masks[option]
    return union


def may_be_asked(fact: Fact, given: Given) -> bool:
    """Whether its conditions hold, or hang on a question that is not yet answered."""
    return all(
        other not in given or set(wanted) & set(given[other])
        for other, wanted in fact.only_if.items()
    ) and not any(
        other in given and set(unwanted) & set(given[other])
        for other, unwanted in fact.not_if.items()
    )


def options_for(fact: Fact, *, to_self: bool) -> tuple[Option, ...]:
    """The options offered; to somebody who speaks of themselves only those worded for that."""
    if not to_self:
        return tuple(fact.options)
    reworded = any(option.self_ for option in fact.options)
    return tuple(
        option
        for option in fact.options
        if (option.self_ or not reworded) and not option.not_to_self
    )


def screens(questions: Questions, facts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The questions that a person with these answers would be asked, in order."""
    given: dict[str, Sequence[str]] = {}
    while (fact := questions.next_after(given)) is not None:
        given[fact.id] = facts.get(fact.id, ())
        yield fact.id
