"""The Table: concern × mechanism × who leads × local actor × duty × clock × contact × law.

One row for every concern and person; where who does it, or what was seen, changes the answer, one
more for each such circumstance. All of it follows from the compiled mechanisms and the directory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from bashke.core.text import Text
from bashke.directory.reach import Reached, Way
from bashke.guide.addresses import code
from bashke.guide.desk import Desk
from bashke.guide.pages import Cited, cited
from bashke.guide.table_words import (
    LEADS_NOBODY,
    PEOPLE,
    duty_words,
    joined,
    leave,
    short,
)
from bashke.mechanisms.schema import STRONGEST, Citation, Deadline, Duty, Invariant, Mechanism
from bashke.mechanisms.table import Answers, Route, Routes
from bashke.pack.schema import Confirmation, Emergency, Fact, Heading, Option, Role

# Who a concern is about; a place has a row where an invariant speaks of the concern at a place.
PERSONS = ("child", "adult")
PLACE = "place"
ONESELF = "self"
# Rules that say what a row is not: so many at the most.
RULES_AT_MOST = 1
GENERAL_EMERGENCY = "112"
LEADS, JOINS, LATER = "●", "○", "◌"


@dataclass(frozen=True)
class Part:
    """One mechanism's part in a row: what it does, whom to call, by when, on what ground."""

    route: Route
    role: Role
    way: Way
    law: tuple[Cited, ...]
    clock_law: tuple[Cited, ...]
    confirmed_by: tuple[Confirmation, ...]

    @property
    def mark(self) -> str:
        """How the part stands in the matrix, legible in black and white."""
        if self.route.lead:
            return LEADS
        return LATER if self.route.later else JOINS

    @property
    def words(self) -> str:
        """The same in a word."""
        return {LEADS: _("leads"), JOINS: _("joins"), LATER: _("later")}[self.mark]

    @property
    def duty_words(self) -> str:
        return duty_words(self.route.duty)

    @property
    def deadline(self) -> Deadline | None:
        return self.route.step.deadline

    @property
    def contact(self) -> Reached:
        return self.way.first


@dataclass(frozen=True)
class Bound:
    """Whom the law binds alike: reporters with the same duty on the same ground."""

    duty: Duty
    reporters: tuple[Option, ...]
    law: tuple[Cited, ...]
    everybody: str = ""

    @property
    def who(self) -> str:
        return self.everybody or joined(short(each) for each in self.reporters)

    @property
    def words(self) -> str:
        return duty_words(self.duty)


@dataclass(frozen=True)
class Row:
    """One concern, for one person, in one circumstance."""

    concern: Option
    heading: Heading | None
    people: tuple[str, ...]
    asked: Fact | None
    circumstance: tuple[Option, ...]
    otherwise: bool
    not_this: tuple[Text, ...]
    numbers: tuple[Emergency, ...]
    parts: tuple[Part, ...]
    bound: tuple[Bound, ...]

    @property
    def lead(self) -> Part:
        return self.parts[0]

    @property
    def routes(self) -> Routes:
        return tuple(part.route for part in self.parts)

    @property
    def others(self) -> tuple[Part, ...]:
        """Those who join the lead, then those who come later."""
        return self.parts[1:]

    @property
    def is_harmless(self) -> bool:
        """Whether there is nothing to refer."""
        return self.lead.route.key == LEADS_NOBODY

    @property
    def key(self) -> str:
        options = (option.id for option in self.circumstance)
        return "-".join((self.concern.id, *self.people, *options))

    @property
    def anchor(self) -> str:
        """A place on the page; it does not name the concern to who reads the address."""
        return f"row-{code(self.key)}"

    @property
    def who(self) -> str:
        """For whom the row holds, in a few words."""
        return str(PEOPLE[frozenset(self.people)])

    @property
    def when(self) -> str:
        """In which circumstance the row holds, or nothing where none matters."""
        if self.circumstance:
            return joined(short(option) for option in self.circumstance)
        return _("otherwise, or not known") if self.otherwise else ""

    @property
    def protection(self) -> tuple[str, ...]:
        """What protects whoever reports."""
        return leave(self.bound, harmless=self.is_harmless)


