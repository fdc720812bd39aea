"""Row 2: the whole answer to one concern, as the command and the JSON give it.

Timed: `bashke.ask.document.document`, from the answers to the finished dictionary: matching,
yielding, routes, contacts with their hours, clocks, citations, texts in Albanian. Kept between
concerns, as while serving a place: the compiled table with the routes of masks that were decided
before, and one directory, whose contacts were read by one query and whose ways to a role are
looked up once. Not included: that query, reading the pack, and turning the dictionary into JSON
or HTML. The second number forgets the decided routes before every concern.
"""

from io import StringIO
from statistics import median

from django.core.management import call_command

from bashke.ask.document import document
from bashke.directory.reach import Directory, contacts_of
from bashke.guide.desk import Desk, moment_on
from bashke.mechanisms.library import Library
from bench.cases import Cases, Facts
from bench.rounds import Work, in_turns, medians
from bench.row import Row

PLACE = "librazhd"
TARGET = 100
A_MOMENT = 0.02  # seconds a case and round: sixty cases, twice, five rounds


def whole_document(library: Library, cases: Cases) -> Row:
    """The median and the slowest of all cases, each the median of five rounds."""
    desk = desk_with_contacts(library)
    kept = summary({name: answering(desk, facts) for name, facts in cases.facts.items()})
    fresh = summary({name: deciding(desk, facts) for name, facts in cases.facts.items()})
    return Row(
        what="the whole document of one concern",
        here=f"{kept['median']:.0f} µs",
        beside=f"slowest case {kept['slowest']:.0f} µs\n"
        f"routes decided anew: {fresh['median']:.0f} µs, slowest {fresh['slowest']:.0f} µs",
        target=f"< {TARGET} µs at the median",
        holds=kept["median"] < TARGET,
        numbers={
            "microseconds": kept,
            "microseconds_with_routes_decided_anew": fresh,
            "cases": len(cases.facts),
            "cases_from": cases.source,
        },
    )


def desk_with_contacts(library: Library) -> Desk:
    """The desk of a municipality whose (invented) contacts are known."""
    call_command("migrate", verbosity=0)
    call_command("demo", if_empty=True, without_people=True, stdout=StringIO())
    place = library.pack.municipality(PLACE)
    on, at = moment_on(None, library.pack.calendar)
    return Desk(library, Directory(library.pack, place, contacts_of(place)), on, at, "sq")


def answering(desk: Desk, facts: Facts) -> Work:
    return lambda: document(desk, facts)


def deciding(desk: Desk, facts: Facts) -> Work:
    decided = desk.table.decided

    def work() -> None:
        decided.clear()
        document(desk, facts)

    return work


def summary(works: dict[str, Work]) -> dict[str, float]:
    each = [value * 1e6 for value in medians(in_turns(works, A_MOMENT)).values()]
    return {"median": round(median(each), 1), "slowest": round(max(each), 1)}
