"""The answer to one concern, for pages and JSON alike (contract/cli.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bashke.directory.reach import Reached, Way
from bashke.guide.desk import Desk
from bashke.mechanisms.schema import PROPOSED_PRACTICE, Deadline
from bashke.mechanisms.table import Answers, Route, Table

NOTHING = "nothing-to-refer"
GENERAL_EMERGENCY = "112"


def document(desk: Desk, facts: Answers) -> dict[str, Any]:
    """The whole answer. `facts` are echoed as given; routes are the lead first."""
    routes = desk.table.route(facts)
    place = desk.directory.place
    return {
        "place": place.slug if place else None,
        "lang": desk.lang,
        "on": desk.on.isoformat(),
        "facts": {fact: given for fact, given in facts.items() if given},
        "emergency": emergency(desk, facts),
        "nothing_to_refer": [route.key for route in routes] == [NOTHING],
        "routes": [route_document(desk, route) for route in routes],
        "guide": list(dict.fromkeys(part for route in routes for part in route.mechanism.guide)),
    }


def emergency(desk: Desk, facts: Answers) -> dict[str, Any]:
    """The danger line: the numbers that fit what happens, shown where danger is now."""
    known = {number.number: number for number in desk.library.pack.file.emergency}
    return {
        "show": facts.get("danger") == "now",
        "numbers": [
            {
                "number": number,
                "name": desk.say(known[number].name),
                "confirmed": known[number].confirmed is not None,
            }
            for number in numbers_for(desk.table, facts.get("happening", ()))
        ],
    }


def numbers_for(table: Table, happening: Sequence[str]) -> list[str]:
    """The emergency numbers of the chosen options, in the order of the file; 112 while unknown."""
    chosen = set(happening)
    found = [
        number
        for option in table.facts["happening"].options
        if option.id in chosen
        for number in option.numbers
    ]
    return list(dict.fromkeys(found)) or [GENERAL_EMERGENCY]


def route_document(desk: Desk, route: Route) -> dict[str, Any]:
    say = desk.say
    return {
        "mechanism": route.key,
        "kind": route.mechanism.kind,
        "title": say(route.mechanism.title),
        "lead": route.lead,
        "later": route.later,
        "duty": route.duty.value,
        "urgency": route.urgency.value,
        "role": route.step.done_by,
        "contact": contact_document(desk, desk.directory.reach(route.step.done_by)),
        "first_step": {
            "key": route.step.key,
            "title": say(route.step.title),
            "done_by": route.step.done_by,
        },
        "deadline": deadline_document(desk, route.step.deadline),
        "law": [citation_document(desk, each) for each in route.law],
        "basis": "law" if route.law else PROPOSED_PRACTICE,
        "because": say(route.because),
        "say": [say(each) for each in route.advice.say],
        "do_not": [say(each) for each in route.advice.do_not],
        "next": [say(each) for each in route.advice.next],
    }


def contact_document(desk: Desk, way: Way) -> dict[str, Any]:
    shown = reached(desk, way.first)
    shown["substitute"] = reached(desk, way.substitute) if way.substitute else None
    shown["tonight"] = reached(desk, way.tonight) if way.tonight else None
    return shown


def reached(desk: Desk, contact: Reached) -> dict[str, Any]:
    return contact.document(desk.lang, desk.at, desk.calendar)


def deadline_document(desk: Desk, deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    confirmed = bool(deadline.law) and all(map(desk.library.is_confirmed, deadline.law))
    return {
        deadline.unit: deadline.amount,
        "basis": "law" if deadline.law else PROPOSED_PRACTICE,
        "confirmed": confirmed,
    }


def citation_document(desk: Desk, citation: Any) -> dict[str, Any]:
    return {
        "act": citation.act,
        "provision": citation.provision,
        "confirmed": desk.library.is_confirmed(citation),
    }


def in_form(table: Table, given: Mapping[str, Sequence[str]]) -> dict[str, str | list[str]]:
    """Answers as the document echoes them: one option as a word, several as a list."""
    return {
        fact: list(options) if table.facts[fact].kind == "many" else options[0]
        for fact, options in given.items()
        if options
    }
