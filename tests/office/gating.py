"""Librazhd with everything on record: what tests take one thing away from."""

from datetime import timedelta

from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Institution, Membership, Post
from bashke.guide.edition import from_files
from bashke.office.gate import services
from bashke.office.gate.models import Module
from tests.accounts.cast import PLACE, SYSTEM, person

DV, VE = "domestic-violence", "violent-extremism"
TODAY = timezone.localdate()
A_YEAR_ON = TODAY + timedelta(days=365)
SIGNED = {"signed_by": "Kryetari", "signed_on": TODAY, "protocol_number": "12/3", "actor": SYSTEM}


def control(town, **more):
    given = {"institution": town.office, "is_joint": False, "basis": "VKB 3/2026", "actor": SYSTEM}
    return services.name_controller(**(given | more))


def agree(town, institution=None, until=None, signed_on=TODAY):
    return services.record_agreement(
        institution=institution or town.police,
        protocol_number="77",
        signed_on=signed_on,
        until=until,
        actor=SYSTEM,
    )


def opened(town, but=()):
    """Every module is open `but` these, and with the police there is an agreement."""
    today = timezone.localdate()
    Module.objects.bulk_create(
        Module(municipality=PLACE, mechanism=each.key)
        for each in from_files().library.on(today)
        if each.kind == "mechanism" and each.key not in but
    )
    police = Institution.objects.get(municipality=PLACE, kind="police")
    agree(town, institution=police, signed_on=today)
    return town


def assess(mechanisms=(DV,), review_on=A_YEAR_ON, **more):
    return services.record_assessment(
        municipality=PLACE, mechanisms=mechanisms, review_on=review_on, **(SIGNED | more)
    )


def complain():
    return services.state_complaint_way(
        municipality=PLACE, text_sq="Ejani te zyra 4.", text_en="Come to room 4.", actor=SYSTEM
    )


def appointed(town, name, role, *, substitute=False):
    """Somebody new in a post of the municipality's office."""
    someone = getattr(town, name, None) or person(name)
    setattr(town, name, someone)
    post = Post.objects.working().filter(institution=town.office, role=role).first()
    post = post or accounts.add_post(institution=town.office, role=role, actor=SYSTEM)
    return accounts.appoint(person=someone, post=post, actor=SYSTEM, is_substitute=substitute)


def second_coordinator(town):
    """Norma stands in for Drita, and was given the post's key by her."""
    membership = appointed(town, "norma", "dv-coordinator", substitute=True)
    with town.ring("drita") as ring:
        accounts.give_key(membership=membership, ring=ring, actor=SYSTEM)
    return membership


def prepared(town):
    """Everything that the module on domestic violence needs, and nothing of another's own."""
    control(town)
    agree(town)
    assess()
    complain()
    appointed(town, "oltion", "complaints-officer")
    services.accept_keeping(municipality=PLACE, **SIGNED)
    second_coordinator(town)
    return town


def leave(town, name):
    for membership in Membership.objects.current().filter(person=getattr(town, name)):
        accounts.end_membership(membership=membership, actor=SYSTEM)
