"""The mechanisms of a pack, by date, checked against everything that they name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from bashke.mechanisms.questions import Questions
from bashke.mechanisms.schema import (
    Citation,
    ClockScenario,
    Duty,
    Grounded,
    Invariant,
    Mechanism,
    Row,
    Scenario,
)
from bashke.mechanisms.table import Table
from bashke.pack.content import Pack, read_pack, unique, unknown_options
from bashke.pack.reading import ContentError, Reader
from bashke.pack.schema import SURE_MARKS

UNKNOWN = "unknown"
Read = TypeVar("Read", Scenario, Invariant)


@dataclass(frozen=True)
class Library:
    """A pack with its mechanisms, scenarios and invariants: all of it, and all of it sound."""

    pack: Pack
    versions: Mapping[str, tuple[Mechanism, ...]]
    scenarios: tuple[Scenario, ...]
    clock_scenarios: tuple[ClockScenario, ...]
    invariants: tuple[Invariant, ...]
    tables: dict[tuple[date, ...], Table] = field(default_factory=dict, repr=False)
    asking: dict[int, Questions] = field(default_factory=dict, repr=False)

    def on(self, day: date) -> tuple[Mechanism, ...]:
        """Every mechanism as it stands on this day; one that is not yet in force is left out."""
        standing = (
            [version for version in versions if version.in_force_from <= day]
            for versions in self.versions.values()
        )
        return tuple(versions[-1] for versions in standing if versions)

    def table_on(self, day: date) -> Table:
        """The compiled table of this day, kept for every day on which it is the same."""
        mechanisms = self.on(day)
        dates = tuple(each.in_force_from for each in mechanisms)
        if dates not in self.tables:
            pack = self.pack.file
            self.tables[dates] = Table(mechanisms, self.pack.facts, pack.yields, pack.ties)
        return self.tables[dates]

    def questions_on(self, day: date) -> Questions:
        """The questions worth asking on this day."""
        table = self.table_on(day)
        return self.asking.setdefault(id(table), Questions(table))

    @property
    def dates(self) -> tuple[date, ...]:
        """The pack's first day, and every later day on which a new version takes effect."""
        first = self.pack.file.valid_from
        starts = {each.in_force_from for versions in self.versions.values() for each in versions}
        return (first, *sorted(start for start in starts if start > first))

    def is_confirmed(self, citation: Citation) -> bool:
        """Whether a named person has compared the cited text with what was published."""
        act = self.pack.acts[citation.act]
        cited = next((p for p in act.provisions if p.key == citation.provision), act)
        return cited.confirmed is not None


@lru_cache(maxsize=8)
def standing(folder: Path) -> Library:
    """The library of a pack that is sound; `ContentError` with every fault of its mechanisms."""
    reader = Reader(folder)
    library = read_library(reader)
    if library is None:
        raise ContentError(reader.faults)
    reader.check()
    return library


def from_files() -> Library:
    """The library of this installation as its files have it."""
    return standing(Path(settings.CONTENT_DIR))


def read_library(reader: Reader) -> Library | None:
    """A pack and its mechanisms, faults left in the reader; None where a main file fails."""
    folder = reader.folder
    pack = read_pack(reader)
    mechanisms = read_mechanisms(reader)
    scenarios = read_all(reader, Scenario, "scenarios", but="clocks.yaml")
    clocks = reader.items(ClockScenario, folder / "scenarios" / "clocks.yaml")
    invariants = read_all(reader, Invariant, "invariants")
    if pack is None:
        return None
    # A file that does not parse is told once; whoever names its mechanism is not to blame.
    known = {path.name.split(".")[0] for path in (folder / "mechanisms").glob("*.yaml")}
    check_yielding(reader, pack, known)
    for path, mechanism in mechanisms:
        check_mechanism(Checked(reader, pack, path, mechanism))
    for path, scenario in scenarios:
        check_scenario(reader, pack, path, scenario, known)
    for path, invariant in invariants:
        check_invariant(reader, pack, path, invariant, known)
    return Library(
        pack=pack,
        versions=by_key(mechanism for _path, mechanism in mechanisms),
        scenarios=tuple(scenario for _path, scenario in scenarios),
        clock_scenarios=tuple(clocks),
        invariants=tuple(invariant for _path, invariant in invariants),
    )


