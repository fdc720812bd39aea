"""The Table: concern × mechanism × who leads × contact × law, for one municipality."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from bashke.core.text import Text
from bashke.directory.reach import Directory, Reached
from bashke.mechanisms.library import Library
from bashke.mechanisms.schema import Deadline
from bashke.mechanisms.table import Route

# A cell that begins so would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NOBODY = "–"


class Line(NamedTuple):
    """One row of the Table, in one language."""

    concern: str
    person: str
    mechanism: str
    leads: str
    duty: str
    clock: str
    contact: str
    substitute: str
    tonight: str
    law: str
    do_not: str


def lines(library: Library, directory: Directory, lang: str) -> Iterator[Line]:
    """What happens to a child and to an adult, each with every mechanism that it leads to."""
    table = library.table_on(max(library.dates))
    about = {option.id: option for option in table.facts["about"].options}
    for option in table.facts["happening"].options:
        for who in ("child", "adult"):
            for route in table.route({"about": who, "happening": [option.id]}):
                yield line(library, directory, lang, route, option.text, about[who].text)


def line(  # noqa: PLR0913 (one cell each)
    library: Library, directory: Directory, lang: str, route: Route, concern: Text, person: Text
) -> Line:
    way = directory.reach(route.step.done_by)
    return Line(
        concern=concern.in_language(lang),
        person=person.in_language(lang),
        mechanism=route.mechanism.title.in_language(lang),
        leads=_("leads") if route.lead else (_("later") if route.later else _("joins")),
        duty={"must": _("must"), "may": _("may"), "with-agreement": _("with agreement")}[
            route.duty
        ],
        clock=clock(route.step.deadline),
        contact=spoken(way.first, lang),
        substitute=spoken(way.substitute, lang),
        tonight=spoken(way.tonight, lang),
        law="; ".join(cited(library, route, lang)) or _("proposed practice"),
        do_not=" ".join(each.in_language(lang) for each in route.advice.do_not[:2]),
    )


def clock(deadline: Deadline | None) -> str:
    """The clock in words, with its ground where it is only proposed."""
    if deadline is None:
        return NOBODY
    unit = {
        "hours": _("hours"),
        "calendar_days": _("days"),
        "working_days": _("working days"),
        "months": _("months"),
    }[deadline.unit]
    words = f"{deadline.amount} {unit}"
    return words if deadline.law else f"{words} ({_('proposed practice')})"


def cited(library: Library, route: Route, lang: str) -> Iterator[str]:
    for citation in route.law:
        act = library.pack.acts[citation.act]
        words = act.short.in_language(lang)
        for provision in act.provisions:
            if provision.key == citation.provision:
                words = f"{words}, {provision.label.in_language(lang)}"
        yield words if library.is_confirmed(citation) else f"{words}°"


def spoken(contact: Reached | None, lang: str) -> str:
    """A contact in one cell."""
    if contact is None:
        return NOBODY
    parts = [contact.post.in_language(lang), contact.phone_shown, contact.web or ""]
    if not contact.is_way and contact.address:
        parts.append(contact.address.in_language(lang))
    mark = "" if contact.confirmed else "°"
    return ", ".join(part for part in parts if part) + mark


def headings() -> Line:
    return Line(
        _("What happens"), _("To whom"), _("Mechanism"), _("Role"), _("Duty"), _("By when"),
        _("Whom to call"), _("Substitute"), _("Tonight"), _("Law"), _("What not to do"),
    )  # fmt: skip


def write(library: Library, directory: Directory, lang: str, path: Path) -> None:
    """Write the Table to a `.csv` or `.html` file, whole or not at all."""
    with translation.override(lang):
        rows = list(lines(library, directory, lang))
        text = as_csv(rows) if path.suffix == ".csv" else as_html(rows, directory, lang)
    path.write_text(text, encoding="utf-8")


def as_csv(rows: list[Line]) -> str:
    # The mark at the beginning tells a spreadsheet that ë and ç are UTF-8.
    out = StringIO("\ufeff")
    out.seek(0, 2)
    writer = csv.writer(out)
    writer.writerow(headings())
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell as text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_html(rows: list[Line], directory: Directory, lang: str) -> str:
    place = directory.place
    context = {
        "lang": lang,
        "place": place.name if place else "",
        "headings": headings(),
        "rows": rows,
    }
    return render_to_string("guide/table.html", context)
