"""Invented people of a demonstration, with posts, keys and second factors, who can sign in at once.

Their addresses end in `.example`, which nobody can ever own. All have the same password, printed
for everybody to read: this is for showing, never for work.
"""

from dataclasses import dataclass
from time import time
from typing import NamedTuple

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.db import transaction

from bashke.accounts import services
from bashke.accounts.factors import HALF_A_MINUTE
from bashke.accounts.models import Institution, Membership, Person
from bashke.accounts.refusals import AccountError
from bashke.core.text import fold
from bashke.keys import services as keys
from bashke.pack.content import Pack

ENDING = ".example"
PASSWORD = "mirë se vini në Bashkë"  # noqa: S105 (printed for everybody who shows the program)
SYSTEM = "system"
OFFICE, POLICE, SCHOOL = "Bashkia", "Komisariati i Policisë", "Shkolla 9-vjeçare"
KINDS = {
    OFFICE: Institution.Kind.MUNICIPALITY,
    POLICE: Institution.Kind.POLICE,
    SCHOOL: Institution.Kind.SCHOOL,
}


class Post(NamedTuple):
    """A post of the cast, and where it is."""

    role: str
    at: str = OFFICE
    unit: str = ""


# The same in every municipality: who leads, who watches, who keeps the words of recovery.
EVERYWHERE = (
    (Post("administrator"),),
    (Post("dv-coordinator"),),
    (Post("child-protection-worker"),),
    (Post("police-station", POLICE),),
    (Post("auditor"),),
    (Post("supervisor"), Post("recovery-holder", unit="a")),
    (Post("data-protection-officer"), Post("recovery-holder", unit="b")),
    (Post("me-officer"), Post("recovery-holder", unit="c")),
)
IN_THE_FIRST = (
    (Post("front-line-worker", SCHOOL),),
    (Post("school-psychosocial", SCHOOL),),
    (Post("anti-trafficking-contact"),),
    (Post("emergency-substitute"),),
    (Post("complaints-officer"),),
)
NAMES = {
    "librazhd": (
        "Agim Leka", "Drita Hoxha", "Teuta Prifti", "Ilir Dervishi", "Mira Kodra", "Vera Bardhi",
        "Gent Zeneli", "Luan Shpata", "Besnik Marku", "Ana Gjoka", "Arben Lila", "Sara Duka",
        "Petrit Koka",
    ),
    "diber": (
        "Fatos Reçi", "Zana Kaloshi", "Lule Murati", "Skënder Tola", "Shpresa Doda", "Bujar Çela",
        "Valbona Noka", "Ylli Strazimiri",
    ),
    "pogradec": (
        "Genc Kuka", "Elira Starova", "Majlinda Guri", "Dritan Buzi", "Rozeta Progri",
        "Sotir Lin", "Mimoza Tushemi", "Andon Zervaska",
    ),
    "kamez": (
        "Altin Paskuqi", "Blerta Bathore", "Jonida Lisa", "Kujtim Frutikulla", "Orjeta Laknasi",
        "Shkëlqim Valiasi", "Nertila Zalli", "Roland Bulçesh",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class SignIn:
    """What somebody needs to sign in to a demonstration now."""

    name: str
    email: str
    roles: tuple[str, ...]
    place: str
    code: str


def is_demo() -> bool:
    """Whether people of a demonstration work here."""
    return Person.objects.filter(email__endswith=ENDING).exists()


@transaction.atomic
def fill_demo_people(pack: Pack) -> int:
    """The invented people of the four municipalities; only where there is nobody yet."""
    if Person.objects.exists():
        raise AccountError("People work in this installation already; a demo fills an empty one.")
    return sum(
        fill_place(slug, pack, names, EVERYWHERE + (IN_THE_FIRST if slug == "librazhd" else ()))
        for slug, names in NAMES.items()
    )


def fill_place(
    slug: str, pack: Pack, names: tuple[str, ...], cast: tuple[tuple[Post, ...], ...]
) -> int:
    """One municipality: its people, its recovery key made and tried, its posts held and keyed."""
    holding = {post: invented(name, slug) for name, posts in zip(names, cast, strict=True)
               for post in posts[:1]}  # fmt: skip
    people = {post: holding[posts[0]] for posts in cast for post in posts}
    make_recovery(slug, [person for post, person in people.items() if post.unit])
    place = pack.municipality(slug)
    houses = {
        kind: services.add_institution(
            municipality=slug,
            kind=KINDS[kind],
            name=f"{kind} {place.name if place else slug}",
            actor=SYSTEM,
        )
        for kind in sorted({post.at for post in people})
    }
    for post, person in people.items():
        made = services.add_post(
            institution=houses[post.at], role=post.role, unit=post.unit, actor=SYSTEM
        )
        services.appoint(person=person, post=made, actor=SYSTEM)
    return len(holding)


def invented(name: str, slug: str) -> Person:
    """Somebody with keys and an app; who administers the first municipality runs all of it."""
    first = fold(name.split()[0])
    person = Person(
        name=name, email=f"{first}@{slug}{ENDING}", is_operator=name == NAMES["librazhd"][0]
    )
    person.holder = keys.enrol(municipality=slug, password=PASSWORD, actor=person.actor)
    person.save(force_insert=True)
    services.set_app(person=person, secret=generate_totp_secret(), actor=SYSTEM)
    return person


def make_recovery(slug: str, keepers: list[Person]) -> None:
    """The recovery key, its three lists made and each tried; the lists themselves are not kept."""
    holders = [person.holder for person in keepers if person.holder]
    words = keys.make_recovery(municipality=slug, keepers=holders, actor=SYSTEM)
    for first, second in ((0, 1), (1, 2)):
        keys.try_shares(municipality=slug, first=words[first], second=words[second], actor=SYSTEM)


def sign_ins() -> list[SignIn]:
    """Everybody of the demonstration, with the code that each one's app shows now."""
    held = Membership.objects.current().filter(person__email__endswith=ENDING)
    roles: dict[object, list[str]] = {}
    for membership in held.select_related("post").order_by("pk"):
        roles.setdefault(membership.person_id, []).append(membership.post.role)
    apps = Authenticator.objects.filter(
        user__email__endswith=ENDING, type=Authenticator.Type.TOTP
    ).order_by("pk")
    return [
        SignIn(
            name=app.user.name,
            email=app.user.email,
            roles=tuple(roles.get(app.user_id, ())),
            place=app.user.email.partition("@")[2].removesuffix(ENDING),
            code=code_now(app),
        )
        for app in apps.select_related("user")
    ]


def code_of(name: str) -> str:
    """The code that the app of this person of the demonstration shows now.

    Who shows a demonstration signs in again and again and does not wait for the next code: one
    that was used counts once more.
    """
    wanted = fold(name.strip())
    for each in sign_ins():
        if wanted in {each.email, each.email.partition("@")[0], fold(each.name)}:
            Person.objects.filter(email=each.email).update(last_code=0)
            return each.code
    raise AccountError(
        f"Nobody of a demonstration is called “{name}” here. See: bashke demo people"
    )


def code_now(app: Authenticator) -> str:
    secret = get_adapter().decrypt(app.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time()) // HALF_A_MINUTE)))
