"""A plan as a page shows it: what is protected stays out of it, and so do owners' addresses."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bashke.directory.models import Contact
from bashke.office.importing.columns import title
from bashke.office.importing.plans import Item, Plan
from bashke.office.importing.rows import SECRET, Fault
from bashke.pack.content import Pack

NOTHING = "–"


@dataclass(frozen=True)
class Change:
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """One contact of a plan: which it is, how it is reached, what of it would change."""

    row: int
    name: str
    phone: str
    checked: str
    changes: tuple[Change, ...]
    is_older: bool


@dataclass(frozen=True)
class ShownFault:
    row: int
    column: str
    said: str
    says: str


@dataclass(frozen=True)
class ShownPlan:
    new: list[Shown]
    changed: list[Shown]
    same: list[Shown]
    faults: list[ShownFault]


def shown(plan: Plan, pack: Pack) -> ShownPlan:
    """The plan in the language that is switched on."""
    return ShownPlan(
        new=[item_shown(item, pack) for item in plan.new],
        changed=[item_shown(item, pack) for item in plan.changed],
        same=[item_shown(item, pack) for item in plan.same],
        faults=[fault_shown(fault) for fault in plan.faults],
    )


def fault_shown(fault: Fault) -> ShownFault:
    return ShownFault(fault.row, title(fault.column, language()), fault.said, fault.says)


def item_shown(item: Item, pack: Pack) -> Shown:
    return Shown(
        row=item.row,
        name=name(item, pack),
        phone=said(item, "phone", item.values) or NOTHING,
        checked=written(item.values["checked_on"]),
        changes=tuple(change(item, key) for key in item.changed),
        is_older=item.is_older_than_kept,
    )


def name(item: Item, pack: Pack) -> str:
    """The role, with its unit and turn where they say something."""
    unit, role, turn = item.which
    parts = [pack.roles[role].title.in_language(language())]
    parts += [each.name for each in pack.places if unit and each.slug == unit][:1]
    parts += [str(Contact.Turn(turn).label)] if turn else []
    return ", ".join(parts)


def change(item: Item, key: str) -> Change:
    before = {} if item.kept is None else {key: getattr(item.kept, key)}
    return Change(title(key, language()), said(item, key, before), said(item, key, item.values))


def said(item: Item, key: str, values: dict[str, Any]) -> str:
    is_hidden = key == "owner_mail" or (item.is_secret and key in SECRET)
    value = values.get(key)
    if is_hidden and value:
        return _("kept, not shown")
    return written(value)


def written(value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case time():
            return f"{value:%H:%M}"
        case date():
            return date_format(value)
        case _:
            return str(value) if value else NOTHING


def language() -> str:
    return get_language() or "sq"
