"""Ask without a network: what the browser's evaluator needs, as JSON, and the digest of it.

`bashke/core/static/core/route.js` reads this and comes to the same document as
`bashke.ask.document`. Sentences and citations stand once each and are named by their place.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from json import dumps
from typing import Any

from bashke.ask.document import GENERAL_EMERGENCY
from bashke.ask.pages import ANSWER_THE_DANGER_LINE, DESK_ROLE, HARMLESS
from bashke.core.text import Text
from bashke.core.working_days import Calendar
from bashke.directory.models import Contact
from bashke.directory.reach import STALE_AFTER_DAYS, Directory, Reached, Way
from bashke.guide.addresses import address
from bashke.mechanisms.library import Library
from bashke.mechanisms.proof import small_sets
from bashke.mechanisms.questions import MOST_SCREENS, SETS_OF_AT_MOST, any_of
from bashke.mechanisms.schema import Advice, Citation, Deadline, Mechanism, Row, Step
from bashke.mechanisms.table import Table, outcome
from bashke.pack.schema import Fact, Option, Place

FORMAT = 1
YEARS_AHEAD = 2

Json = dict[str, Any]
# By role the places of people (`way_of`); None where a unit has no way of its own.
Ways = dict[str, list[Any] | None]
Days = list[tuple[date, Ways]]


class Once:
    """Values that many name, each kept once and named by its place."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.places: dict[Any, int] = {}

    def place(self, key: Any, value: Any) -> int:
        if key not in self.places:
            self.places[key] = len(self.kept)
            self.kept.append(value)
        return self.places[key]

    def text(self, text: Text) -> int:
        return self.place(text, text)


def table(library: Library, today: date) -> Json:
    """Everything but contacts that an answer rests on, at every date and in both languages."""
    return Compiler(library).table(today)


