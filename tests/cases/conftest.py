"""A referral of Besnik's to Drita, who coordinates on domestic violence, and what became of it."""

from datetime import date

import pytest
from django.test import Client

from bashke.accounts import services as accounts
from bashke.cases import services
from bashke.cases.services.referrals import Grounds
from tests.accounts import cast
from tests.accounts.cast import PLACE, SYSTEM, sign_in
from tests.office import gating

MECHANISM, STEP = "domestic-violence", "report-received"
WORDS = {
    "about": "Ana Prifti",
    "concern": "Erdhi me shenja në fytyrë dhe tha se ka frikë të kthehet në shtëpi.",
    "reach": "Vetëm në punë, në mëngjes; kurrë me telefon.",
    "necessity": "Askush tjetër nuk e njeh situatën dhe ajo kërkoi ndihmë.",
}
MAY = Grounds(ground="task", help_agreed="yes", telling_agreed="yes")
MUST = Grounds(ground="duty", help_agreed="not-asked", telling_agreed="not-asked")


@pytest.fixture(autouse=True)
def cheap(cheap_keys):
    """Real runs of Argon2 with little memory."""


@pytest.fixture
def town(db):
    return gating.opened(cast.town())


def browser(town, name):
    """Somebody who is signed in, in a browser of their own."""
    return sign_in(Client(), getattr(town, name), town.ring(name))


@pytest.fixture
def besnik(town, static_files):
    return browser(town, "besnik")


@pytest.fixture
def drita(town, static_files):
    return browser(town, "drita")


@pytest.fixture
def draft(town):
    return drafted(town)


def drafted(town, **given):
    wanted = {"mechanism": MECHANISM, "first_step": STEP, "duty": "may"} | given
    referral = services.begin(
        sender=town.besnik, sender_post=town.post("besnik"), municipality=PLACE, **wanted
    )
    services.write(
        referral=referral, ring=town.ring("besnik"), actor=town.besnik.actor, texts=WORDS
    )
    return referral


def sent_to(town, name="drita", draft=None, grounds=MAY, **given):
    referral = draft or drafted(town)
    services.send(
        referral=referral, post=town.post(name), grounds=grounds, ring=town.ring("besnik"),
        actor=town.besnik.actor, **given,
    )  # fmt: skip
    return referral


def clinic_of(town):
    """A post of a health centre, which nobody with an account holds."""
    centre = accounts.add_institution(
        municipality=PLACE, kind="health", name="Qendra Shëndetësore", actor=SYSTEM
    )
    return accounts.add_post(institution=centre, role="health-centre", actor=SYSTEM)


def sent_outside(town, clinic=None):
    """Link and code of a referral to the health centre."""
    return services.send_outside(
        referral=drafted(town), post=clinic or clinic_of(town), grounds=MAY,
        ring=town.ring("besnik"), sender=town.besnik,
    )  # fmt: skip


def under_an_earlier_law(town):
    """A case of Drita's that began before the law of 2026, with Ilir as a member."""
    draft = drafted(town, on=date(2026, 2, 27))
    ring = town.ring("drita")
    case = services.accept(referral=sent_to(town, draft=draft), ring=ring, person=town.drita)
    services.add_member(
        case=case, ring=ring, by=town.drita, person=town.ilir, post=town.post("ilir")
    )
    return case


@pytest.fixture
def sent(town):
    return sent_to(town)


@pytest.fixture
def case(town, sent):
    return services.accept(referral=sent, ring=town.ring("drita"), person=town.drita)
