"""Who could open something, and what somebody could open: the keys' own account, with names."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.accounts.models import Membership, Person
from bashke.audit.models import Ground
from bashke.core.text import albanian_order
from bashke.keys.ways import Opens, Way, opened_by, ways_into
from bashke.office.oversight.names import Names

RECEIPT, EMERGENCY, RECOVERY = "receipt", "emergency", "recovery"
# In this order, with what stands above each.
GROUPS = {
    "at-work": gettext_lazy("At any time"),
    EMERGENCY: gettext_lazy("Only in an emergency, with a reason, for hours; the others are told"),
    RECOVERY: gettext_lazy("Only two of these together, with their lists of words"),
}
KINDS = {
    "authority-request": gettext_lazy("requests of authorities"),
    "case": gettext_lazy("cases"),
    "matching": gettext_lazy("keys for comparing names"),
    "question": gettext_lazy("questions about somebody’s data"),
    "request": gettext_lazy("requests for data"),
    "draft": gettext_lazy("referrals being written"),
    "referral": gettext_lazy("referrals"),
    "report": gettext_lazy("reports"),
    "plan": gettext_lazy("plans"),
}


@dataclass(frozen=True)
class Explained:
    """One way into something, as the page says it."""

    name: str
    through: str
    ground: str
    since: datetime
    until: datetime | None
    is_current: bool


@dataclass(frozen=True)
class Group:
    """Ways of one kind, under their heading."""

    title: str
    ways: list[Explained]


@dataclass(frozen=True)
class Counted:
    """How many of one kind somebody could open, in which way."""

    kind: str
    through: str
    count: int


def who_could_open(compartment: UUID, *, place: str, names: Names) -> list[Group]:
    """Everybody who could open this now, grouped by what it takes; empty where there is no such."""
    ways = ways_into(compartment, municipality=place)
    names.find({id_ for way in ways for id_ in (way.by, way.holder)})
    by_group: dict[str, list[Explained]] = {key: [] for key in GROUPS}
    for way in ways:
        group = way.through if way.through in GROUPS else "at-work"
        by_group[group].append(explained(way, names))
    return [
        Group(str(GROUPS[key]), sorted(found, key=lambda each: albanian_order(each.name)))
        for key, found in by_group.items()
        if found
    ]


def explained(way: Way, names: Names) -> Explained:
    whoever = _("Whoever has the receipt in words")
    return Explained(
        name=whoever if way.through == RECEIPT else names.person(way.by),
        through=through_what(way, names),
        ground=str(dict(Ground.choices).get(way.ground, way.ground)),
        since=way.since,
        until=way.until,
        is_current=way.is_current,
    )


def through_what(way: Way, names: Names) -> str:
    if way.through == "post":
        return names.post(way.holder)
    return {
        "person": _("a key of their own"),
        RECEIPT: _("the receipt"),
        EMERGENCY: _("the emergency key"),
        RECOVERY: _("the recovery key"),
    }[way.through]


def what_could_be_opened(person: Person, *, place: str) -> list[tuple[str, list[Counted]]]:
    """How many of which kind this person could open here, grouped by what it takes; no content."""
    found: dict[str, list[Counted]] = {key: [] for key in GROUPS}
    for each in opens_here(person, place):
        group = each.through if each.through in GROUPS else "at-work"
        found[group].append(counted(each))
    return [(str(GROUPS[key]), counts) for key, counts in found.items() if counts]


def opens_here(person: Person, place: str) -> list[Opens]:
    if person.holder is None:
        return []
    return [each for each in opened_by(person.holder) if each.municipality == place]


def counted(opens: Opens) -> Counted:
    through = {
        "person": _("by a key of their own"),
        "post": _("by the key of a post"),
        EMERGENCY: _("by the emergency key"),
        RECOVERY: _("by the recovery key"),
    }
    kind = str(KINDS.get(opens.kind, opens.kind))
    return Counted(kind, through.get(opens.through, opens.through), opens.count)


def people_of(place: str) -> list[Person]:
    """Who holds a post here now, in Albanian order."""
    held = Membership.objects.current().of(place).values("person")
    people = Person.objects.filter(pk__in=held)
    return sorted(people, key=lambda each: albanian_order(each.name))
