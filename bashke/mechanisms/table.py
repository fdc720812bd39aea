"""From answers to routes: the `applies` tables of all mechanisms as bit masks.

Every row is one bit; bits are ordered by rank, so that the lowest bit that is left names the lead.
For every option of every question a mask says which rows it satisfies. A concern is one AND over
the questions, with an OR over the chosen options of a question that takes many.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bashke.core.text import Text
from bashke.mechanisms.schema import (
    SOONEST,
    STRONGEST,
    Advice,
    Citation,
    Duty,
    Mechanism,
    Row,
    Step,
    Urgency,
)
from bashke.pack.schema import Fact

Answers = Mapping[str, str | Sequence[str]]

# Masks that were decided are kept; a stranger who sends ever new answers must not fill the memory.
DECIDED_AT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Route:
    """One mechanism that a concern leads to."""

    mechanism: Mechanism
    row: Row
    lead: bool
    later: bool
    duty: Duty
    urgency: Urgency
    step: Step
    because: Text
    advice: Advice
    law: tuple[Citation, ...]

    @property
    def key(self) -> str:
        return self.mechanism.key


Routes = tuple[Route, ...]
Outcome = tuple[tuple[str, bool, bool, Duty, Urgency, str], ...]


class Entry(NamedTuple):
    """A row with the mechanism it stands in."""

    mechanism: Mechanism
    row: Row


class Table:
    """All mechanisms in force on one day, compiled."""

    def __init__(
        self,
        mechanisms: Iterable[Mechanism],
        facts: Mapping[str, Fact],
        yields: Mapping[str, Sequence[str]],
        ties: Sequence[str],
    ) -> None:
        self.mechanisms = tuple(sorted(mechanisms, key=lambda each: ties.index(each.key)))
        self.facts = facts
        self.entries = tuple(self.in_order())
        self.applies = (1 << sum(len(each.applies) for each in self.mechanisms)) - 1
        self.every = (1 << len(self.entries)) - 1
        self.rows_of = {each.key: self.rows_in(each.key) for each in self.mechanisms}
        self.yielding = tuple(
            (self.rows_of[key], self.rows_of_any(others))
            for key, others in yields.items()
            if key in self.rows_of
        )
        self.yields_at_all = union(own for own, _others in self.yielding)
        self.keys = tuple(entry.mechanism.key for entry in self.entries)
        self.columns = {fact.id: self.column(fact) for fact in facts.values()}
        # Where one answer is taken, no answer is a key beside the others.
        self.ones = tuple(
            (fact.id, {**self.columns[fact.id].masks, **self.unanswered(fact.id)})
            for fact in facts.values()
            if fact.kind == "one"
        )
        self.manies = tuple(self.columns[f.id] for f in facts.values() if f.kind == "many")
        self.decided: dict[int, Routes] = {}

    def in_order(self) -> Iterator[Entry]:
        """Rows that may lead, best first, then the rows of `later`."""
        leading = [Entry(each, row) for each in self.mechanisms for row in each.applies]
        # A stable sort: of equal ranks the mechanism that pack.yaml names first, then the row
        # that its file names first.
        yield from sorted(leading, key=lambda entry: entry.row.rank)
        yield from (Entry(each, row) for each in self.mechanisms for row in each.later)

    def mask_of(self, wanted: Callable[[Entry], bool]) -> int:
        return sum(1 << bit for bit, entry in enumerate(self.entries) if wanted(entry))

    def rows_in(self, key: str) -> int:
        return self.mask_of(lambda entry: entry.mechanism.key == key)

    def naming(self, fact: str, option: str) -> int:
        return self.mask_of(lambda entry: option in entry.row.facts.get(fact, ()))

    def rows_of_any(self, keys: Iterable[str]) -> int:
        return union(self.rows_of.get(key, 0) for key in keys) & self.applies

    def column(self, fact: Fact) -> "Column":
        blank = self.mask_of(lambda entry: fact.id not in entry.row.facts)
        masks = {option.id: blank | self.naming(fact.id, option.id) for option in fact.options}
        unanswered = masks[fact.default] if fact.default else blank
        return Column(fact.id, masks, unanswered)

    def unanswered(self, fact: str) -> dict[str | None, int]:
        mask = self.columns[fact].unanswered
        return {None: mask, "": mask}

    def mask(self, facts: Answers) -> int:
        """The rows that these answers satisfy. The hot path: measured in `bench/`."""
        get = facts.get
        mask = self.every
        for fact, answers in self.ones:
            mask &= answers[get(fact)]
        for fact, masks, unanswered in self.manies:
            chosen = get(fact)
            if not chosen:
                mask &= unanswered
            elif len(chosen) == 1:
                mask &= masks[chosen[0]]
            else:
                any_of = 0
                for option in chosen:
                    any_of |= masks[option]
                mask &= any_of
        return mask

    def route(self, facts: Answers) -> Routes:
        """The routes of a concern, the lead first, then in the order of their ranks.

        `facts` gives an option or a list of options per question; the options must exist.
        Empty where nothing of `happening` is known. What yields is gone, what waits comes last.
        """
        mask = self.mask(facts)
        routes = self.decided.get(mask)
        if routes is None:
            if len(self.decided) >= DECIDED_AT_MOST:
                self.decided.clear()
            routes = self.decided[mask] = self.decide(mask)
        return routes

    def left(self, mask: int) -> int:
        """The rows that remain once whatever yields has yielded, judged all at once."""
        if not mask & self.yields_at_all:
            return mask
        gone = 0
        for own, others in self.yielding:
            if mask & own and mask & others:
                gone |= own
        return mask & ~gone

    def lead(self, mask: int) -> str | None:
        """Who leads among the rows of a mask after yielding."""
        mask &= self.applies
        return self.keys[(mask & -mask).bit_length() - 1] if mask else None

    def decide(self, mask: int) -> Routes:
        """The routes of the rows in a mask."""
        mask = self.left(mask)
        lead = self.lead(mask)
        routes = [
            self.gather(each, mask & self.rows_of[each.key], lead)
            for each in self.mechanisms
            if mask & self.rows_of[each.key]
        ]
        return tuple(sorted(routes, key=lambda each: (not each.lead, each.later, each.row.rank)))

    def gather(self, mechanism: Mechanism, mask: int, lead: str | None) -> Route:
        """One mechanism's matching rows as one route.

        A mechanism that may also come later leads, or waits: it never stands beside the lead.
        """
        leads = mechanism.key == lead
        waiting = mask & ~self.applies
        later = bool(waiting) and not leads
        rows = [self.entries[bit].row for bit in bits(waiting if later else mask & self.applies)]
        best = rows[0]
        return Route(
            mechanism=mechanism,
            row=best,
            lead=leads,
            later=later,
            duty=min((row.duty for row in rows), key=STRONGEST.index),
            urgency=min((row.urgency for row in rows), key=SOONEST.index),
            step=mechanism.first_step(best),
            because=mechanism.reason(best),
            advice=mechanism.advice[best.advice],
            law=tuple(dict.fromkeys(citation for row in rows for citation in row.law)),
        )


class Column(NamedTuple):
    """For one question: the rows that each option satisfies, and that no answer does."""

    fact: str
    masks: Mapping[str, int]
    unanswered: int


def union(masks: Iterable[int]) -> int:
    """Every bit that any of the masks has."""
    every = 0
    for mask in masks:
        every |= mask
    return every


def bits(mask: int) -> Iterator[int]:
    """The places of a mask's bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def outcome(routes: Routes) -> Outcome:
    """What a question may change: routes, lead, duty, urgency, first step (and so its clock)."""
    return tuple(
        (each.key, each.lead, each.later, each.duty, each.urgency, each.step.key) for each in routes
    )
