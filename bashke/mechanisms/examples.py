"""Scenarios worked through the tables: what a lawyer wrote, held against what is answered."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from bashke.core.text import Text
from bashke.mechanisms.clocks import due_at
from bashke.mechanisms.library import Library
from bashke.mechanisms.schema import ClockScenario, Deadline, Scenario
from bashke.mechanisms.table import Answers, Route, Table


def failures(library: Library) -> list[str]:
    """Every scenario that does not hold, in one sentence each."""
    today = max(library.dates)
    found = [
        f"“{scenario.name}”: {fault}"
        for scenario in library.scenarios
        for fault in scenario_faults(scenario, library.table_on(scenario.on or today))
    ]
    return found + [
        f"“{clock.name}”: {fault}"
        for clock in library.clock_scenarios
        for fault in clock_faults(clock, library)
    ]


def answers(facts: Mapping[str, str | list[str]], table: Table) -> Answers:
    """Answers as an author writes them, with a list for every question that takes many."""
    return {
        fact: [given] if table.facts[fact].kind == "many" and isinstance(given, str) else given
        for fact, given in facts.items()
    }


def scenario_faults(scenario: Scenario, table: Table) -> Iterator[str]:
    """What this scenario expects and does not get."""
    expect = scenario.expect
    routes = {route.key: route for route in table.route(answers(scenario.facts, table))}
    lead = next((route.key for route in routes.values() if route.lead), "nobody")
    if expect.lead and lead not in expect.lead:
        yield f"is led by {lead}, not by {' or '.join(expect.lead)}"
    for key in expect.routes:
        if key not in routes:
            yield f"lacks {key}"
    for key in expect.absent:
        if key in routes:
            yield f"lists {key}"
    for key in expect.later:
        if key not in routes or not routes[key].later:
            yield f"does not list {key} for later"
    if expect.nothing_to_refer is not None:
        only = set(routes) == {"nothing-to-refer"}
        if only is not expect.nothing_to_refer:
            yield f"comes to {', '.join(routes)}"
    yield from unlike(routes, scenario)


def unlike(routes: Mapping[str, Route], scenario: Scenario) -> Iterator[str]:
    """Details of routes that differ from what was expected of them."""
    expect = scenario.expect
    for key, route in routes.items():
        for wanted, got in (
            (expect.duty.get(key), route.duty),
            (expect.urgency.get(key), route.urgency),
            (expect.step.get(key), route.step.key),
            (expect.role.get(key), route.step.done_by),
        ):
            if wanted is not None and wanted != got:
                yield f"{key}: {got}, not {wanted}"


def clock_faults(clock: ClockScenario, library: Library) -> Iterator[str]:
    """How a clock worked out by hand differs from ours."""
    calendar = library.pack.calendar
    deadline = Deadline.model_validate(
        {**clock.deadline, "counted_from": "report", "proposed": Text("–", "–")}
    )
    start = datetime.fromisoformat(clock.counted_from).replace(tzinfo=calendar.zone)
    due = due_at(deadline, start.astimezone(UTC), calendar).astimezone(calendar.zone)
    if f"{due:%Y-%m-%d %H:%M}" != clock.due:
        yield f"is due {due:%Y-%m-%d %H:%M}, not {clock.due}"
