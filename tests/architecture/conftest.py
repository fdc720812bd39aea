"""The site as somebody meets it: people of every role, signed in, and something of each kind."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from bashke.accounts import services
from bashke.accounts.models import Institution, Notice
from bashke.cases import services as cases
from bashke.directory.links import token_for
from bashke.directory.models import Contact
from bashke.guide.addresses import code
from bashke.office.services import setting_up
from tests.accounts import cast
from tests.cases.company import carried
from tests.cases.conftest import drafted, sent_outside, sent_to, under_an_earlier_law
from tests.cases.rights.conftest import asked, with_officer
from tests.office import gating

NOBODY = "nobody"
OF_DIBER = {"arben": "administrator", "bora": "auditor"}
EVERYBODY = [
    NOBODY, "agim", "mira", "drita", "besnik", "teuta", "ilir", "vera", "sara", "zana", *OF_DIBER,
    "leka",
]  # fmt: skip


def peopled() -> cast.Town:
    """The cast, more people of Dibër than one, and somebody who has left."""
    town = cast.town()
    office = Institution.objects.get(municipality=cast.ELSEWHERE)
    for name, role in OF_DIBER.items():
        someone = cast.person(name, cast.ELSEWHERE)
        post = services.add_post(institution=office, role=role, actor=cast.SYSTEM)
        services.appoint(person=someone, post=post, actor=cast.SYSTEM)
        setattr(town, name, someone)
    town.leka = cast.person("leka")
    return town


def with_one_of_each(town: cast.Town) -> dict[str, object]:
    """Something of each kind, by the words of `access.yaml`."""
    gating.opened(town, but=["child-protection"])
    call_command("demo", without_people=True)
    setting_up.begin(slug=cast.PLACE, by=town.agim)
    contact = Contact.objects.of(cast.PLACE).filter(is_protected=False).exclude(phone="").first()
    notice = Notice.objects.create(
        person=town.drita, municipality=cast.PLACE, kind="key-given", subject="membership/1"
    )
    arta = cast.person("arta")
    waiting = services.appoint(
        person=arta, post=town.post("drita"), actor=cast.SYSTEM, is_substitute=True
    )
    question = asked(with_officer(town))
    invited = services.invite(post=town.post("drita"), email="new@example.org", by=town.agim)
    return {
        "institution.of_librazhd": town.office.pk,
        "invitation.pk": invited.invitation.pk,
        "invitation.token": invited.token,
        "person.besnik": town.besnik.pk,
        "post.of_drita": town.post("drita").pk,
        "question.of_drita": question.pk,
        "request.open": question.request.reference,
        "unknown.uuid": uuid4(),
        "outside.token": sent_outside(town).token,
        "referral.draft": drafted(town).reference,
        **case_of_drita(town),
        "referral.sent": sent_to(town).reference,
        "renewal.token": services.allow_renewal(
            person=town.zana, municipality=cast.ELSEWHERE, actor=cast.SYSTEM
        ),
        "agreement.of_police": gating.agree(town).pk,
        "calendar.token": services.make_calendar(person=town.drita),
        **carried(town),
        "case.earlier": under_an_earlier_law(town).reference,
        "contact.token": token_for(contact),
        "contact.id": contact.pk,
        "mechanism.code": code("child-protection"),
        "notice.of_drita": notice.pk,
        "membership.that_waits_for_drita": waiting.pk,
    }


def case_of_drita(town: cast.Town) -> dict[str, object]:
    """A case that Drita leads, with Ilir as a member, somebody of the family and an order."""
    given = {"ring": town.ring("drita"), "person": town.drita}
    case = cases.accept(referral=sent_to(town), **given)
    member = cases.add_member(
        case=case, ring=given["ring"], by=town.drita, person=town.ilir, post=town.post("ilir")
    )
    relative = cases.add_relative(
        case=case, called="Genta", related="vajza", is_child=True, **given
    )
    today = timezone.localdate()
    order = cases.record_order(
        case=case, kind="protection", begins=today, until=today, text="", **given
    )
    return {
        "case.worked_on": case.reference,
        "case.step": case.steps.get().pk,
        "case.part_of_ilir": member.pk,
        "case.relative": relative.pk,
        "case.order": order.pk,
    }


@pytest.fixture
def site(db, cheap_keys, static_files):
    """`site.ask(name)` is that person's browser."""
    town = peopled()
    things = with_one_of_each(town)
    browsers = {NOBODY: Client(raise_request_exception=True)}
    for name in EVERYBODY[1:]:
        browsers[name] = cast.sign_in(Client(), getattr(town, name), town.ring(name))
    services.leave_for_good(person=town.leka, actor=cast.SYSTEM)
    return SimpleNamespace(town=town, things=things, browsers=browsers)
