"""The papers of a demonstration, invented like its people, and the modules that they open."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bashke.accounts.demo import NAMES
from bashke.accounts.models import Institution
from bashke.office.gate.conditions import BY_DECISION
from bashke.office.gate.models import Module
from bashke.office.gate.records import read
from bashke.office.gate.services.papers import (
    accept_keeping,
    name_controller,
    record_agreement,
    record_assessment,
    state_complaint_way,
)

SYSTEM = "system"


def open_demo() -> int:
    """Open what the four municipalities can lead; for how many modules."""
    return sum(open_place(slug) for slug in NAMES)


@transaction.atomic
def open_place(slug: str) -> int:
    """Invented papers, then every module for whose lead a post is there, but those by decision.

    A demonstration has no second person for each post, so the page of the gate still names that.
    """
    today = timezone.localdate()
    own, *others = sorted(
        Institution.objects.of(slug), key=lambda each: each.kind != Institution.Kind.MUNICIPALITY
    )
    name_controller(institution=own, is_joint=False, basis="demo", actor=SYSTEM)
    for institution in others:
        record_agreement(
            institution=institution, protocol_number="0", signed_on=today, until=None, actor=SYSTEM
        )
    keys = sorted({each.key for each in read(slug).planned} - BY_DECISION)
    record_assessment(
        municipality=slug,
        mechanisms=keys,
        signed_by="Demo",
        signed_on=today,
        protocol_number="0",
        review_on=today + timedelta(days=365),
        actor=SYSTEM,
    )
    state_complaint_way(
        municipality=slug,
        text_sq="Demonstrim: ankesat nuk i merr askush.",
        text_en="Demonstration: nobody receives complaints.",
        actor=SYSTEM,
    )
    accept_keeping(
        municipality=slug, signed_by="Demo", signed_on=today, protocol_number="0", actor=SYSTEM
    )
    Module.objects.bulk_create(Module(municipality=slug, mechanism=key) for key in keys)
    return len(keys)
