"""Who works in Librazhd: the people whom tests of everything above accounts share.

*Drita* coordinates on domestic violence, *Besnik* works in the same office without a case,
*Teuta* protects children, *Agim* runs the installation and administers Librazhd, *Mira* reads the
trail, *Ilir* is the police, *Vera* and *Gent* and *Luan* keep the recovery words, *Sara* may break
the glass, *Zana* coordinates in Dibër.
"""

import time
from types import SimpleNamespace
from typing import Any

from django.test import Client

from bashke.accounts import services
from bashke.accounts.models import Institution, Membership, Person, Post
from bashke.accounts.models.entrance import BEGAN
from bashke.accounts.sessions import COOKIE, IN_SESSION
from bashke.keys import opening
from bashke.keys import services as keys

PLACE, ELSEWHERE = "librazhd", "diber"
SYSTEM = "system"
KEEPERS = ("vera", "gent", "luan")
HOLD = {
    "agim": "administrator",
    "vera": "recovery-holder",
    "gent": "recovery-holder",
    "luan": "recovery-holder",
    "drita": "dv-coordinator",
    "besnik": "front-line-worker",
    "teuta": "child-protection-worker",
    "mira": "auditor",
    "ilir": "police-station",
    "sara": "emergency-substitute",
}
UNIT = {"vera": "a", "gent": "b", "luan": "c"}


def password_of(name: str) -> str:
    return f"fjalëkalimi i gjatë i {name}"


def person(name: str, municipality: str = PLACE, **given: Any) -> Person:
    """Somebody with keys, who holds no post yet."""
    holder = keys.enrol(municipality=municipality, password=password_of(name), actor=SYSTEM)
    return Person.objects.create(
        name=name.title(), email=f"{name}@example.org", holder=holder, **given
    )


class Town(SimpleNamespace):
    """People and posts by name, the recovery words, and short ways to say things."""

    def ring(self, name: str) -> opening.Ring:
        return opening.unlock_ring(getattr(self, name).holder, password_of(name))

    def post(self, name: str) -> Post:
        """The post that this person holds."""
        return Membership.objects.current().get(person=getattr(self, name)).post

    def membership(self, name: str) -> Membership:
        return Membership.objects.current().get(person=getattr(self, name))

    def recovery_ring(self, first: int = 0, second: int = 1) -> opening.Ring:
        return keys.recover(municipality=PLACE, first=self.words[first], second=self.words[second])


def town() -> Town:
    """Librazhd with its recovery key tried, its posts held and keyed; and one person of Dibër."""
    people = {name: person(name, is_operator=name == "agim") for name in HOLD}
    office = services.add_institution(
        municipality=PLACE, kind=Institution.Kind.MUNICIPALITY, name="Bashkia", actor=SYSTEM
    )
    police = services.add_institution(
        municipality=PLACE, kind=Institution.Kind.POLICE, name="Komisariati", actor=SYSTEM
    )
    words = keys.make_recovery(
        municipality=PLACE, keepers=[people[name].holder for name in KEEPERS], actor=SYSTEM
    )
    for first, second in ((0, 1), (1, 2)):
        keys.try_shares(municipality=PLACE, first=words[first], second=words[second], actor=SYSTEM)
    for name, role in HOLD.items():
        place = police if role == "police-station" else office
        post = services.add_post(
            institution=place, role=role, unit=UNIT.get(name, ""), actor=SYSTEM
        )
        services.appoint(person=people[name], post=post, actor=SYSTEM)
    people["zana"] = person("zana", ELSEWHERE)
    other = services.add_institution(
        municipality=ELSEWHERE, kind=Institution.Kind.MUNICIPALITY, name="Bashkia", actor=SYSTEM
    )
    post = services.add_post(institution=other, role="dv-coordinator", actor=SYSTEM)
    services.appoint(person=people["zana"], post=post, actor=SYSTEM)
    return Town(words=words, office=office, police=police, **people)


def sign_in(client: Client, someone: Person, ring: opening.Ring) -> Client:
    """Sign somebody in as after the second factor: session and browser each have a half."""
    client.force_login(someone)
    carried = opening.carry(ring)
    session = client.session
    session[IN_SESSION] = carried.sealed
    session[BEGAN] = int(time.time())
    session["account_authentication_methods_user"] = str(someone.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    client.cookies[COOKIE] = carried.cookie
    return client
