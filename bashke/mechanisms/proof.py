"""The proof: every combination of answers is routed, led, reachable, grounded and lawful.

All options of the questions that take one answer, none of them, and every set of one or two
options of the questions that take many (none too, but for `happening`) are combined; `only_if`
is ignored. Combinations with equal masks behave alike and are looked at once: the conditions of
the invariants are bits of the same masks, and `combinations` counts what they stand for.
"""

import multiprocessing
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain, combinations
from time import perf_counter

from bashke.mechanisms.library import UNKNOWN, Library
from bashke.mechanisms.questions import MOST_SCREENS, Questions
from bashke.mechanisms.schema import Deadline, Invariant, Mechanism, Row, Step, Urgency
from bashke.mechanisms.table import Route, Routes, Table, bits, union
from bashke.pack.schema import Fact

RANDOM_SETS = 100_000
FAULTS_NAMED = 20
FAULT_COLUMNS = ("unrouted", "leads_not_one", "without_contact", "without_basis", "broken")

# (role, urgent) -> the number of municipalities where nobody can be reached, and where the
# number is not known.
Reachable = Callable[[str, bool], tuple[int, int]]


@dataclass
class Report:
    """What the proof counted. Every number between `unrouted` and `broken` has to be zero."""

    combinations: int = 0
    dates: int = 0
    places: int = 0
    unrouted: int = 0
    leads_not_one: int = 0
    without_contact: int = 0
    without_basis: int = 0
    invariants: int = 0
    broken: int = 0
    number_not_known: int = 0
    proposed: int = 0
    longest_path: int = 0
    seconds: float = 0.0
    not_known_by_mechanism: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not any(getattr(self, column) for column in FAULT_COLUMNS)

    def add(self, part: "Report") -> None:
        """Count one day's report into the whole."""
        for column in ("combinations", "dates", *FAULT_COLUMNS):
            setattr(self, column, getattr(self, column) + getattr(part, column))
        self.longest_path = max(self.longest_path, part.longest_path)
        for sentence in part.faults:
            self.blame(sentence)

    def blame(self, sentence: str) -> None:
        """Keep the first few faults in words; the columns count them all."""
        if len(self.faults) < FAULTS_NAMED:
            self.faults.append(sentence)


def prove(library: Library, reachable: Reachable, seed: int = 0) -> Report:
    """Go through the whole space at every date on which the table differs."""
    started = perf_counter()
    report = Report(places=len(library.pack.municipalities), invariants=len(library.invariants))
    for part in side_by_side(partial(prove_day, library, reachable, seed), library.dates):
        report.add(part)
    report.proposed = count_proposed(chain.from_iterable(library.versions.values()))
    report.not_known_by_mechanism = not_known(library, reachable)
    report.number_not_known = sum(report.not_known_by_mechanism.values())
    report.seconds = round(perf_counter() - started, 2)
    return report


def prove_day(library: Library, reachable: Reachable, seed: int, day: date) -> Report:
    """The space of one day, and a sample of larger sets that `seed` repeats."""
    report = Report(dates=1)
    Day(library, day, reachable, report).check(random.Random(seed))  # noqa: S311 (a sample)
    return report


def side_by_side(prove_one: Callable[[date], Report], days: Sequence[date]) -> list[Report]:
    """Each day in a process of its own, as far as there are processors."""
    if len(days) == 1:
        return [prove_one(days[0])]
    context = multiprocessing.get_context("fork")
    pipes = []
    for day in days:
        receiver, sender = context.Pipe(duplex=False)
        worker = context.Process(target=lambda day=day, sender=sender: sender.send(prove_one(day)))
        worker.start()
        sender.close()
        pipes.append((worker, receiver))
    reports = []
    for worker, receiver in pipes:
        reports.append(receiver.recv())
        worker.join()
    return reports


