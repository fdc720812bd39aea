"""The call-round sheet: whom to call in a municipality, the oldest first, to fill in by hand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bashke.core.sheets import sheet
from bashke.directory.models import OWNER, SPREADSHEET, Contact
from bashke.pack.schema import Place

NOTHING = ""
SAYS_WHO: dict[str, Callable[[], str]] = {
    OWNER: lambda: _("owner"),
    SPREADSHEET: lambda: _("spreadsheet"),
}


@dataclass(frozen=True)
class Line:
    """One call to make. Of a protected contact no number and no place is written down."""

    post: str
    unit: str
    phone: str
    hours: str
    place: str
    checked: str
    due: str


def lines(contacts: Iterable[Contact], *, lang: str, today: date) -> list[Line]:
    """A line for every contact, in the order given, in the language that is switched on."""
    return [line(contact, lang, today) for contact in contacts]


def line(contact: Contact, lang: str, today: date) -> Line:
    is_albanian = lang == "sq"
    shown = not contact.is_protected
    place = contact.address_sq if is_albanian else contact.address_en
    return Line(
        post=contact.post_sq if is_albanian else contact.post_en,
        unit=contact.unit,
        phone=contact.phone if shown else _("protected: not written down"),
        hours=hours(contact),
        place=place if shown else NOTHING,
        checked=checked(contact),
        due=due(contact, today),
    )


def hours(contact: Contact) -> str:
    if contact.is_always_open:
        return _("day and night")
    if contact.opens_at and contact.closes_at:
        return f"{contact.opens_at:%H:%M}–{contact.closes_at:%H:%M}"
    return NOTHING


def checked(contact: Contact) -> str:
    if contact.checked_on is None:
        return _("never; from a spreadsheet") if contact.imported_on else _("never")
    who = SAYS_WHO[contact.checked_by]() if contact.checked_by in SAYS_WHO else contact.checked_by
    return ", ".join(part for part in (date_format(contact.checked_on), who) if part)


def due(contact: Contact, today: date) -> str:
    """Why to call there today; empty where it can wait."""
    reasons = []
    if contact.is_hidden_on(today):
        reasons.append(_("no longer shown"))
    elif contact.is_due_on(today) and not contact.is_hard_to_reach:
        reasons.append(_("due"))
    if contact.is_hard_to_reach:
        reasons.append(_("some could not reach it"))
    return ", ".join(reasons)


def sheet_html(place: Place, contacts: Iterable[Contact], *, lang: str, today: date) -> str:
    """The sheet as a page without anything outside it, for A4."""
    with translation.override(lang):
        context = {
            "place": place,
            "lines": lines(contacts, lang=lang, today=today),
            "today": today,
            "lang": lang,
        }
        return render_to_string("directory/call_round.html", context)


def sheet_csv(contacts: Iterable[Contact], *, lang: str, today: date) -> str:
    """The same for a spreadsheet, with empty cells for what the call brings."""
    with translation.override(lang):
        headings = [
            _("Post"), _("Unit"), _("Phone"), _("Hours"), _("Place"), _("Last checked"),
            _("Why now"), _("Called on"), _("Result"), _("What has changed"),
        ]  # fmt: skip
        found = [
            [each.post, each.unit, each.phone, each.hours, each.place, each.checked, each.due]
            for each in lines(contacts, lang=lang, today=today)
        ]
    return sheet([headings, *([*cells, "", "", ""] for cells in found)])
