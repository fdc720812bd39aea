"""What stands in one cell, read as its column means it; `CellError` says what is allowed."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from rapidfuzz import process

from bashke.core.text import slug
from bashke.directory.models import Contact
from bashke.directory.phones import PhoneError, as_kept, as_kept_in_demonstration
from bashke.office.importing.refusals import CellError

Turn = Contact.Turn

# With what the template offers to choose, which says it in both languages.
YES = frozenset({"po", "yes", "po-yes", "x", "1", "true", "vertete"})
NO = frozenset({"jo", "no", "jo-no", "0", "false"})
TURNS: Mapping[str, Turn] = {
    **dict.fromkeys(("first", "i-pare-first", "i-pare", "e-pare", "pari", "1", "0"), Turn.FIRST),
    **dict.fromkeys(
        ("substitute", "zevendesues", "zevendesues-substitute", "zevendesuesi", "2"),
        Turn.SUBSTITUTE,
    ),
    **dict.fromkeys(
        ("tonight", "sonte", "sonte-tonight", "naten", "gatishmeri", "on-call", "3"), Turn.TONIGHT
    ),
}
HOURS = ("%H:%M", "%H.%M", "%H:%M:%S", "%H")
DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M")
# Before this nobody kept contacts here: it is a year written wrong.
FIRST_DAY = date(2000, 1, 1)
NEAREST = 3
FORMULA = "="
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
is_address = URLValidator(schemes=["http", "https"])


def plain(said: str) -> str:
    """The text itself, if it is what it looks like.

    A formula shows one thing here and another in the sheet; a turned direction of writing, one
    thing to the eye and another to the telephone.
    """
    if said.startswith(FORMULA):
        raise CellError(_("A formula is not read. Write what it shows."))
    if said in ERRORS:
        raise CellError(_("The spreadsheet shows an error here. Write what it should show."))
    for letter in said:
        if not letter.isprintable():
            raise CellError(
                _("There is a character that cannot be seen (%(code)s). Write the cell anew.")
                % {"code": f"U+{ord(letter):04X}"}
            )
    return said


def role(said: str, names: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """The role that has this among its `names`."""
    if not said:
        raise CellError(_("Write whose contact it is: one of the roles in the list."))
    if found := names.get(slug(said)):
        return found
    nearest = process.extract(slug(said), list(names), limit=len(names))
    keys = list(dict.fromkeys(names[name] for name, _score, _at in nearest))[:NEAREST]
    raise CellError(
        _("There is no such role. Take one from the list, such as: %(roles)s.")
        % {"roles": "; ".join(titles[key] for key in keys)}
    )


def unit(said: str, names: Mapping[str, str], known: Iterable[str]) -> str:
    """The administrative unit with this name; nothing for the whole municipality."""
    if not said:
        return ""
    if found := names.get(slug(said)):
        return found
    raise CellError(
        _("There is no such administrative unit here. Leave it empty, or write one of: %(units)s.")
        % {"units": ", ".join(known)}
    )


def turn(said: str) -> Turn:
    found = TURNS.get(slug(said)) if said else Turn.FIRST
    if found is None:
        raise CellError(_("Write first, substitute or tonight; empty means first."))
    return found


def text(longest: int) -> Callable[[str], str]:
    def read(said: str) -> str:
        if len(said) > longest:
            raise CellError(
                _("That is longer than %(most)d characters. Shorten it.") % {"most": longest}
            )
        return said

    return read


def phone(said: str, *, kept: str, is_demonstration: bool) -> str:
    """The number as it is kept; one that stands already stays as it stands."""
    if not said or said == kept:
        return said
    try:
        return as_kept_in_demonstration(said) if is_demonstration else as_kept(said)
    except PhoneError:
        if is_demonstration:
            raise CellError(
                _("In a demonstration a number begins with 0000, so that it cannot ring.")
            ) from None
        raise CellError(
            _("That is no number of Albania. Write one number, as 067 212 3456.")
        ) from None


def web(said: str) -> str:
    """The address with its scheme, as people leave it out."""
    if not said:
        return ""
    address = said if SCHEME.match(said) else f"https://{said}"
    try:
        is_address(address)
    except ValidationError:
        raise CellError(_("That is no web address. Write it as https://www.example.al.")) from None
    return text(Contact._meta.get_field("web").max_length or 0)(address)


def mail(said: str) -> str:
    if not said:
        return ""
    try:
        validate_email(said)
    except ValidationError:
        raise CellError(_("That is no e-mail address. Write it as name@example.al.")) from None
    return text(Contact._meta.get_field("owner_mail").max_length or 0)(said)


def hour(said: str) -> time | None:
    if not said:
        return None
    for form in HOURS:
        try:
            found = datetime.strptime(said, form)  # noqa: DTZ007 (an hour of no day)
        except ValueError:
            continue
        if not found.second:
            return found.time()
    raise CellError(_("Write the hour as 08:00."))


def day(said: str, today: date) -> date | None:
    if not said:
        return None
    for form in DAYS:
        try:
            found = datetime.strptime(said, form).date()  # noqa: DTZ007 (a day of no zone)
        except ValueError:
            continue
        if found > today:
            raise CellError(_("That day is still to come. Write the day on which it was checked."))
        if found < FIRST_DAY:
            break
        return found
    raise CellError(_("Write the day as 24.11.2026, or leave it empty."))


def yes_or_no(said: str) -> bool | None:
    """None where nothing is said."""
    if not said:
        return None
    if (folded := slug(said)) in YES:
        return True
    if folded in NO:
        return False
    raise CellError(_("Write yes or no."))


# The columns that can be read without knowing the others, or the day.
READERS: Mapping[str, Callable[[str], Any]] = {
    "turn": turn,
    "post_sq": text(160),
    "post_en": text(160),
    "web": web,
    "address_sq": text(200),
    "address_en": text(200),
    "opens_at": hour,
    "closes_at": hour,
    "is_always_open": yes_or_no,
    "is_protected": yes_or_no,
    "owner_mail": mail,
}