class Compiler:
    """One library on its way to the browser."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.texts = Once()
        self.cites = Once()
        self.options = Once()
        self.names = Once()

    def table(self, today: date) -> Json:
        pack = self.library.pack
        versions = [each for all_ in self.library.versions.values() for each in all_]
        return {
            "format": FORMAT,
            "valid_from": pack.file.valid_from.isoformat(),
            "screens": MOST_SCREENS,
            "sets": SETS_OF_AT_MOST,
            "stale_after": STALE_AFTER_DAYS,
            **calendar(pack.calendar, pack.file.valid_from.year, today.year + YEARS_AHEAD),
            "general": GENERAL_EMERGENCY,
            "harmless": sorted(HARMLESS),
            "answer_the_danger_line": sorted(ANSWER_THE_DANGER_LINE),
            "desk": DESK_ROLE,
            "emergency": [
                {
                    "number": each.number,
                    "name": list(each.name),
                    "confirmed": each.confirmed is not None,
                }
                for each in pack.file.emergency
            ],
            "places": {place.slug: place.name for place in pack.municipalities},
            "facts": [self.fact(fact) for fact in pack.facts.values()],
            "ties": pack.file.ties,
            "yields": pack.file.yields,
            "roles": {
                key: {"title": list(role.title_def), "kind": role.institution_kind}
                for key, role in pack.roles.items()
                if key in {*roles_called(self.library), DESK_ROLE}
            },
            "mechanisms": [self.mechanism(each) for each in versions],
            "options": self.options.kept,
            "names": self.names.kept,
            # Each language for itself: sentences of one language compress better beside each other.
            "texts": {
                "sq": [text.sq for text in self.texts.kept],
                "en": [text.en for text in self.texts.kept],
            },
            "cites": self.cites.kept,
        }

    def fact(self, fact: Fact) -> Json:
        return filled(
            {
                "id": fact.id,
                "kind": fact.kind,
                "ask": list(fact.ask),
                "ask_self": fact.ask_self and list(fact.ask_self),
                "default": fact.default,
                "only_if": fact.only_if,
                "not_if": fact.not_if,
                "headings": {heading.key: list(heading.title) for heading in fact.headings},
                "options": [self.option(option) for option in fact.options],
            }
        )

    def option(self, option: Option) -> Json:
        return filled(
            {
                "id": option.id,
                "text": list(option.text),
                "self": option.self_ and list(option.self_),
                "heading": option.heading,
                "numbers": option.numbers,
                "not_to_self": option.not_to_self,
            }
        )

    def mechanism(self, mechanism: Mechanism) -> Json:
        """What an answer shows of a mechanism: first steps, and the sentences that rows name."""
        rows = [*mechanism.applies, *mechanism.later]
        steps = {step.key: step for step in (mechanism.first_step(row) for row in rows)}
        reasons = dict.fromkeys(reason(mechanism, row) for row in rows)
        advice = dict.fromkeys(row.advice for row in rows)
        return {
            "key": mechanism.key,
            "from": mechanism.in_force_from.isoformat(),
            "kind": mechanism.kind,
            "title": self.texts.text(mechanism.title),
            "guide": mechanism.guide,
            "steps": {key: self.step(step) for key, step in steps.items()},
            "because": {key: self.texts.text(mechanism.because[key]) for key in reasons},
            "advice": {key: self.advice(mechanism.advice[key]) for key in advice},
            "applies": [self.row(mechanism, row) for row in mechanism.applies],
            "later": [self.row(mechanism, row) for row in mechanism.later],
        }

    def step(self, step: Step) -> Json:
        return {
            "title": self.texts.text(step.title),
            "by": step.done_by,
            "deadline": self.deadline(step.deadline) if step.deadline else None,
        }

    def deadline(self, deadline: Deadline) -> Json:
        return {
            "unit": deadline.unit,
            "amount": deadline.amount,
            "law": self.law(deadline.law),
            "proposed": deadline.proposed is not None,
        }

    def advice(self, advice: Advice) -> Json:
        return {
            "say": [self.texts.text(each) for each in advice.say],
            "do_not": [self.texts.text(each) for each in advice.do_not],
            "next": [self.texts.text(each) for each in advice.next],
        }

    def row(self, mechanism: Mechanism, row: Row) -> list[Any]:
        """A row as route.js takes it apart, in this order."""
        step = mechanism.first_step(row).key
        words = [row.duty.value, row.urgency.value, step, reason(mechanism, row), row.advice]
        return [
            {fact: self.options.place(tuple(named), named) for fact, named in row.facts.items()},
            row.rank,
            self.law(row.law),
            *(self.names.place(word, word) for word in words),
        ]

    def law(self, citations: Iterable[Citation]) -> list[int]:
        return [self.cites.place(each, self.citation(each)) for each in citations]

    def citation(self, citation: Citation) -> Json:
        act = self.library.pack.acts[citation.act]
        provision = next((p for p in act.provisions if p.key == citation.provision), None)
        key = f"{act.key}#{provision.key}" if provision else act.key
        return {
            "act": citation.act,
            "provision": citation.provision,
            "confirmed": self.library.is_confirmed(citation),
            "short": list(act.short),
            "label": list(provision.label) if provision else None,
            "address": [address("law", key, lang) for lang in ("sq", "en")],
        }


def filled(item: Json) -> Json:
    """Without what is empty; route.js reads an absent word as nothing."""
    return {key: value for key, value in item.items() if value}


def reason(mechanism: Mechanism, row: Row) -> str:
    return row.because or next(iter(mechanism.because))


def roles_called(library: Library) -> set[str]:
    """Every role that some answer, on some day, says to call."""
    return {
        mechanism.first_step(row).done_by
        for versions in library.versions.values()
        for mechanism in versions
        for row in (*mechanism.applies, *mechanism.later)
    }


def calendar(found: Calendar, first: int, last: int) -> Json:
    """The days off of these years, and the zone in which days begin."""
    day, days = date(first, 1, 1), []
    while day.year <= last:
        if day in found.holidays:
            days.append(day.isoformat())
        day += timedelta(days=1)
    # A browser counts the days of the week from Sunday.
    rest = sorted((day + 1) % 7 for day in found.rest_days)
    return {"zone": found.zone.key, "rest": rest, "holidays": days}


def contacts(library: Library, place: Place | None, rows: Sequence[Contact], today: date) -> Json:
    """The ways to every role that an answer names: a municipality's, or without one the country's.

    A unit is listed with the ways that differ from the whole municipality's. Contacts grow too old
    on a device as well: `later` lists the days to come on which ways change by that.
    """
    people = Once()
    moments = days_that_differ(library, rows, today)

    def ways(unit: str) -> Days:
        found: Days = []
        for day, roles in moments:
            directory = Directory(library.pack, place, rows, unit, on=day)
            found.append((day, {role: way_of(directory.reach(role), people) for role in roles}))
        return found

    general = ways("")
    units = {}
    for unit in sorted({row.unit for row in rows if row.unit}):
        own = unfolded(differing(ways(unit), general))
        named = library.pack.unit(place.slug, unit) if place else None
        if (own["ways"] or own["later"]) and named:
            units[unit] = {"name": named.name, **own}
    return {
        "place": place.slug if place else None,
        "people": people.kept,
        **unfolded(general),
        "units": units,
    }


def days_that_differ(
    library: Library, rows: Iterable[Contact], today: date
) -> list[tuple[date, list[str]]]:
    """Today with every role, then each day from which a contact is hidden, with its role."""
    roles = {*roles_called(library), DESK_ROLE}
    hidden: dict[date, set[str]] = {}
    for row in rows:
        if row.role in roles and row.hidden_from > today:
            hidden.setdefault(row.hidden_from, set()).add(row.role)
    return [(today, sorted(roles)), *((day, sorted(hidden[day])) for day in sorted(hidden))]


def differing(own: Days, general: Days) -> Days:
    """A unit's ways, None where they are the municipality's."""
    return [
        (day, {role: way if way != others[role] else None for role, way in ways.items()})
        for (day, ways), (_day, others) in zip(own, general, strict=True)
    ]


def unfolded(days: Days) -> Json:
    """The ways of the first day, and of each later one those that are others than before."""
    (_today, first), *rest = days
    ways: Ways = {role: way for role, way in first.items() if way}
    known, later = dict(ways), []
    for day, found in rest:
        changed = {role: way for role, way in found.items() if way != known.get(role)}
        known |= changed
        if changed:
            later.append([day.isoformat(), changed])
    return {"ways": ways, "later": later}


def way_of(way: Way, people: Once) -> list[Any]:
    """First, substitute, tonight, and whom to call instead."""

    def one(reached: Reached | None) -> int | None:
        if reached is None:
            return None
        told = person_free(reached)
        return people.place(dumps(told), told)

    return [
        one(way.first),
        one(way.substitute),
        one(way.tonight),
        [one(each) for each in way.instead],
    ]


def person_free(reached: Reached) -> Json:
    """A post and how to reach it: names of people are nowhere in it."""
    return {
        "post": list(reached.post),
        "level": reached.level,
        "phones": list(reached.phones),
        "phone_shown": reached.phone_shown,
        "web": reached.web,
        "address": reached.address and list(reached.address),
        "hours": reached.hours and list(reached.hours),
        "always": reached.always,
        "opens": reached.opens and list(reached.opens),
        "number_known": reached.number_known,
        "checked_on": day(reached.checked_on),
        "known_since": day(reached.known_since),
        "hard_to_reach": reached.hard_to_reach,
        "confirmed": reached.confirmed,
        "invented": reached.invented,
    }


def day(found: date | None) -> str | None:
    return found.isoformat() if found else None


def digest(table: Table) -> str:
    """One word for every answer of a table; route.js comes to the same from its own tables.

    SHA-256 of every distinct mask of the proof's space with the combinations it stands for and
    what they lead to: routes, lead, later, duty, urgency, first step.
    """
    said = sha256()
    for line in sorted(classes(table)):
        said.update(line.encode())
    return said.hexdigest()


def classes(table: Table) -> Iterator[str]:
    known: dict[int, str] = {}
    for mask, count in space(table).items():
        left = table.left(mask)
        if left not in known:
            known[left] = in_a_line(table, left)
        yield f"{mask:x} {count} {known[left]}\n"


def in_a_line(table: Table, mask: int) -> str:
    """What a mask leads to, as route.js writes it."""
    return "|".join(
        f"{key},{lead:d},{later:d},{duty},{urgency},{step}"
        for key, lead, later, duty, urgency, step in outcome(table.decide(mask))
    )


def space(table: Table) -> Mapping[int, int]:
    """Every distinct mask of the proof's space, with the number of combinations behind it."""
    whole = {table.every: 1}
    # Every row names happening: beginning there keeps the number of masks small.
    for fact in sorted(table.facts.values(), key=lambda each: each.id != "happening"):
        column = table.columns[fact.id]
        counted = Counter(
            any_of(column.masks, chosen) or column.unanswered for chosen in small_sets(fact)
        )
        grown: dict[int, int] = {}
        for mask, count in whole.items():
            for other, times in counted.items():
                grown[mask & other] = grown.get(mask & other, 0) + count * times
        whole = grown
    return whole
