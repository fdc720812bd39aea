"""Who takes part in Drita's case besides her: the police, the doctor, a child-protection worker.

*Ilir* is the police and *Hana* the health centre, members; *Teuta* protects children and gives
advice; *Besnik* works next door without the case.
"""

from datetime import timedelta

from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.cases import services
from bashke.cases.models import Assignment
from tests.accounts import cast
from tests.accounts.cast import PLACE, SYSTEM
from tests.office import gating


def with_company(town, case):
    """Ilir and Hana are members, Teuta is an adviser."""
    clinic = accounts.add_institution(
        municipality=PLACE, kind="health", name="Qendra Shëndetësore", actor=SYSTEM
    )
    gating.agree(town, institution=clinic)
    town.hana = cast.person("hana")
    post = accounts.add_post(institution=clinic, role="health-centre", actor=SYSTEM)
    accounts.appoint(person=town.hana, post=post, actor=SYSTEM)
    for name, part in (("ilir", "member"), ("hana", "member"), ("teuta", "adviser")):
        joined(town, case, name, part)
    return town


def joined(town, case, name, part="member"):
    return services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=getattr(town, name),
        post=town.post(name), part=part,
    )  # fmt: skip


def assignment(town, case, name):
    return Assignment.objects.current().get(case=case, person=getattr(town, name))


def soon(days=1):
    return timezone.now() + timedelta(days=days)
