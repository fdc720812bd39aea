"""The Table and the pocket card as files: CSV, a page that stands alone, PDF."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bashke.core.sheets import sheet
from bashke.core.templatetags.components import clock, said
from bashke.core.text import Text
from bashke.directory.reach import Reached
from bashke.guide.card import card
from bashke.guide.desk import Desk
from bashke.guide.pages import Cited
from bashke.guide.table import Part, Row, by_heading, matrix, rows
from bashke.guide.table_words import NOTHING_SAID, place_to_ask

NOT_CONFIRMED = "°"
PDF_SECONDS = 120
TABLE_FORMATS = (".pdf", ".html", ".csv")
CARD_FORMATS = (".pdf", ".html")


class PaperError(Exception):
    """Why a file could not be made, in one sentence that may be shown."""


class Cells(NamedTuple):
    """One mechanism's part in one row, a cell for everything that the Table promises."""

    concern: str
    person: str
    circumstance: str
    not_this: str
    danger: str
    mechanism: str
    role: str
    because: str
    duty: str
    clock: str
    law: str
    contact: str
    phone: str
    hours: str
    place: str
    substitute: str
    tonight: str
    say: str
    do_not: str
    next: str
    protection: str
    contact_checked: str
    law_confirmed: str


def write_table(desk: Desk, path: Path) -> None:
    """Write the Table to a `.csv`, `.html` or `.pdf` file; nothing is written if it fails."""
    with translation.override(desk.lang):
        if path.suffix == ".csv":
            made = table_csv(desk).encode()
        else:
            made = page_as(path, table_html(desk))
    path.write_bytes(made)


def write_card(desk: Desk, path: Path, *, base_url: str = "") -> None:
    """Write the pocket card to a `.html` or `.pdf` file; nothing is written if it fails."""
    with translation.override(desk.lang):
        made = page_as(path, card_html(desk, base_url=base_url))
    path.write_bytes(made)


def page_as(path: Path, html: str) -> bytes:
    return make_pdf(html) if path.suffix == ".pdf" else html.encode()


def table_html(desk: Desk) -> str:
    """The Table as a page without anything outside it, on screen and on A4 or A3."""
    shown = rows(desk)
    context = {
        "desk": desk,
        "place": desk.directory.place,
        "matrix": matrix(desk, shown),
        "sections": by_heading(shown),
        "invented": any(is_invented(row) for row in shown),
    }
    return render_to_string("guide/table_print.html", context)


def card_html(desk: Desk, *, base_url: str = "") -> str:
    """The card as a page without anything outside it; with an address, its code to scan."""
    return render_to_string("guide/card_print.html", {"desk": desk, "card": card(desk, base_url)})


def is_invented(row: Row) -> bool:
    return any(part.contact.invented for part in row.parts)


def make_pdf(html: str) -> bytes:
    """The page as tagged PDF. Made by another process: what it needs would stay in this one.

    Raises `PaperError` where that process fails or takes too long.
    """
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-m", "bashke.guide.pdf"],
            input=html.encode(),
            capture_output=True,
            timeout=PDF_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PaperError(
            f"The PDF was not ready after {PDF_SECONDS} seconds. Try again, or take HTML."
        ) from None
    except OSError as error:
        raise PaperError(f"The PDF could not be begun: {error.strerror}.") from None
    if done.returncode != 0:
        raise PaperError(reason(done.stderr.decode(errors="replace")))
    return done.stdout


def reason(told: str) -> str:
    """The last line that the process wrote, which says why; never its traceback."""
    lines = told.strip().splitlines() or ["it ended without a word"]
    return f"The PDF could not be made: {lines[-1].rstrip('.')}."


def table_csv(desk: Desk) -> str:
    """One line for every mechanism in every row, for a spreadsheet."""
    told = [cells(row, part) for row in rows(desk) for part in row.parts]
    # An empty cell says that there is nothing.
    return sheet([headings(), *([cell or NOTHING_SAID for cell in each] for each in told)])


def headings() -> Cells:
    return Cells(
        concern=_("What you see"),
        person=_("To whom"),
        circumstance=_("In which case"),
        not_this=_("What it is not"),
        danger=_("In danger now"),
        mechanism=_("Mechanism"),
        role=_("Role"),
        because=_("Why"),
        duty=_("Duty"),
        clock=_("By when"),
        law=_("Law"),
        contact=_("Whom to call"),
        phone=_("Phone"),
        hours=_("Hours"),
        place=_("Place"),
        substitute=_("Substitute"),
        tonight=_("Tonight and on holidays"),
        say=_("What to say"),
        do_not=_("What not to do"),
        next=_("What happens next"),
        protection=_("Your protection"),
        contact_checked=_("Contact checked on"),
        law_confirmed=_("Law confirmed by"),
    )


def cells(row: Row, part: Part) -> Cells:
    contact, advice = part.contact, part.route.advice
    duty = "; ".join(
        " ".join([f"{each.words}: {each.who}", *bracketed(each.law)]) for each in row.bound
    )
    return Cells(
        concern=said(row.concern.text),
        person=row.who,
        circumstance=row.when,
        not_this=sentences(row.not_this),
        danger=", ".join(
            f"{each.number} {said(each.name)}{mark(each.confirmed)}" for each in row.numbers
        ),
        mechanism=said(part.route.mechanism.title),
        role=part.words,
        because=said(part.route.because),
        duty=duty if part.route.lead else part.duty_words,
        clock=clock_words(part),
        law="; ".join(map(cited_words, part.law)) or _("proposed practice"),
        contact=f"{said(contact.post)}{contact_mark(contact)}",
        phone=contact.phone_shown,
        hours=said(contact.hours),
        place=place_to_ask(contact),
        substitute=spoken(part.way.substitute),
        tonight=spoken(part.way.tonight),
        say=sentences(advice.say),
        do_not=sentences(advice.do_not),
        next=sentences(advice.next),
        protection=" ".join(row.protection),
        contact_checked=checked(contact),
        law_confirmed="; ".join(f"{who.by}, {date_format(who.on)}" for who in part.confirmed_by)
        or _("nobody yet"),
    )


def sentences(texts: Iterable[Text]) -> str:
    return " ".join(map(said, texts))


def bracketed(law: Iterable[Cited]) -> list[str]:
    words = "; ".join(map(cited_words, law))
    return [f"({words})"] if words else []


def cited_words(citation: Cited) -> str:
    words = said(citation.act)
    if citation.provision:
        words = f"{words}, {said(citation.provision)}"
    return f"{words}{mark(citation.confirmed)}"


def clock_words(part: Part) -> str:
    """The clock in words, with its ground where it is only proposed."""
    if part.deadline is None:
        return ""
    words = clock(part.deadline)
    if part.clock_law:
        return " ".join([words, *bracketed(part.clock_law)])
    return f"{words} ({_('proposed practice')})"


def spoken(contact: Reached | None) -> str:
    """A contact in one cell."""
    if contact is None:
        return ""
    parts = [said(contact.post), contact.phone_shown, contact.web or "", said(contact.hours)]
    return ", ".join(part for part in parts if part) + contact_mark(contact)


def checked(contact: Reached) -> str:
    if contact.invented:
        return _("invented, for a demonstration")
    return date_format(contact.checked_on) if contact.checked_on else ""


def mark(confirmed: object) -> str:
    return "" if confirmed else NOT_CONFIRMED


def contact_mark(contact: Reached) -> str:
    """An invented contact says so itself; an office at which to ask is no fact to confirm."""
    if contact.invented or not contact.is_way:
        return ""
    return mark(contact.confirmed)
