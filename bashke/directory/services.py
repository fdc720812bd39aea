"""Changes to the contacts that an installation keeps."""

from datetime import date, time

from django.db import transaction

from bashke.directory.models import Contact
from bashke.pack.content import Pack
from bashke.pack.schema import Role

DEMO_PLACES = ("librazhd", "diber", "pogradec", "kamez")
OPENS, CLOSES = time(8), time(16)
LOCAL = "local"
# Roles whose office somebody has to answer for at night, in the demonstration.
ON_CALL = frozenset({"child-protection-worker", "dv-coordinator", "social-administrator"})
SUBSTITUTED = ON_CALL | {"anti-trafficking-contact", "ve-contact", "school-psychosocial"}
Turn = Contact.Turn


class DirectoryError(Exception):
    """A refusal whose text may be shown, as it is, to the person who asked."""


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
            # 00 dials abroad, and no country has a code that begins with 0: it cannot ring.
            phone=f"0000 {number} {turn.value}",
            opens_at=None if turn is Turn.TONIGHT else OPENS,
            closes_at=None if turn is Turn.TONIGHT else CLOSES,
            is_always_open=turn is Turn.TONIGHT,
            is_invented=True,
            checked_on=today,
        )
        for turn in turns
    ]


SAID_SQ = {Turn.FIRST: "", Turn.SUBSTITUTE: ", zëvendësues", Turn.TONIGHT: ", gatishmëri"}
SAID_EN = {Turn.FIRST: "", Turn.SUBSTITUTE: ", substitute", Turn.TONIGHT: ", on call"}
