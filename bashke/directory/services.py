"""Changes to the contacts that an installation keeps."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.core.text import Text
from bashke.directory.models import CANNOT_RING, OWNER, PUBLIC, Check, Contact
from bashke.pack.content import Pack
from bashke.pack.schema import Role

DEMO_PLACES = ("librazhd", "diber", "pogradec", "kamez")
OPENS, CLOSES = time(8), time(16)
LOCAL = "local"
DEMO = "demo"
POST_LENGTH = 160
# No mail reaches this name: it is kept for examples.
NO_SUCH_DOMAIN = "example.invalid"
# Roles whose office somebody has to answer for at night, in the demonstration.
ON_CALL = frozenset({"child-protection-worker", "dv-coordinator", "social-administrator"})
SUBSTITUTED = ON_CALL | {"anti-trafficking-contact", "ve-contact", "school-psychosocial"}
Turn = Contact.Turn
Outcome = Check.Outcome
SYSTEM = "system"


class DirectoryError(Exception):
    """A refusal whose text may be shown, as it is, to the person who asked."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says is right now about a contact; None leaves what stands."""

    phone: str | None
    opens_at: time | None
    closes_at: time | None
    is_always_open: bool
    place: Text | None = None
    substitute_phone: str | None = None


@transaction.atomic
def confirm(contact: Contact, *, by: str, today: date) -> None:
    """Note that everything about a contact is right, as it was read here.

    The substitute that its owner speaks for is part of that.
    """
    checked(contact, by=by, today=today, outcome=Outcome.CONFIRMED)
    _speaks, substitute = contact.owned_substitute()
    if substitute is not None:
        checked(substitute, by=by, today=today, outcome=Outcome.CONFIRMED)


@transaction.atomic
def mend(contact: Contact, *, told: Told, by: str, today: date) -> None:
    """Write down what is right about a contact now."""
    if (told.opens_at is None) != (told.closes_at is None) or (
        told.opens_at and told.closes_at and told.opens_at >= told.closes_at
    ):
        raise DirectoryError(_("Give both hours, the later one second, or neither."))
    changes: dict[str, Any] = {
        "opens_at": told.opens_at,
        "closes_at": told.closes_at,
        "is_always_open": told.is_always_open,
    }
    if told.phone is not None:
        changes["phone"] = told.phone
    if told.place is not None:
        changes |= {"address_sq": told.place.sq, "address_en": told.place.en}
    checked(contact, by=by, today=today, outcome=Outcome.MENDED, **changes)
    if told.substitute_phone is not None:
        name_substitute(contact, told.substitute_phone, by=by, today=today)


def name_substitute(contact: Contact, phone: str, *, by: str, today: date) -> None:
    """Give, change or, without a number, take away who stands in for a contact."""
    speaks, substitute = contact.owned_substitute()
    if not speaks or (substitute is None and not phone):
        return
    if substitute is None:
        substitute = Contact.objects.create(
            municipality=contact.municipality,
            unit=contact.unit,
            role=contact.role,
            turn=Turn.SUBSTITUTE,
            post_sq=f"{contact.post_sq}{SAID_SQ[Turn.SUBSTITUTE]}"[:POST_LENGTH],
            post_en=f"{contact.post_en}{SAID_EN[Turn.SUBSTITUTE]}"[:POST_LENGTH],
            is_invented=contact.is_invented,
            owner_mail=contact.owner_mail,
        )
    if phone:
        checked(substitute, by=by, today=today, outcome=Outcome.MENDED, phone=phone)
        return
    note(substitute, actor=by, act="contact.removed")
    substitute.delete()


def checked(contact: Contact, *, by: str, today: date, outcome: Outcome, **changes: Any) -> None:
    """Write down one check, unless somebody made another since the contact was read here."""
    # A conditional update, not a lock: of two at once one finds that the count has moved on.
    moved = Contact.objects.filter(pk=contact.pk, check_count=contact.check_count).update(
        check_count=F("check_count") + 1,
        checked_on=today,
        checked_by=by,
        silent_days=0,
        wants_link=False,
        **changes,
    )
    if not moved:
        raise DirectoryError(_("Somebody checked this contact a moment ago. Open it again."))
    Check.objects.create(contact=contact, on=today, by=by, outcome=outcome)
    note(contact, actor=by, act=f"contact.{outcome.value}")


