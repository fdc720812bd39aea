"""A table beside what is kept: what would be new, what would change, field by field, what is so."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from bashke.directory.models import Contact
from bashke.directory.services import POST_LENGTH, SAID_EN, SAID_SQ
from bashke.office.importing.rows import SECRET, Fault, Here, Row, Which, rows
from bashke.office.importing.tables import Table

# How a contact is reached: whoever checked it before has not checked this.
REACH = (
    "phone", "web", "address_sq", "address_en", "opens_at", "closes_at", "is_always_open",
)  # fmt: skip
ADDRESS = ("address_sq", "address_en")
FIELDS = ("post_sq", "post_en", *REACH, "is_protected", "owner_mail", "checked_on")
# An empty cell of these says nothing: a shelter stays protected, an owner stays the owner.
KEPT_WHEN_EMPTY = frozenset({"post_sq", "post_en", "is_protected", "owner_mail", "checked_on"})


@dataclass(frozen=True)
class Item:
    """One contact that a row is about: what is kept of it, and what would be."""

    row: int
    which: Which
    kept: Contact | None
    values: dict[str, Any]

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields that differ from what is kept."""
        if self.kept is None:
            return ()
        return tuple(key for key in FIELDS if self.values[key] != getattr(self.kept, key))

    @property
    def reaches_anew(self) -> bool:
        """Whether it is reached otherwise than what was kept."""
        return self.kept is None or bool(set(REACH) & set(self.changed))

    @property
    def is_secret(self) -> bool:
        """Whether its number and place are not to be shown, before or after."""
        was = self.kept is not None and self.kept.is_protected
        return bool(was or self.values["is_protected"])

    @property
    def is_older_than_kept(self) -> bool:
        """Whether somebody checked the contact after the sheet says it was."""
        checked = self.kept.checked_on if self.kept else None
        said: date | None = self.values["checked_on"]
        return checked is not None and self.reaches_anew and (said is None or said < checked)


@dataclass(frozen=True)
class Counts:
    """What a plan comes to, in contacts; what is left out, in rows."""

    new: int
    changed: int
    same: int
    left_out: int


@dataclass
class Plan:
    """What an import would do. Nothing that has a fault is in `new`, `changed` or `same`."""

    municipality: str
    is_demonstration: bool = False
    new: list[Item] = field(default_factory=list)
    changed: list[Item] = field(default_factory=list)
    same: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def faulty(self) -> int:
        """How many rows have a fault."""
        return len({fault.row for fault in self.faults})

    @property
    def counts(self) -> Counts:
        return Counts(len(self.new), len(self.changed), len(self.same), self.faulty)

    @property
    def does_something(self) -> bool:
        return bool(self.new or self.changed)

    def seen(self) -> str:
        """A mark of all that this plan would do, and of what it found: who agrees, agrees to it."""
        acts = [
            [item.which, str(item.values), str(state(item.kept)) if item.kept else ""]
            for item in (*self.new, *self.changed)
        ]
        told = json.dumps([self.municipality, acts, len(self.same), self.faulty])
        return salted_hmac("bashke.office.importing", told, algorithm="sha256").hexdigest()


def state(contact: Contact) -> dict[str, Any]:
    """What has to be as it was, for a change of it to go through."""
    fields = ("pk", "municipality", "unit", "role", "turn", "check_count", *FIELDS)
    return {key: getattr(contact, key) for key in fields}


def plan(table: Table, place: Here, told: Callable[[], object] = lambda: None) -> Plan:
    """What importing this table would do now."""
    made = Plan(place.municipality, place.is_demonstration)
    for row in rows(table, place, told):
        item = None if row.faults or row.which is None else item_of(row, row.which, place)
        if item is not None:
            row.faults += lacking(item)
        if item is None or row.faults:
            made.faults += row.faults
        elif item.kept is None:
            made.new.append(item)
        elif item.changed:
            made.changed.append(item)
        else:
            made.same.append(item)
    made.faults.sort(key=lambda fault: fault.row)
    return made


def item_of(row: Row, which: Which, place: Here) -> Item:
    kept = place.kept.get(which)
    before = standing(kept, which, place)
    values = dict(before)
    was_protected = values["is_protected"]
    for key, value in row.given.items():
        is_empty = value in ("", None)
        stays = key in KEPT_WHEN_EMPTY or (was_protected and key in SECRET)
        if not (is_empty and stays):
            values[key] = bool(value) if key == "is_always_open" else value
    values |= places(before, values, row.given)
    item = Item(row.number, which, kept, values)
    values["checked_on"] = checked_on(item, row.given.get("checked_on"))
    return item


def standing(kept: Contact | None, which: Which, place: Here) -> dict[str, Any]:
    """What is kept, or how a contact begins: called as its role is."""
    if kept is None:
        title = place.pack.roles[which[1]].title
        turn = Contact.Turn(which[2])
        kept = Contact(
            post_sq=f"{title.sq}{SAID_SQ[turn]}"[:POST_LENGTH],
            post_en=f"{title.en}{SAID_EN[turn]}"[:POST_LENGTH],
        )
    return {key: getattr(kept, key) for key in FIELDS}


def places(before: dict[str, Any], after: dict[str, Any], given: dict[str, Any]) -> dict[str, str]:
    """The address in both languages: numbers of rooms are the same, so once is enough."""
    told = [key for key in ADDRESS if key in given]
    was_one = before["address_sq"] == before["address_en"]
    if len(told) == 1 and (was_one or not after[told[0]]):
        # The only column that there is means the address, not one wording of it.
        return dict.fromkeys(ADDRESS, after[told[0]])
    written = next((after[key] for key in ADDRESS if after[key]), "")
    return {key: after[key] or written for key in ADDRESS}


def checked_on(item: Item, said: date | None) -> date | None:
    """As the sheet says, where it changes how to reach the contact; else the later of the two."""
    if item.reaches_anew:
        return said
    kept = item.kept.checked_on if item.kept else None
    return max((day for day in (said, kept) if day is not None), default=None)


def lacking(item: Item) -> list[Fault]:
    """What the contact would lack, with what is kept of it taken in."""
    values = item.values
    faults = []
    if not (values["phone"] or values["web"] or values["is_protected"]):
        says = _("Write a phone number or a web address at which somebody answers.")
        faults.append(Fault(item.row, "phone", "", says))
    opens, closes = values["opens_at"], values["closes_at"]
    if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
        says = _("Give both hours, the later one second, or neither.")
        faults.append(Fault(item.row, "opens_at", "", says))
    return faults
