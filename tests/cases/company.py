"""Who takes part in Drita's case besides her: the police, the doctor, a child-protection worker.

*Ilir* is the police and *Hana* the health centre, members; *Teuta* protects children and gives
advice; *Besnik* works next door without the case.
"""

from datetime import timedelta

from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.cases import services
from bashke.cases.models import Assignment, Conference
from tests.accounts import cast
from tests.accounts.cast import PLACE, SYSTEM
from tests.cases.conftest import sent_to
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


def carried(town):
    """A case of Drita's with Ilir and Teuta: a plan that holds, a draft, a conference under way."""
    case = services.accept(referral=sent_to(town), ring=town.ring("drita"), person=town.drita)
    joined(town, case, "ilir")
    joined(town, case, "teuta", "adviser")
    ring, by = town.ring("drita"), town.drita
    plan = services.begin_plan(case=case, ring=ring, person=by)
    services.write_plan(plan=plan, ring=ring, person=by, texts={"goals": "Qetësi"})
    help_ = services.add_help(
        plan=plan, ring=ring, person=by, what="Bravë", helper="Bashkia", due_on=None
    )
    services.agree_plan(plan=plan, ring=ring, person=by, signed_on=timezone.localdate())
    draft = services.begin_plan(case=case, ring=ring, person=by)
    conference = services.call_conference(
        person=by, ring=ring, municipality=PLACE, cases=[case], place="Salla", note="",
        starts_at=soon(), ends_at=soon() + timedelta(hours=1),
    )  # fmt: skip
    begin_now(conference)
    action = services.add_action(
        item=conference.items.get(), ring=ring, person=by, owner=assignment(town, case, "ilir"),
        due_on=timezone.localdate(), text="Ruani rrugën",
    )  # fmt: skip
    return {
        "conference.case": case.reference,
        "help.that_holds": help_.pk,
        "help.of_the_draft": draft.helps.get().pk,
        "conference.of_drita": conference.reference,
        "seat.of_ilir": conference.seats.get(person=town.ilir).pk,
        "action.of_ilir": action.pk,
    }


def begin_now(conference):
    """It began five minutes ago."""
    now = timezone.now()
    Conference.objects.filter(pk=conference.pk).update(
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=1)
    )
    conference.refresh_from_db()
    return conference
