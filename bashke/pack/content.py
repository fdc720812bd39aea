"""One country's content pack in memory: loaded whole, or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from holidays import country_holidays

from bashke.core.text import slug
from bashke.core.working_days import Calendar
from bashke.pack.reading import Reader
from bashke.pack.schema import (
    Act,
    Fact,
    HolidaysFile,
    NationalContact,
    PackFile,
    Place,
    Role,
    Source,
    Sourced,
    Term,
)

UNITS = "unit"
WEEKDAYS = {"saturday": 5, "sunday": 6}


@dataclass(frozen=True)
class Pack:
    """What a country's files say, before the mechanisms are compiled from it."""

    folder: Path
    file: PackFile
    facts: Mapping[str, Fact]
    roles: Mapping[str, Role]
    places: tuple[Place, ...]
    contacts: tuple[NationalContact, ...]
    sources: Mapping[str, Source]
    acts: Mapping[str, Act]
    terms: tuple[Term, ...]
    holidays: HolidaysFile
    municipality_by_slug: Mapping[str, Place] = field(repr=False, default_factory=dict)

    @property
    def municipalities(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.kind == "municipality")

    @property
    def counties(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.kind == "county")

    def units_of(self, municipality: str) -> tuple[Place, ...]:
        """The administrative units of a municipality, as the file orders them."""
        return tuple(p for p in self.places if p.kind == "unit" and p.parent == municipality)

    def municipality(self, name: str) -> Place | None:
        """The municipality with this slug, an older slug, or this name in any spelling."""
        return self.municipality_by_slug.get(slug(name))

    def unit(self, municipality: str, name: str) -> Place | None:
        """The administrative unit of this municipality with this name in any spelling."""
        wanted = slug(name)
        return next(
            (u for u in self.units_of(municipality) if wanted in {u.slug, slug(u.name)}), None
        )

    @cached_property
    def calendar(self) -> Calendar:
        """Working days, from the pack's dated days and the rules of the `holidays` library."""
        return calendar_of(self.holidays, self.file)


class PackHolidays(dict[date, str]):
    """Holidays of a country: the library's rules, overridden by the days that the pack dates.

    The library only estimates the days of Eid; in a year that the pack dates, the pack decides.
    A dated day that falls on a day of rest moves to the next working day, as the library's do.
    """

    def __init__(self, country: str, dated: Mapping[date, str], rest: frozenset[int]) -> None:
        super().__init__(dated)
        self.library = country_holidays(country, language="en_US")
        self.years = {day.year for day in dated}
        for day in sorted(dated):
            moved = day
            while moved.weekday() in rest or (moved != day and moved in self):
                moved += timedelta(days=1)
            self[moved] = dated[day]

    def __contains__(self, day: object) -> bool:
        return super().__contains__(day) or (
            isinstance(day, date) and day in self.library and self.stands(day)
        )

    def stands(self, day: date) -> bool:
        """Whether the library's day is more than an estimate that the pack has replaced."""
        return not ("estimated" in self.library[day] and day.year in self.years)


def calendar_of(holidays: HolidaysFile, pack: PackFile) -> Calendar:
    dated = {day.date: day.name.sq for day in holidays.dated}
    rest = frozenset(WEEKDAYS[day] for day in holidays.rest_days)
    return Calendar(
        holidays=PackHolidays(pack.country, dated, rest),
        rest_days=rest,
        zone=ZoneInfo(pack.zone),
    )


def read_pack(reader: Reader) -> Pack | None:
    """Everything but the mechanisms, faults left in the reader; None where a main file fails."""
    folder = reader.folder
    head = reader.file(PackFile, folder / "pack.yaml")
    holidays = reader.file(HolidaysFile, folder / "holidays.yaml")
    facts = reader.items(Fact, folder / "facts.yaml")
    roles = reader.items(Role, folder / "roles.yaml")
    contacts = reader.items(NationalContact, folder / "national-contacts.yaml")
    places = reader.rows(Place, folder / "places.csv")
    terms = reader.rows(Term, folder / "glossary.csv")
    sources = read_sources(reader)
    acts = read_acts(reader)
    unique(reader, folder / "facts.yaml", [fact.id for fact in facts])
    unique(reader, folder / "roles.yaml", [role.key for role in roles])
    unique(reader, folder / "national-contacts.yaml", [contact.key for contact in contacts])
    unique(reader, folder / "glossary.csv", [term.key for term in terms])
    if head is None or holidays is None:
        return None
    pack = Pack(
        folder=folder,
        file=head,
        facts={fact.id: fact for fact in facts},
        roles={role.key: role for role in roles},
        places=tuple(places),
        contacts=tuple(contacts),
        sources=sources,
        acts=acts,
        terms=tuple(terms),
        holidays=holidays,
        municipality_by_slug=slugs(places),
    )
    check_places(reader, pack)
    check_references(reader, pack)
    check_facts(reader, pack)
    return pack


