"""The rows of a table as contacts: what each gives, and every fault by row and column."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bashke.core.text import slug
from bashke.directory.models import Contact
from bashke.office.importing import cells
from bashke.office.importing.columns import BY_KEY
from bashke.office.importing.refusals import CellError
from bashke.office.importing.tables import Line, Table, shown
from bashke.pack.content import Pack

# Which contact is meant; the other columns say what is right about it.
WHICH = ("unit", "role", "turn")
# Of a protected contact these are nobody's business, not even here.
SECRET = frozenset({"phone", "web", "address_sq", "address_en"})
Which = tuple[str, str, int]


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be used: where it is, what stands there, what is allowed."""

    row: int
    column: str
    said: str
    says: str


@dataclass
class Row:
    """One contact as a row gives it. `given` has a value for each column that could be read."""

    number: int
    which: Which | None = None
    given: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Here:
    """Where a table is imported to, and what is kept there."""

    pack: Pack
    municipality: str
    kept: Mapping[Which, Contact]
    today: date

    @cached_property
    def is_demonstration(self) -> bool:
        return any(contact.is_invented for contact in self.kept.values())

    @cached_property
    def roles(self) -> dict[str, str]:
        """The roles by each name under which they are found: their key and titles, folded."""
        return {
            name: each.key
            for each in self.pack.roles.values()
            for name in (each.key, slug(each.title.sq), slug(each.title.en))
        }

    @cached_property
    def titles(self) -> dict[str, str]:
        """What the roles are called in the language that is switched on."""
        lang = get_language() or "sq"
        return {each.key: each.title.in_language(lang) for each in self.pack.roles.values()}

    @cached_property
    def unit_names(self) -> dict[str, str]:
        return {each.slug: each.name for each in self.pack.units_of(self.municipality)}

    @cached_property
    def units(self) -> dict[str, str]:
        """The administrative units by each name under which they are found."""
        named = {slug(name): key for key, name in self.unit_names.items()}
        return named | {key: key for key in self.unit_names}


def here(pack: Pack, municipality: str, today: date) -> Here:
    """What a municipality keeps; one query."""
    contacts = Contact.objects.of(municipality)
    return Here(pack, municipality, {which_of(each): each for each in contacts}, today)


def which_of(contact: Contact) -> Which:
    return contact.unit, contact.role, contact.turn


def rows(table: Table, place: Here, told: Callable[[], object] = lambda: None) -> Iterable[Row]:
    """Every row, read; `told` is called after each, to show how far it is."""
    seen: dict[Which, int] = {}
    for line in table.lines:
        read = Reading(line, place).row()
        if read.which is not None:
            first = seen.setdefault(read.which, line.number)
            if first != line.number:
                says = _("Row %(row)d is about the same role, unit and turn. Keep one of them.")
                read.faults.append(Fault(line.number, "role", "", says % {"row": first}))
        yield read
        told()


class Reading:
    """One line on its way to a row."""

    def __init__(self, line: Line, place: Here) -> None:
        self.line = line
        self.place = place
        self.read = Row(line.number)
        # Until it is known, it may be a shelter.
        self.is_secret = True

    def row(self) -> Row:
        which = {key: self.cell(key, self.which(key)) for key in WHICH}
        is_known = not self.read.faults
        if is_known:
            self.read.which = which["unit"], which["role"], which["turn"]
        self.is_secret = self.looks_protected()
        for key in BY_KEY:
            if key in self.line.cells and key not in WHICH:
                value = self.cell(key, self.rest(key))
                self.read.given[key] = value
        self.compare()
        self.keep_protected()
        return self.read

    @property
    def kept(self) -> Contact | None:
        return self.place.kept.get(self.read.which) if self.read.which else None

    def which(self, key: str) -> Callable[[str], Any]:
        if key == "role":
            return lambda said: cells.role(said, self.place.roles, self.place.titles)
        if key == "unit":
            known = self.place.unit_names.values()
            return lambda said: cells.unit(said, self.place.units, known)
        return cells.turn

    def rest(self, key: str) -> Callable[[str], Any]:
        if key == "checked_on":
            return lambda said: cells.day(said, self.place.today)
        if key != "phone":
            return cells.READERS[key]
        kept = self.kept.phone if self.kept else ""
        is_demonstration = self.place.is_demonstration
        return lambda said: cells.phone(said, kept=kept, is_demonstration=is_demonstration)

    def looks_protected(self) -> bool:
        """Whether its number and place may not be repeated: it says so, or might have meant to."""
        try:
            said = cells.yes_or_no(self.line.cells.get("is_protected", ""))
        except CellError:
            return True
        kept = self.kept
        return bool(said) or (kept is not None and kept.is_protected)

    def cell(self, key: str, reader: Callable[[str], Any]) -> Any:
        said = self.line.cells.get(key, "")
        try:
            return reader(cells.plain(said))
        except CellError as refusal:
            self.fault(key, str(refusal))
            return None

    def fault(self, key: str, says: str) -> None:
        is_hidden = key == "owner_mail" or (self.is_secret and key in SECRET)
        said = "" if is_hidden else shown(self.line.cells.get(key, ""))
        self.read.faults.append(Fault(self.line.number, key, said, says))

    def compare(self) -> None:
        """What holds between two cells of a row, as far as both could be read."""
        given = self.read.given
        broken = {fault.column for fault in self.read.faults}
        posts = {key: given[key] for key in ("post_sq", "post_en") if key in given}
        if len(posts) == len(set(posts) - broken) == 2:
            empty = [key for key, said in posts.items() if not said]
            if len(empty) == 1:
                self.fault(empty[0], _("Write the post in both languages, or in neither."))
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if not {"opens_at", "closes_at"} <= given.keys() or {"opens_at", "closes_at"} & broken:
            return
        if opens is not None and closes is None:
            self.fault("closes_at", _("Write also when it closes."))
        elif closes is not None and opens is None:
            self.fault("opens_at", _("Write also when it opens."))
        elif opens is not None and closes is not None and closes <= opens:
            self.fault(
                "closes_at",
                _("It closes after it opens. If somebody answers at night, choose day and night."),
            )

    def keep_protected(self) -> None:
        """A sheet never ends a protection: the number that is kept would be for all to see."""
        kept = self.kept
        if kept is not None and kept.is_protected and self.read.given.get("is_protected") is False:
            self.fault(
                "is_protected",
                _("This contact is protected, and no file can end that. Leave it empty."),
            )