@dataclass(frozen=True)
class Line:
    """Rows of one concern that look alike in the matrix: a mark, or nothing, for each mechanism."""

    rows: tuple[Row, ...]
    marks: tuple[str, ...]
    # Whether it is the first of its concern.
    starts: bool

    @property
    def row(self) -> Row:
        return self.rows[0]

    @property
    def when(self) -> str:
        """The circumstances of all its rows."""
        options = [option for row in self.rows for option in row.circumstance]
        return joined(map(short, options)) or self.row.when


@dataclass(frozen=True)
class Matrix:
    """Which mechanisms meet in which concern."""

    columns: tuple[Mechanism, ...]
    lines: tuple[Line, ...]


def rows(desk: Desk) -> tuple[Row, ...]:
    """The Table of a municipality on a day, in the order of the questions' file.

    Rows that say the same for several persons are one.
    """
    return tuple(
        row
        for option in desk.table.facts["happening"].options
        for row in merged(rows_of(desk, option))
    )


def matrix(desk: Desk, shown: Iterable[Row]) -> Matrix:
    """The overlaps of these rows at a glance: rows × every mechanism and service of the day."""
    columns = desk.table.mechanisms
    lines: list[Line] = []
    for row in shown:
        found = {part.route.key: part.mark for part in row.parts}
        marks = tuple(found.get(each.key, "") for each in columns)
        last = lines[-1] if lines else None
        if last and last.marks == marks and same_case(last.row, row):
            lines[-1] = replace(last, rows=(*last.rows, row))
        else:
            lines.append(Line((row,), marks, not last or last.row.concern != row.concern))
    return Matrix(columns, tuple(lines))


def same_case(one: Row, other: Row) -> bool:
    """Whether two rows are the same concern and person in two circumstances."""
    ours, theirs = ((row.concern, row.people, bool(row.circumstance)) for row in (one, other))
    return ours == theirs


def by_heading(shown: Iterable[Row]) -> list[tuple[Heading | None, list[Row]]]:
    """The rows under the headings of the question, in their order."""
    found: dict[str | None, tuple[Heading | None, list[Row]]] = {}
    for row in shown:
        key = row.heading.key if row.heading else None
        found.setdefault(key, (row.heading, []))[1].append(row)
    return list(found.values())


def rows_of(desk: Desk, option: Option) -> Iterator[Row]:
    """Every row of one concern: its circumstances first, then what holds otherwise."""
    spoken_of = any(
        inv.when.get("about") == [PLACE] and option.id in inv.when.get("happening", ())
        for inv in desk.library.invariants
    )
    for person in (*PERSONS, PLACE) if spoken_of else PERSONS:
        facts: dict[str, str | list[str]] = {"about": person, "happening": [option.id]}
        own = [] if person == PLACE else list(circumstances(desk, facts))
        for asked, options in own:
            chosen = {**facts, asked.id: [options[0].id]}
            yield row_of(desk, option, chosen, asked, options)
        yield row_of(desk, option, facts, otherwise=bool(own))


def circumstances(desk: Desk, facts: Answers) -> Iterator[tuple[Fact, tuple[Option, ...]]]:
    """The answers that change a concern's routes, those that change them alike together.

    A question that is asked of this concern alone counts wherever it changes any route; one that
    is asked of every concern counts where it changes the lead, else the Table would be endless.
    """
    happening = facts["happening"][0]
    usual = desk.table.route(facts)
    for fact in desk.table.facts.values():
        own = happening in fact.only_if.get("happening", ())
        if fact.id != "by" and not own:
            continue
        groups: list[tuple[Routes, list[Option]]] = []
        for option in fact.options:
            found = desk.table.route({**facts, fact.id: [option.id]})
            if same(found, usual) or not (own or found[0].key != usual[0].key):
                continue
            alike = next((options for routes, options in groups if same(routes, found)), None)
            if alike is None:
                groups.append((found, [option]))
            else:
                alike.append(option)
        for _routes, options in groups:
            yield fact, tuple(options)


def same(one: Routes, other: Routes) -> bool:
    """Whether two answers say the same, whichever rows they come from."""
    return [replace(each, row=one[0].row) for each in one] == [
        replace(each, row=one[0].row) for each in other
    ]


