"""Librazhd with Edlira, who answers people about their data, and a colleague of Drita's."""

import pytest
from django.utils import timezone, translation

from bashke.accounts import services as accounts
from bashke.cases import services
from bashke.cases.services.questions import Marked
from bashke.cases.services.redacting import passages_of, print_of
from bashke.cases.services.rights import Asked
from tests.accounts import cast
from tests.accounts.cast import PLACE, SYSTEM
from tests.office import gating

NAME = "Ana Prifti, 1992"
ASKS = {"who": NAME, "contact": "Vetëm në dorë.", "wants": "Dua të di çfarë shkruhet për mua."}


@pytest.fixture(autouse=True)
def in_english():
    """Refusals are read in English here; pages say themselves in which language they are."""
    with translation.override("en"):
        yield


def with_officer(town):
    """Edlira is the officer; Blerta holds Drita's post too, so that there is a second person."""
    town.edlira = cast.person("edlira")
    post = accounts.add_post(institution=town.office, role="data-protection-officer", actor=SYSTEM)
    accounts.appoint(person=town.edlira, post=post, actor=SYSTEM)
    town.blerta = cast.person("blerta")
    waiting = accounts.appoint(
        person=town.blerta, post=town.post("drita"), actor=SYSTEM, is_substitute=True
    )
    accounts.give_key(membership=waiting, ring=town.ring("drita"), actor=town.drita.actor)
    return town


@pytest.fixture
def town(db):
    return with_officer(gating.opened(cast.town()))


@pytest.fixture
def shared(town, case):
    """The case, in which Blerta takes part beside Drita."""
    services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=town.blerta,
        post=town.post("drita"), part="adviser",
    )  # fmt: skip
    return case


def taken(town, **given):
    wanted = {"kind": "access", "asker": "victim", "came_on": timezone.localdate()} | given
    return services.take_request(
        municipality=PLACE, officer=town.edlira, asked=Asked(texts=ASKS, **wanted)
    )


def asked(town, name="drita", **given):
    """A question to Drita's post."""
    request = taken(town, **given)
    services.check_identity(request=request, person=town.edlira, how="document")
    [question] = services.ask_posts(
        request=request, ring=town.ring("edlira"), person=town.edlira,
        posts=[town.post(name)], text=f"{NAME}: çfarë mbani për të?",
    )  # fmt: skip
    return question


def marked(case, ring, part="case", **given):
    passages = passages_of(case, ring, part)
    wanted = {
        "include": [each.source for each in passages],
        "strike": (),
        "words": (),
        "seen": print_of(passages),
    } | given
    return Marked(**wanted)


def proposed(town, question, case, part="case", **given):
    ring = town.ring("drita")
    return services.propose_extract(
        question=question, case=case, ring=ring, by=town.drita, second=town.blerta,
        marked=marked(case, ring, part, **given),
    )  # fmt: skip


def released(town, question, case, **given):
    extract = proposed(town, question, case, **given)
    services.release_extract(extract=extract, ring=town.ring("blerta"), person=town.blerta)
    extract.refresh_from_db()
    return extract


def replied(town, question, answer, reason="Sipas ligjit.", name="drita"):
    services.answer_question(
        question=question, ring=town.ring(name), person=getattr(town, name), answer=answer,
        reason=reason,
    )  # fmt: skip
    question.refresh_from_db()
