"""Whom to call for a role: here, the substitute, tonight, in the county, in the country."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from bashke.core.database import has_table
from bashke.core.text import Text
from bashke.core.working_days import Calendar
from bashke.directory.models import STALE_AFTER_DAYS as STALE_AFTER_DAYS
from bashke.directory.models import Contact
from bashke.pack.content import Pack
from bashke.pack.schema import NationalContact, Place, Role

OPENS_ALWAYS = Text("ditë e natë", "day and night")
EMERGENCY = "112"
ASK = Text("pyesni në: {}", "ask at: {}")


@dataclass(frozen=True, slots=True)
class Reached:
    """One contact, ready to be shown; `phones` are dialled as they stand."""

    post: Text
    level: str
    phones: tuple[str, ...] = ()
    phone_shown: str = ""
    web: str | None = None
    address: Text | None = None
    hours: Text | None = None
    always: bool = False
    opens: tuple[int, int] | None = None
    number_known: bool = True
    checked_on: date | None = None
    confirmed: bool = False
    invented: bool = False
    doubtful: Text | None = None
    # The day since which it is known to be right; written down then, if nobody ever checked it.
    known_since: date | None = None
    # Of a contact that this installation keeps itself, and whose number is shown: its row.
    row: int | None = None
    hard_to_reach: bool = False

    @property
    def is_way(self) -> bool:
        """Whether it is a phone or an address that one can use."""
        return bool(self.phones or self.web)

    def is_open(self, at: datetime, calendar: Calendar) -> bool | None:
        """Whether somebody answers at this moment; None where the hours are not known."""
        if self.always:
            return True
        if self.opens is None:
            return None
        local = at.astimezone(calendar.zone)
        minute = local.hour * 60 + local.minute
        return calendar.is_working(local.date()) and self.opens[0] <= minute < self.opens[1]

    def is_stale(self, at: datetime) -> bool:
        """Whether nobody has checked it for ninety days."""
        known = self.known_since or self.checked_on
        return known is not None and (at.date() - known).days > STALE_AFTER_DAYS

    def document(self, lang: str, at: datetime, calendar: Calendar) -> dict[str, Any]:
        """As the contract shows a contact (contract/cli.md)."""
        return {
            "post": self.post.in_language(lang),
            "level": self.level,
            "phones": list(self.phones),
            "web": self.web,
            "address": self.address.in_language(lang) if self.address else None,
            "hours": self.hours.in_language(lang) if self.hours else None,
            "open_now": self.is_open(at, calendar),
            "number_known": self.number_known,
            "substitute": None,
            "tonight": None,
            "checked_on": self.checked_on.isoformat() if self.checked_on else None,
            "stale": self.is_stale(at),
            "confirmed": self.confirmed,
            "invented": self.invented,
        }


@dataclass(frozen=True, slots=True)
class Way:
    """Whom to call first, who stands in, who answers tonight, and whom to call instead."""

    first: Reached
    substitute: Reached | None
    tonight: Reached | None
    instead: tuple[Reached, ...]

    @property
    def own_tonight(self) -> Reached | None:
        """Who answers tonight, unless it is the substitute or the emergency line."""
        tonight = self.tonight
        if tonight is None or tonight == self.substitute or tonight.phones == (EMERGENCY,):
            return None
        return tonight

    @property
    def answers_at_night(self) -> bool:
        return any(
            each is not None and each.always and bool(each.phones)
            for each in (self.first, self.substitute, self.tonight)
        )


class Directory:
    """The contacts that serve one municipality, with the country's lines behind them.

    What is too old on the day (today, where none is given) is left out.
    """

    def __init__(
        self,
        pack: Pack,
        place: Place | None,
        contacts: Iterable[Contact] = (),
        unit: str = "",
        on: date | None = None,
    ) -> None:
        self.pack = pack
        self.place = place
        self.unit = unit
        self.local: dict[tuple[str, int], Reached] = {}
        self.hidden: set[str] = set()
        # The day from which less of this may be shown, if nobody checks a contact before.
        self.until: date | None = None
        day = on or timezone.localdate()
        for contact in contacts:
            key = contact.role, contact.turn
            if contact.unit not in {"", unit} or contact.role not in pack.roles:
                continue
            if contact.is_hidden_on(day):
                self.hidden |= {contact.role} if contact.turn == Contact.Turn.FIRST else set()
                continue
            self.until = min(self.until or contact.hidden_from, contact.hidden_from)
            # The unit's own contact comes before the municipality's.
            if contact.unit or key not in self.local:
                self.local[key] = self.shown(contact)
        self.ways: dict[str, Way] = {}

    def reach(self, role: str) -> Way:
        """The way to a role; there always is a first one, if only to ask for it."""
        if role not in self.ways:
            self.ways[role] = self.look(self.pack.roles[role])
        return self.ways[role]

    def look(self, role: Role) -> Way:
        lines = self.lines(role.key)
        sure = [line for line in lines if line.is_way and not line.doubtful]
        first = self.local.get((role.key, Contact.Turn.FIRST))
        was_hidden = first is None and role.key in self.hidden
        if first is None:
            may_be_away = was_hidden or role.level != "local" or self.place is None
            first = sure[0] if sure and may_be_away else self.ask_for(role)
        substitute = self.local.get((role.key, Contact.Turn.SUBSTITUTE))
        if substitute is None:
            substitute = next((line for line in sure if line != first), None)
        if substitute is None and was_hidden and first.is_way:
            # The post is still there, only its number is not to be trusted.
            substitute = self.ask_for(role)
        tonight = self.local.get((role.key, Contact.Turn.TONIGHT))
        if tonight is None:
            candidates = [*sure, self.emergency()]
            tonight = next((line for line in candidates if line.always and line.phones), None)
        return Way(first, substitute, tonight, self.instead(role.key, lines))

    def shown(self, contact: Contact) -> Reached:
        """A contact as anybody may see it: of a protected one the post, and where to ask."""
        if contact.is_protected:
            return replace(self.ask_for(self.pack.roles[contact.role]), post=post_of(contact))
        return from_row(contact)

    def instead(self, role: str, lines: list[Reached]) -> tuple[Reached, ...]:
        """Whom to call where the person to call is involved: nobody of this place."""
        advocate = [] if role == "peoples-advocate" else self.lines("peoples-advocate")
        away = [*lines, *advocate, self.emergency()]
        return tuple(dict.fromkeys(line for line in away if not line.doubtful))

    def lines(self, role: str) -> list[Reached]:
        """The county's and the country's contacts for a role, the sure ones first."""
        county = self.place.parent if self.place else ""
        found = [
            from_line(line)
            for line in self.pack.contacts
            if role in line.serves and (line.level == "national" or line.county == county)
        ]
        return sorted(found, key=lambda line: (line.doubtful is not None, not line.phones))

    def ask_for(self, role: Role) -> Reached:
        """No number is known here: the office at which to ask for the post."""
        return Reached(
            post=role.title,
            level=role.level,
            address=Text(ASK.sq.format(role.ask_at.sq), ASK.en.format(role.ask_at.en)),
            number_known=False,
        )

    def emergency(self) -> Reached:
        number = next(each for each in self.pack.file.emergency if each.number == EMERGENCY)
        return Reached(
            post=number.name,
            level="national",
            phones=(number.number,),
            phone_shown=number.number,
            hours=OPENS_ALWAYS,
            always=True,
            checked_on=number.checked_on,
            confirmed=number.confirmed is not None,
        )


def from_row(contact: Contact) -> Reached:
    opens = None
    hours = None
    if contact.opens_at and contact.closes_at:
        opens = minutes(contact.opens_at), minutes(contact.closes_at)
        span = f"{contact.opens_at:%H:%M}–{contact.closes_at:%H:%M}"
        hours = Text(f"ditë pune {span}", f"working days {span}")
    return Reached(
        post=post_of(contact),
        level="local",
        phones=(contact.phone.replace(" ", ""),) if contact.phone else (),
        phone_shown=contact.phone,
        web=contact.web or None,
        address=Text(contact.address_sq, contact.address_en) if contact.address_sq else None,
        hours=OPENS_ALWAYS if contact.is_always_open else hours,
        always=contact.is_always_open,
        opens=opens,
        number_known=bool(contact.phone),
        checked_on=contact.checked_on,
        invented=contact.is_invented,
        known_since=contact.known_since,
        row=contact.pk if contact.phone else None,
        hard_to_reach=contact.is_hard_to_reach,
    )


def post_of(contact: Contact) -> Text:
    return Text(contact.post_sq, contact.post_en)


def minutes(moment: Any) -> int:
    return int(moment.hour * 60 + moment.minute)


def from_line(line: NationalContact) -> Reached:
    return Reached(
        post=line.name,
        level=line.level,
        phones=tuple(line.phones),
        phone_shown=line.phone_shown or " ".join(line.phones),
        web=line.web,
        address=line.address,
        hours=line.hours,
        always=bool(line.always),
        number_known=bool(line.phones),
        checked_on=line.checked_on,
        confirmed=line.confirmed is not None,
        doubtful=line.doubtful,
    )


def contacts_of(place: Place | None) -> Iterable[Contact]:
    """What the installation itself knows of a municipality; one query."""
    return Contact.objects.of(place.slug) if place and has_table(Contact) else ()