class Day:
    """The space of answers on one day."""

    def __init__(self, library: Library, day: date, reachable: Reachable, report: Report) -> None:
        self.day = day
        self.table = table = library.table_on(day)
        self.report = report
        self.rows = len(table.entries)
        self.promises = [Promise(each, table) for each in library.invariants]
        self.answers = {
            fact.id: {option: self.extended(fact, option) for option in (*ids(fact), "")}
            for fact in table.facts.values()
        }
        self.doubtful = doubtful_rows(table, reachable)
        # Where nothing is doubtful, only who is there and who leads is looked at.
        self.counted = table.every if self.doubtful else table.every & ~needless_rows(table)
        self.reachable = reachable
        self.matched = 0
        self.questions = library.questions_on(day)

    def check(self, chance: random.Random) -> None:
        """Count every fault of this day into the report."""
        for mask, count in self.space().items():
            self.report.combinations += count
            self.look(mask, count)
        for _ in range(RANDOM_SETS):
            self.look(self.larger_set(chance), 1)
        for place, promise in enumerate(self.promises):
            if not self.matched >> place & 1:
                self.report.broken += 1
                self.report.blame(f"{self.day}: “{promise.key}” matches no combination")
        self.report.longest_path = max(self.report.longest_path, longest_path(self.questions))

    def space(self) -> dict[int, int]:
        """Every distinct mask, with the number of combinations that it stands for."""
        promises = ((1 << len(self.promises)) - 1) << self.rows
        whole = {self.counted | promises: 1}
        # Every row names happening: beginning there keeps the number of masks small.
        for fact in sorted(self.table.facts.values(), key=lambda each: each.id != "happening"):
            classes = Counter(self.union(fact.id, chosen) for chosen in small_sets(fact))
            grown: dict[int, int] = {}
            for mask, count in whole.items():
                for column, times in classes.items():
                    both = mask & column
                    grown[both] = grown.get(both, 0) + count * times
            whole = grown
        return whole

    def larger_set(self, chance: random.Random) -> int:
        """The mask of random answers with three and more options to a question."""
        mask = -1
        for fact in self.table.facts.values():
            mask &= self.union(fact.id, large_set(fact, chance))
        return mask

    def union(self, fact: str, chosen: Sequence[str]) -> int:
        """What an answer of several options satisfies: any of its rows, none of its bars."""
        answers = self.answers[fact]
        some, every = 0, -1
        for option in chosen or ("",):
            satisfied, allowed = answers[option]
            some |= satisfied
            every &= allowed
        return some & every

    def extended(self, fact: Fact, option: str) -> tuple[int, int]:
        """For one option ("" for none): the rows and conditions that it satisfies, and allows.

        Above the rows of the table stands one bit for every invariant: `when` is met by any of
        the chosen options, `only` and `without` have to be met by every one of them.
        """
        column = self.table.columns[fact.id]
        satisfied = column.masks[option] if option else column.unanswered
        allowed = -1
        known = option or fact.default or UNKNOWN
        for place, promise in enumerate(self.promises):
            bit = 1 << (self.rows + place)
            if known in promise.invariant.when.get(fact.id, [known]):
                satisfied |= bit
            only = promise.invariant.only.get(fact.id)
            barred = known in promise.invariant.without.get(fact.id, [])
            if barred or (only is not None and known != UNKNOWN and known not in only):
                allowed &= ~bit
        return satisfied, allowed

    def look(self, mask: int, count: int) -> None:
        """Count what is wrong with one mask, `count` times."""
        own = self.table.left(mask & self.table.every)
        lead = self.table.lead(own)
        if not own:
            self.fault("unrouted", own, count)
        elif lead is None:
            self.fault("leads_not_one", own, count)
        elif own & self.doubtful:
            for column in self.wrong_with(self.table.decide(own)):
                self.fault(column, own, count)
        held = mask >> self.rows
        self.matched |= held
        for place in bits(held):
            if not self.promises[place].is_kept(own, lead):
                self.fault("broken", own, count, self.promises[place].key)

    def fault(self, column: str, mask: int, count: int, what: str = "") -> None:
        setattr(self.report, column, getattr(self.report, column) + count)
        keys = dict.fromkeys(self.table.entries[bit].mechanism.key for bit in bits(mask))
        self.report.blame(f"{self.day}: {what or column}: {', '.join(keys) or 'no row matches'}")

    def wrong_with(self, routes: Routes) -> Iterator[str]:
        """The columns of the report in which these routes count."""
        if sum(route.lead for route in routes) != 1:
            yield "leads_not_one"
        if any(self.unreachable(route) for route in routes):
            yield "without_contact"
        if any(not route.law and route.row.basis is None for route in routes):
            yield "without_basis"

    def unreachable(self, route: Route) -> bool:
        return self.reachable(route.step.done_by, route.urgency is Urgency.NOW)[0] > 0


class Promise:
    """An invariant as masks over the rows of one table."""

    def __init__(self, invariant: Invariant, table: Table) -> None:
        self.invariant = invariant
        self.key = invariant.key
        then = invariant.then
        self.leads = frozenset(then.lead)
        self.there = [table.rows_of.get(key, 0) for key in then.routes]
        self.absent = union_of(table, then.absent)
        self.allowed = union_of(table, then.only_routes) if then.only_routes else table.every

    def is_kept(self, mask: int, lead: str | None) -> bool:
        """Whether the rows that are left are what the invariant promises."""
        return (
            (not self.leads or lead in self.leads)
            and not mask & self.absent
            and not mask & ~self.allowed
            and all(mask & rows for rows in self.there)
        )


