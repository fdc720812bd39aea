"""One contact that somebody keeps, and one that is protected."""

from datetime import date

from bashke.directory.models import Contact
from tests.conftest import TODAY

OWNER_MAIL = "arta@example.invalid"
SECRET_PHONE = "067 999 8877"
SECRET_PLACE = "Rruga e Fshehtë 7"
SECRET_WEB = "https://strehe-e-fshehte.example.invalid/"


def keep(on: date = TODAY) -> Contact:
    """A contact with an owner, checked on this day."""
    return Contact.objects.create(
        municipality="librazhd",
        role="child-protection-worker",
        post_sq="punonjësi për mbrojtjen e fëmijës",
        post_en="child-protection worker",
        phone="067 212 3456",
        address_sq="Kati 2, zyra 14",
        address_en="Floor 2, room 14",
        owner_mail=OWNER_MAIL,
        checked_on=on,
        created_on=on,
    )


def protect(on: date = TODAY) -> Contact:
    """A shelter's contact: its number and place are nobody's business."""
    return Contact.objects.create(
        municipality="librazhd",
        role="dv-coordinator",
        post_sq="strehëza",
        post_en="the shelter",
        phone=SECRET_PHONE,
        web=SECRET_WEB,
        address_sq=SECRET_PLACE,
        address_en=SECRET_PLACE,
        owner_mail="strehe@example.invalid",
        is_protected=True,
        checked_on=on,
    )