def row_of(
    desk: Desk,
    option: Option,
    facts: Answers,
    asked: Fact | None = None,
    circumstance: tuple[Option, ...] = (),
    *,
    otherwise: bool = False,
) -> Row:
    routes = desk.table.route(facts)
    headings = {each.key: each for each in desk.table.facts["happening"].headings}
    known = {each.number: each for each in desk.library.pack.file.emergency}
    numbers = option.numbers or [GENERAL_EMERGENCY]
    person = str(facts["about"])
    return Row(
        concern=option,
        heading=headings.get(option.heading or ""),
        people=(person,),
        asked=asked,
        circumstance=circumstance,
        otherwise=otherwise,
        not_this=tuple(what_it_is_not(desk, option, routes[0], person)),
        numbers=tuple(known[number] for number in numbers),
        parts=tuple(part_of(desk, route) for route in routes),
        bound=bound(desk, facts, routes[0].key),
    )


def part_of(desk: Desk, route: Route) -> Part:
    deadline = route.step.deadline
    return Part(
        route=route,
        role=desk.library.pack.roles[route.step.done_by],
        way=desk.directory.reach(route.step.done_by),
        law=cited(desk, route.law),
        clock_law=cited(desk, deadline.law if deadline else ()),
        confirmed_by=tuple(dict.fromkeys(confirmations(desk, route.law))),
    )


def confirmations(desk: Desk, citations: Iterable[Citation]) -> Iterator[Confirmation]:
    """Who compared the cited texts with what was published."""
    for citation in citations:
        act = desk.library.pack.acts[citation.act]
        item = next((p for p in act.provisions if p.key == citation.provision), act)
        if item.confirmed:
            yield item.confirmed


def bound(desk: Desk, facts: Answers, lead: str) -> tuple[Bound, ...]:
    """What the lead's law asks of each kind of reporter, who must first.

    Whoever speaks of themselves is left out: nobody is bound to ask for help.
    """
    groups: dict[tuple[Duty, tuple[Citation, ...]], list[Option]] = {}
    for reporter in desk.table.facts["reporter"].options:
        if reporter.id == ONESELF:
            continue
        routes = desk.table.route({**facts, "reporter": reporter.id})
        route = next((each for each in routes if each.key == lead), None)
        if route is not None:
            ground = route.law if route.duty is Duty.MUST else ()
            groups.setdefault((route.duty, ground), []).append(reporter)
    in_order = sorted(groups.items(), key=lambda each: STRONGEST.index(each[0][0]))
    found = [Bound(duty, tuple(who), cited(desk, law)) for (duty, law), who in in_order]
    if found and found[-1].duty is not Duty.MUST:
        rest = _("everybody") if len(found) == 1 else _("everybody else")
        found[-1] = replace(found[-1], everybody=rest)
    return tuple(found)


def what_it_is_not(desk: Desk, option: Option, lead: Route, person: str) -> Iterator[Text]:
    """What is easily taken for this concern, and is not.

    The harmless things under the same heading of the question, and the pack's own rule on where
    the lead has no place.
    """
    if lead.key != LEADS_NOBODY:
        for other in desk.table.facts["happening"].options:
            if other.heading == option.heading and is_harmless(desk, other):
                yield other.text
    rules = [
        inv
        for inv in desk.library.invariants
        if lead.key in inv.then.absent and says_where_not(inv, option, person)
    ]
    nearest = sorted(rules, key=lambda rule: (not names(rule, option), conditions(rule)))
    for rule in nearest[:RULES_AT_MOST]:
        yield rule.says


def is_harmless(desk: Desk, option: Option) -> bool:
    return desk.table.route({"happening": [option.id]})[0].key == LEADS_NOBODY


def says_where_not(rule: Invariant, option: Option, person: str) -> bool:
    """Whether a rule that keeps a mechanism out is about the neighbours of this concern."""
    if person not in rule.when.get("about", [person]):
        return False
    several = len(rule.when.get("happening", [])) != 1
    return several or names(rule, option)


def names(rule: Invariant, option: Option) -> bool:
    return option.id in rule.when.get("happening", ())


def conditions(rule: Invariant) -> int:
    """How narrow a rule is."""
    return sum(map(len, (rule.when, rule.only, rule.without)))


def merged(found: Iterable[Row]) -> list[Row]:
    """Rows that differ in nothing but the person, as one."""
    kept: list[Row] = []
    for row in found:
        for place, other in enumerate(kept):
            if same_answer(row, other):
                kept[place] = replace(other, people=(*other.people, *row.people))
                break
        else:
            kept.append(row)
    return kept


def same_answer(one: Row, other: Row) -> bool:
    return (one.circumstance, one.otherwise, one.bound, one.not_this) == (
        other.circumstance, other.otherwise, other.bound, other.not_this,
    ) and same(one.routes, other.routes)  # fmt: skip
