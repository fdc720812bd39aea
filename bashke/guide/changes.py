"""What each dated change of the law touches: routes, clocks, forms, pages of the Guide."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bashke.guide.edition import Edition
from bashke.mechanisms.changes import Difference, acts_gained_and_lost, differences
from bashke.mechanisms.schema import Grounded, Mechanism
from bashke.mechanisms.table import Answers, Routes, Table
from bashke.pack.schema import Act

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """One file that takes effect or ends on a day, and what rests on it."""

    on: date
    mechanism: str | None = None
    act: str | None = None
    ends: bool = False
    proposed: bool = False
    # Acts that come in and that go: of a mechanism those it rests on, of an act those replaced.
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    differs: tuple[Difference, ...] = ()
    resting: tuple[str, ...] = ()
    routes: tuple[dict[str, str], ...] = ()
    pages: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """In one English sentence, as commands print it."""
        gained, lost = ", ".join(self.gained), ", ".join(self.lost)
        if self.act:
            replaces = f"takes effect and replaces {lost}" if lost else "takes effect"
            return "is no longer in force" if self.ends else replaces
        rests = f"rests on {gained or 'the same acts'}"
        return f"{rests} instead of {lost}" if lost else rests

    def document(self) -> dict[str, Any]:
        """For machines: keys of acts, mechanisms, steps and sub-chapters."""
        resting = [f"{key} rests on it" for key in self.resting]
        return {
            "on": self.on.isoformat(),
            "mechanism": self.mechanism,
            "act": self.act,
            "why": self.why,
            "proposed": self.proposed,
            "differs": [*map(str, self.differs), *resting],
            "routes": list(self.routes),
            "pages": list(self.pages),
        }


def changes(edition: Edition, start: date, end: date) -> list[Change]:
    """Every mechanism and act that changes after `start` and not after `end`, by day."""
    found = [*mechanism_changes(edition, start, end), *act_changes(edition, start, end)]
    return sorted(found, key=lambda each: (each.on, each.mechanism or "", each.act or ""))


def mechanism_changes(edition: Edition, start: date, end: date) -> Iterator[Change]:
    for key, versions in edition.library.versions.items():
        for before, after in zip((None, *versions), versions, strict=False):
            if not start < after.in_force_from <= end:
                continue
            gained, lost = acts_gained_and_lost(before, after)
            yield Change(
                on=after.in_force_from,
                mechanism=key,
                proposed=after.proposed is not None,
                gained=gained,
                lost=lost,
                differs=tuple(differences(before, after)),
                routes=tuple(routes_changed(edition, key, after.in_force_from)) if before else (),
                pages=tuple(pages_of_mechanism(edition, before, after)),
            )


def act_changes(edition: Edition, start: date, end: date) -> Iterator[Change]:
    """Acts of the register that begin or end: the pages that cite what they replace or end."""
    for act in edition.pack.acts.values():
        for change in act_days(act):
            if start < change.on <= end:
                cited = {act.key, *change.lost}
                yield replace(
                    change,
                    resting=tuple(mechanisms_citing(edition, cited, change.on)),
                    pages=tuple(pages_citing(edition, cited)),
                )


def act_days(act: Act) -> Iterator[Change]:
    if act.in_force_from:
        yield Change(act.in_force_from, act=act.key, lost=tuple(act.replaces))
    if act.in_force_to:
        yield Change(act.in_force_to + A_DAY, act=act.key, ends=True)


def mechanisms_citing(edition: Edition, acts: set[str], day: date) -> list[str]:
    """Mechanisms whose version of this day cites one of the acts anywhere."""
    return [each.key for each in edition.library.on(day) if acts & acts_of(each)]


def acts_of(mechanism: Mechanism) -> set[str]:
    """Every act that a mechanism cites: itself, its steps, clocks, forms and rows."""
    clocks = [step.deadline for step in mechanism.steps if step.deadline]
    grounded: list[Grounded] = [*mechanism.steps, *mechanism.forms, *clocks]
    rows = [*mechanism.applies, *mechanism.later]
    lists = [mechanism.law, *(each.law for each in grounded), *(row.law for row in rows)]
    return {citation.act for citations in lists for citation in citations}


def pages_citing(edition: Edition, acts: set[str]) -> list[str]:
    return [
        part.key
        for part in edition.guide.parts.values()
        if acts & {link.act for link in part.citations}
    ]


def pages_of_mechanism(edition: Edition, before: Mechanism | None, after: Mechanism) -> list[str]:
    """Sub-chapters that cite an act on which only one of the two versions rests."""
    return pages_citing(edition, acts_of(before) ^ acts_of(after)) if before else []


def routes_changed(edition: Edition, key: str, day: date) -> Iterator[dict[str, str]]:
    """Concerns (who, what happens, by whom) for which this mechanism answers otherwise that day."""
    library = edition.library
    tables = library.table_on(day - A_DAY), library.table_on(day)
    for facts, said in concerns(tables[1]):
        before, after = (told(table.route(facts), key) for table in tables)
        if before != after:
            yield {**said, "before": before, "after": after}


def concerns(table: Table) -> Iterator[tuple[Answers, dict[str, str]]]:
    """Every single thing that may happen, to everybody, by everybody."""
    facts = table.facts
    for about in facts["about"].options:
        for option in facts["happening"].options:
            for by in facts["by"].options:
                said = {"about": about.id, "happening": option.id, "by": by.id}
                yield {"about": about.id, "happening": [option.id], "by": [by.id]}, said


def told(routes: Routes, key: str) -> str:
    """What a worker would notice of this mechanism's route, in one line."""
    for route in routes:
        if route.key == key:
            acts = ", ".join(dict.fromkeys(each.act for each in route.law))
            place = "leads" if route.lead else "later" if route.later else "joins"
            return f"{place}, {route.duty}, {route.urgency}, {route.step.key}, {acts}"
    return "not listed"