def union_of(table: Table, keys: Sequence[str]) -> int:
    return union(table.rows_of.get(key, 0) for key in keys)


def doubtful_rows(table: Table, reachable: Reachable) -> int:
    """The rows of mechanisms in which a role may not be reached or a ground is missing.

    Where there are none, no combination has to be asked for its contacts one by one; of
    mechanisms that lead to one tie, the order in pack.yaml decides, so a lead is one.
    """
    mask = 0
    for each in table.mechanisms:
        rows = [*each.applies, *each.later]
        roles = {each.first_step(row).done_by for row in rows}
        urgent = any(row.urgency is Urgency.NOW for row in rows)
        unsure = any(reachable(role, urgent)[0] for role in roles)
        if unsure or any(not row.law and row.basis is None for row in rows):
            mask |= table.rows_of[each.key]
    return mask


def needless_rows(table: Table) -> int:
    """The rows that never change who is there or who leads.

    Whatever matches such a row matches a wider one of the same mechanism with a rank as good.
    """
    leading = list(enumerate(table.entries[: table.applies.bit_length()]))
    mask = 0
    for bit, entry in leading:
        # Of two rows alike the earlier one stays.
        wider = (
            other
            for place, other in leading
            if other.mechanism is entry.mechanism
            and other.row.rank <= entry.row.rank
            and is_wider(other.row, entry.row)
            and (place < bit or not is_wider(entry.row, other.row))
        )
        if any(wider):
            mask |= 1 << bit
    return mask


def is_wider(one: Row, other: Row) -> bool:
    """Whether `one` matches everything that `other` does."""
    return all(
        set(other.facts.get(fact, [])) <= set(wanted) and fact in other.facts
        for fact, wanted in one.facts.items()
    )


def ids(fact: Fact) -> tuple[str, ...]:
    return tuple(option.id for option in fact.options)


def small_sets(fact: Fact) -> list[Sequence[str]]:
    """The answers of which the space is made: `happening` is always answered."""
    options = ids(fact)
    nothing: list[Sequence[str]] = [] if fact.id == "happening" else [()]
    pairs = combinations(options, 2) if fact.kind == "many" else ()
    return [*nothing, *((option,) for option in options), *pairs]


def large_set(fact: Fact, chance: random.Random) -> Sequence[str]:
    """One answer or none; of a question that takes many, three options or more."""
    options = ids(fact)
    if fact.kind == "one":
        return (options[chance.randrange(len(options))],) if chance.random() < 0.9 else ()
    chosen: list[str] = []
    while len(chosen) < 3:
        drawn = chance.getrandbits(len(options))
        chosen = [option for place, option in enumerate(options) if drawn >> place & 1]
    return chosen


def longest_path(questions: Questions) -> int:
    """The most screens that anybody is asked: every answer that goes on is followed."""
    longest = 0
    fresh: list[dict[str, Sequence[str]]] = [{}]
    seen: set[tuple[str, int]] = set()
    while fresh and longest < MOST_SCREENS:
        given = fresh.pop()
        longest = max(longest, len(given))
        fact = questions.next_after(given)
        if fact is None:
            continue
        for option in (*fact.options, None):
            deeper = {**given, fact.id: (option.id,) if option else ()}
            state = fact.id, questions.so_far(deeper, set(questions.table.facts) - set(deeper))
            if state not in seen:
                seen.add(state)
                fresh.append(deeper)
    return longest


def count_proposed(mechanisms: Iterator[Mechanism]) -> int:
    """What the law leaves open and we propose: dates, steps, forms, clocks, rows."""
    count = 0
    for each in mechanisms:
        grounds = [*each.steps, *each.forms, *clocks(each)]
        count += sum(ground.proposed is not None for ground in grounds)
        count += each.proposed is not None
        count += sum(row.basis is not None for row in (*each.applies, *each.later))
    return count


def clocks(mechanism: Mechanism) -> list[Deadline]:
    return [step.deadline for step in mechanism.steps if step.deadline]


def not_known(library: Library, reachable: Reachable) -> dict[str, int]:
    """Per mechanism, in how many municipalities its first role has no known number."""
    return {
        each.key: sum(
            reachable(role, False)[1] for role in sorted({s.done_by for s in first_steps(each)})
        )
        for each in library.on(max(library.dates))
    }


def first_steps(mechanism: Mechanism) -> list[Step]:
    return [mechanism.first_step(row) for row in (*mechanism.applies, *mechanism.later)]