def by_key(mechanisms: Iterable[Mechanism]) -> dict[str, tuple[Mechanism, ...]]:
    found: dict[str, list[Mechanism]] = {}
    for each in sorted(mechanisms, key=lambda each: each.in_force_from):
        found.setdefault(each.key, []).append(each)
    return {key: tuple(versions) for key, versions in found.items()}


def read_mechanisms(reader: Reader) -> list[tuple[Path, Mechanism]]:
    found = []
    for path in sorted((reader.folder / "mechanisms").glob("*.yaml")):
        mechanism = reader.file(Mechanism, path)
        if mechanism is None:
            continue
        name = f"{mechanism.key}.{mechanism.in_force_from}"
        if path.stem != name:
            reader.fault(path, "", f"should be named {name}.yaml after its key and date")
        found.append((path, mechanism))
    return found


def read_all(
    reader: Reader, model: type[Read], folder: str, but: str = ""
) -> list[tuple[Path, Read]]:
    paths = sorted((reader.folder / folder).glob("*.yaml"))
    return [
        (path, item) for path in paths if path.name != but for item in reader.items(model, path)
    ]


def check_yielding(reader: Reader, pack: Pack, known: set[str]) -> None:
    """What yields and what breaks ties exists; nobody yields in a circle."""
    path = pack.folder / "pack.yaml"
    for key in sorted(known - set(pack.file.ties)):
        reader.fault(path, "ties", f"“{key}” is missing, so a tie with it could not be broken")
    unique(reader, path, pack.file.ties)
    for place, keys in (("ties", pack.file.ties), *named(pack.file.yields)):
        for key in keys:
            if key not in known:
                reader.fault(path, place, f"“{key}” has no file in mechanisms/")
    for key in pack.file.yields:
        if circle := way_back(key, pack.file.yields):
            reader.fault(path, f"yields > {key}", f"goes in a circle: {' > '.join(circle)}")


def named(yields: Mapping[str, list[str]]) -> Iterable[tuple[str, list[str]]]:
    return ((f"yields > {key}", [key, *others]) for key, others in yields.items())


def way_back(start: str, yields: Mapping[str, list[str]]) -> list[str]:
    """A way from `start` back to itself, or nothing."""
    ways = [[start, other] for other in yields.get(start, [])]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, other] for other in yields.get(way[-1], [])]
    return []


@dataclass(frozen=True)
class Checked:
    """A mechanism under examination, and where to note what is wrong with it."""

    reader: Reader
    pack: Pack
    path: Path
    mechanism: Mechanism

    def fault(self, place: str, message: str) -> None:
        self.reader.fault(self.path, place, message)

    def resolve(self, place: str, kind: str, keys: Iterable[str], known: Iterable[str]) -> None:
        known = sorted(known)
        for key in keys:
            if key not in known:
                self.fault(
                    place, f"the {kind} “{key}” is not known; give one of {', '.join(known)}"
                )

    def cited(self, place: str, citations: Iterable[Citation]) -> None:
        for citation in citations:
            act = self.pack.acts.get(citation.act)
            if act is None:
                self.fault(place, f"cites the act “{citation.act}”, which has no file in law/")
            elif citation.provision and citation.provision not in {p.key for p in act.provisions}:
                self.fault(
                    place,
                    f"cites “{citation.provision}”, which law/{act.key}.yaml does not have",
                )