def nobody_answers(contact: Contact, *, today: date) -> None:
    """Note that somebody reached nobody there today; who says so is not noted.

    Of one contact one report a day is kept, however many come: nobody can make it disappear.
    """
    if Check.objects.filter(contact=contact, on=today, by=PUBLIC).exists():
        return
    with transaction.atomic():
        _check, is_new = Check.objects.get_or_create(
            contact=contact, on=today, by=PUBLIC, outcome=Outcome.NOBODY_ANSWERS
        )
        if is_new:
            Contact.objects.filter(pk=contact.pk).update(silent_days=F("silent_days") + 1)
            # The trail keeps the day alone, as we promise: not the minute at which somebody called.
            midnight = timezone.make_aware(datetime.combine(today, time.min))
            note(contact, actor=PUBLIC, act="contact.nobody-answers", at=midnight)


@transaction.atomic
def want_link(contact: Contact) -> None:
    """Note that the owner asks for a new link: it goes out with the next mails, to the owner."""
    if Contact.objects.filter(pk=contact.pk, wants_link=False).update(wants_link=True):
        note(contact, actor=OWNER, act="contact.link-wanted")


@transaction.atomic
def claim(contact: Contact, *, today: date) -> bool:
    """Take it upon oneself to ask the owner; False where somebody else has, or a check came in."""
    ours = Contact.objects.filter(
        pk=contact.pk, check_count=contact.check_count, asked_on=contact.asked_on
    ).update(asked_on=today, wants_link=False)
    if ours:
        note(contact, actor=SYSTEM, act="contact.owner-asked")
    return bool(ours)


def note(contact: Contact, *, actor: str, act: str, at: datetime | None = None) -> None:
    """One event of the trail about a contact."""
    record(
        municipality=contact.municipality,
        actor=actor,
        act=act,
        subject=f"contact/{contact.pk}",
        ground=Ground.OPERATION if actor == SYSTEM else "",
        at=at,
    )


@transaction.atomic
def fill_demo(pack: Pack, *, today: date) -> int:
    """Invented contacts for the four municipalities of the training, on numbers that cannot ring.

    Only an installation without any contact is filled.
    """
    if Contact.objects.exists():
        raise DirectoryError(
            "This installation holds contacts already; a demo fills only an empty one."
        )
    contacts = [
        contact
        for place, slug in enumerate(DEMO_PLACES, start=1)
        for number, role in enumerate(pack.roles.values(), start=1)
        if role.level == LOCAL
        for contact in invented(slug, role, place * 100 + number, today)
    ]
    return len(Contact.objects.bulk_create(contacts))


def invented(municipality: str, role: Role, number: int, today: date) -> list[Contact]:
    """The post, its substitute and who is on call at night."""
    turns = [Turn.FIRST]
    turns += [Turn.SUBSTITUTE] if role.key in SUBSTITUTED else []
    turns += [Turn.TONIGHT] if role.key in ON_CALL else []
    return [
        Contact(
            municipality=municipality,
            role=role.key,
            turn=turn,
            post_sq=f"{role.title.sq}{SAID_SQ[turn]}",
            post_en=f"{role.title.en}{SAID_EN[turn]}",
            phone=f"{CANNOT_RING} {number} {turn.value}",
            opens_at=None if turn is Turn.TONIGHT else OPENS,
            closes_at=None if turn is Turn.TONIGHT else CLOSES,
            is_always_open=turn is Turn.TONIGHT,
            is_invented=True,
            checked_on=today,
            checked_by=DEMO,
            owner_mail=f"{role.key}.{municipality}@{NO_SUCH_DOMAIN}",
        )
        for turn in turns
    ]


SAID_SQ = {Turn.FIRST: "", Turn.SUBSTITUTE: ", zëvendësues", Turn.TONIGHT: ", gatishmëri"}
SAID_EN = {Turn.FIRST: "", Turn.SUBSTITUTE: ", substitute", Turn.TONIGHT: ", on call"}