def slugs(places: Iterable[Place]) -> dict[str, Place]:
    municipalities = [place for place in places if place.kind == "municipality"]
    former = {old: place for place in municipalities for old in place.also.split("|") if old}
    return former | {place.slug: place for place in municipalities}


def read_sources(reader: Reader) -> dict[str, Source]:
    path = reader.folder / "sources.yaml"
    data = reader.yaml(path)
    if not isinstance(data, dict):
        return {}
    parsed = {key: reader.model(Source, item, path, f"“{key}”") for key, item in data.items()}
    return {key: source for key, source in parsed.items() if source is not None}


def read_acts(reader: Reader) -> dict[str, Act]:
    acts = {}
    for path in sorted((reader.folder / "law").glob("*.yaml")):
        act = reader.file(Act, path)
        if act is None:
            continue
        if act.key != path.stem:
            reader.fault(path, "key", f"is “{act.key}”, but the file is named “{path.stem}”")
        unique(reader, path, [provision.key for provision in act.provisions])
        acts[act.key] = act
    return acts


def unique(reader: Reader, path: Path, keys: Iterable[str]) -> None:
    """Note every key that stands twice."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            reader.fault(path, f"“{key}”", "is written twice")
        seen.add(key)


def check_places(reader: Reader, pack: Pack) -> None:
    path = pack.folder / "places.csv"
    counties = {place.slug for place in pack.counties}
    municipalities = {place.slug for place in pack.municipalities}
    unique(reader, path, [place.slug for place in pack.municipalities])
    unique(reader, path, [f"{p.parent}/{p.slug}" for p in pack.places if p.kind == UNITS])
    for place in pack.places:
        allowed = {"municipality": counties, "unit": municipalities}.get(place.kind)
        if allowed is not None and place.parent not in allowed:
            reader.fault(path, place.name, f"its parent “{place.parent}” is not in this file")


def check_references(reader: Reader, pack: Pack) -> None:
    """Sources, acts and roles that are named have to exist."""
    known_roles = set(pack.roles)
    contacts = pack.folder / "national-contacts.yaml"
    for contact in pack.contacts:
        check_sources(reader, pack, contacts, f"“{contact.key}”", contact)
        for role in contact.serves:
            if role not in known_roles:
                reader.fault(
                    contacts, f"“{contact.key}” > serves", f"“{role}” is not in roles.yaml"
                )
    for act in pack.acts.values():
        path = pack.folder / "law" / f"{act.key}.yaml"
        check_sources(reader, pack, path, "", act)
        for provision in act.provisions:
            check_sources(reader, pack, path, f"“{provision.key}”", provision)
        for other in (*act.replaces, *act.replaced_by, *act.amended_by):
            if other not in pack.acts:
                reader.fault(path, "", f"names the act “{other}”, which has no file in law/")
    if pack.holidays.law not in pack.acts:
        reader.fault(pack.folder / "holidays.yaml", "law", f"“{pack.holidays.law}” has no file")


def check_sources(reader: Reader, pack: Pack, path: Path, place: str, item: Sourced) -> None:
    for source in item.sources:
        if source not in pack.sources:
            reader.fault(path, place, f"the source “{source}” is not in sources.yaml")


def check_facts(reader: Reader, pack: Pack) -> None:
    """Conditions and defaults of the questions name options that exist."""
    path = pack.folder / "facts.yaml"
    for fact in pack.facts.values():
        options = [option.id for option in fact.options]
        unique(reader, path, [f"{fact.id} > {option}" for option in options])
        if fact.default is not None and fact.default not in options:
            reader.fault(path, f"“{fact.id}” > default", f"“{fact.default}” is no option of it")
        for condition in (fact.only_if, fact.not_if):
            for other, wanted in condition.items():
                for message in unknown_options(pack, other, wanted):
                    reader.fault(path, f"“{fact.id}”", message)


def unknown_options(pack: Pack, fact: str, options: Iterable[str]) -> list[str]:
    """What is wrong with naming these options of this fact, if anything."""
    if fact not in pack.facts:
        return [f"“{fact}” is no question; give one of {', '.join(pack.facts)}"]
    allowed = [option.id for option in pack.facts[fact].options]
    return [
        f"{fact}: “{option}” is no option; give one of {', '.join(allowed)}"
        for option in options
        if option not in allowed
    ]