def check_mechanism(checked: Checked) -> None:
    mechanism = checked.mechanism
    roles, steps = set(checked.pack.roles), {step.key for step in mechanism.steps}
    unique(checked.reader, checked.path, [f"steps > {step.key}" for step in mechanism.steps])
    checked.resolve("roles", "role", mechanism.roles, roles)
    checked.cited("law", mechanism.law)
    forms = {form.key for form in mechanism.forms}
    for form in mechanism.forms:
        check_ground(checked, f"forms > “{form.key}”", form)
    for step in mechanism.steps:
        place = f"steps > “{step.key}”"
        checked.resolve(place, "role", [step.done_by, *step.tells], mechanism.roles)
        checked.resolve(place, "step", step.next, steps)
        checked.resolve(place, "form", step.forms, forms)
        check_ground(checked, place, step)
        if step.deadline:
            checked.cited(f"{place} > deadline", step.deadline.law)
    for language in ("sq", "en"):
        if not mechanism.words.get(language):
            checked.fault(f"words > {language}", "is missing")
    for name, rows in (("applies", mechanism.applies), ("later", mechanism.later)):
        for number, row in enumerate(rows, start=1):
            check_row(checked, f"{name} > row {number}", row)


def check_ground(checked: Checked, place: str, item: Grounded) -> None:
    if not item.law and item.proposed is None:
        checked.fault(place, "give a citation under law, or proposed with the reason")
    checked.cited(place, item.law)


def check_row(checked: Checked, place: str, row: Row) -> None:
    mechanism = checked.mechanism
    for fact, options in row.facts.items():
        for message in unknown_options(checked.pack, fact, options):
            checked.fault(place, message)
        check_conditions(checked, place, fact, row)
    checked.resolve(place, "step", filter(None, [row.step]), {s.key for s in mechanism.steps})
    checked.resolve(place, "sentence", filter(None, [row.because]), mechanism.because)
    checked.resolve(place, "advice", [row.advice], mechanism.advice)
    checked.cited(place, row.law)
    if row.duty is Duty.MUST and not any(is_sure(checked.pack, each) for each in row.law):
        checked.fault(place, "says must, but cites nothing that was read (mark: verified)")


def check_conditions(checked: Checked, place: str, fact: str, row: Row) -> None:
    """A question that is asked only in some cases may decide only in those."""
    asked = checked.pack.facts.get(fact)
    for other, wanted in asked.only_if.items() if asked else ():
        if not set(row.facts.get(other, [UNKNOWN])) <= set(wanted):
            checked.fault(
                place, f"names {fact}, so it has to name {other} with {', '.join(wanted)} alone"
            )


def is_sure(pack: Pack, citation: Citation) -> bool:
    act = pack.acts.get(citation.act)
    if act is None:
        return False
    cited = next((p for p in act.provisions if p.key == citation.provision), act)
    return cited.mark in SURE_MARKS


def check_scenario(
    reader: Reader, pack: Pack, path: Path, scenario: Scenario, known: set[str]
) -> None:
    place = f"“{scenario.name}”"
    for fact, given in scenario.facts.items():
        options = [given] if isinstance(given, str) else given
        for message in unknown_options(pack, fact, options):
            reader.fault(path, place, message)
    expect = scenario.expect
    keys = {*expect.lead, *expect.routes, *expect.absent, *expect.later}
    keys |= {*expect.duty, *expect.urgency, *expect.step, *expect.role}
    for key in sorted(keys - known):
        reader.fault(path, place, f"“{key}” has no file in mechanisms/")
    if not scenario.source.startswith("http") and scenario.source not in {
        *pack.acts,
        *pack.sources,
    }:
        reader.fault(path, place, f"the source “{scenario.source}” is no act, source or address")


def check_invariant(
    reader: Reader, pack: Pack, path: Path, invariant: Invariant, known: set[str]
) -> None:
    place = f"“{invariant.key}”"
    for condition in (invariant.when, invariant.only, invariant.without):
        for fact, options in condition.items():
            named = [option for option in options if option != UNKNOWN]
            for message in unknown_options(pack, fact, named):
                reader.fault(path, place, message)
    then = invariant.then
    for key in sorted({*then.lead, *then.routes, *then.absent, *then.only_routes} - known):
        reader.fault(path, place, f"“{key}” has no file in mechanisms/")
