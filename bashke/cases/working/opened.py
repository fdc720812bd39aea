"""The sealed words of a case, opened for one page."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bashke.accounts.models import Person
from bashke.cases.models import Case, CaseLink, Entry, Hold, Order, Relative, Step
from bashke.keys.opening import Opened
from bashke.keys.refusals import KeysError

UNREADABLE = "—"


def read(opened: Opened, sealed: bytes | memoryview, place: str) -> str:
    """One text; empty where there is none, a dash where the key does not fit."""
    if not sealed:
        return ""
    try:
        return opened.unseal(bytes(sealed), field=place)
    except KeysError:
        return UNREADABLE


@dataclass(frozen=True)
class Story:
    """What a case says of the person: who, what, and how to reach them safely."""

    about: str = field(repr=False)
    summary: str = field(repr=False)
    reach: str = field(repr=False)


def story_of(case: Case, opened: Opened) -> Story:
    return Story(
        *(read(opened, getattr(case, name), case.field(name)) for name in Story.__annotations__)
    )


class Kin(NamedTuple):
    """Somebody of the family or household."""

    relative: Relative
    called: str
    related: str
    is_child: bool


def kin_of(case: Case, opened: Opened) -> list[Kin]:
    """The family as it was written down; one query."""
    return [kin(each, opened) for each in case.relatives.order_by("at", "pk")]


def kin(relative: Relative, opened: Opened) -> Kin:
    told = read(opened, relative.told, f"{relative}/told")
    if told in {"", UNREADABLE}:
        return Kin(relative, UNREADABLE, "", is_child=False)
    return Kin(relative, **json.loads(told))


class Ordered(NamedTuple):
    """An order with its words."""

    order: Order
    text: str
    is_running: bool
    is_ending: bool


def orders_of(case: Case, opened: Opened) -> list[Ordered]:
    """Orders that hold or will, then those that are over; one query with what runs."""
    rows = list(case.orders.order_by("until", "pk"))
    running = set(Order.objects.running().filter(case=case).values_list("pk", flat=True))
    ending = set(Order.objects.ending().filter(case=case).values_list("pk", flat=True))
    shown = [
        Ordered(
            each,
            read(opened, each.text, f"{each}/text"),
            is_running=each.pk in running,
            is_ending=each.pk in ending,
        )
        for each in rows
    ]
    return sorted(shown, key=lambda each: not each.is_running)


class Written(NamedTuple):
    """A note, a message, or who was told what."""

    entry: Entry
    text: str


def entries(rows: Iterable[Entry], opened: Opened) -> list[Written]:
    return [Written(each, read(opened, each.text, f"{each}/text")) for each in rows]


def outcome_of(step: Step, opened: Opened) -> str:
    return read(opened, step.outcome, f"{step}/outcome")


def reason_of(hold: Hold, opened: Opened) -> str:
    return read(opened, hold.reason, f"{hold}/reason")


class Beside(NamedTuple):
    """A case that has to do with this one."""

    link: CaseLink
    case: Case


def beside(case: Case, person: Person) -> Sequence[Beside]:
    """The linked cases of which this person may open both ends."""
    links = CaseLink.objects.visible_to(person).select_related("first", "second")
    mine = [*links.filter(first=case), *links.filter(second=case)]
    return [Beside(each, each.second if each.first_id == case.pk else each.first) for each in mine]
