from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.accounts import belongings
from bashke.accounts import services as accounts
from bashke.accounts.models import Notice
from bashke.accounts.services.memberships import Succession
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Assignment, Case
from bashke.cases.refusals import CaseError
from bashke.cases.services import sealed_parts
from bashke.cases.services.leaving import BELONGING
from bashke.cases.services.sealed_parts import PartKind, compartments_of, part_of
from bashke.keys.opening import open_all, open_with
from bashke.keys.refusals import KeysError
from tests.accounts.cast import PLACE, SYSTEM, person
from tests.cases.conftest import sent_to

KIND = "for-helpers"
HOUR = timedelta(hours=1)
REASON = "Askush tjetër nuk e drejton rastin."


@pytest.fixture
def case(town, monkeypatch):
    monkeypatch.setattr(sealed_parts, "kinds", {})
    sealed_parts.register(PartKind(KIND, lambda each: each.post.institution.kind != "police"))
    case = services.accept(referral=sent_to(town), ring=town.ring("drita"), person=town.drita)
    part_of(case=case, kind=KIND, ring=town.ring("drita"), person=town.drita)
    return case


@pytest.fixture
def eva(town):
    """Somebody else in the office of Drita, who holds no post yet."""
    town.eva = person("eva")
    return town.eva


def join(case, town, name):
    return services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=getattr(town, name),
        post=town.post(name),
    )  # fmt: skip


def leave(town, name):
    accounts.end_membership(membership=town.membership(name), actor=town.agim.actor)


def hand_over(town, successor, name="drita"):
    accounts.hand_over_office(
        successions=[Succession(town.membership(name), successor)],
        ring=town.ring(name),
        actor=getattr(town, name).actor,
    )


def leads(case):
    current = Assignment.objects.current().filter(case=case, part=Assignment.Part.LEAD)
    return [each.person for each in current]


def reads(town, name, case):
    """Whether every part opens, and the summary with it."""
    mine = compartments_of(case)
    opened = open_all(town.ring(name), mine)
    case.refresh_from_db()
    return len(opened) == len(mine) and bool(
        opened[case.compartment].unseal(case.summary, field=case.field("summary"))
    )


def sees(person, case):
    return Case.objects.visible_to(person).filter(pk=case.pk).exists()


def test_an_office_goes_over_with_its_cases(case, eva, town):
    hand_over(town, eva)

    assert leads(case) == [eva]
    assert reads(town, "eva", case)
    assert sees(eva, case)
    assert not sees(town.drita, case)
    assert Notice.objects.filter(person=eva, kind=Notice.Kind.CASE_SHARED).count() == 1


def test_what_is_written_afterwards_is_not_for_who_left(case, eva, town):
    hand_over(town, eva)
    entry = services.add_entry(
        case=case, ring=town.ring("eva"), person=eva, kind="note", text="pas dorëzimit"
    )

    kept = open_all(town.ring("drita"), [case.compartment]).get(case.compartment)
    with pytest.raises(KeysError):
        kept.unseal(entry.text, field=f"{entry}/text")


def test_a_closed_case_goes_over_too(case, eva, town):
    services.close(case=case, person=town.drita, reason="goals-met")

    hand_over(town, eva)
    services.reopen(case=case, person=eva)

    assert leads(case) == [eva]


def test_a_member_who_takes_over_leads_and_is_there_once(case, eva, town):
    accounts.appoint(person=eva, post=town.post("teuta"), is_substitute=True, actor=SYSTEM)
    services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=eva, post=town.post("teuta")
    )

    post = town.post("drita")
    hand_over(town, eva)

    assert leads(case) == [eva]
    [assignment] = Assignment.objects.current().filter(case=case)
    # Who takes a post over carries the case at that post: it goes on with it again.
    assert assignment.post == post


def test_who_stepped_out_takes_no_case_over(case, eva, town):
    accounts.recuse(
        person=eva, municipality=PLACE, subject=case.subject, compartments=[],
        ring=town.ring("eva"),
    )  # fmt: skip

    hand_over(town, eva)

    assert leads(case) == []
    assert not sees(eva, case)


def test_a_post_left_without_successor_ends_the_reading_at_once(case, town):
    join(case, town, "ilir")

    leave(town, "drita")

    assert leads(case) == []
    assert not sees(town.drita, case)
    told = Notice.objects.filter(kind=Notice.Kind.CASE_LEADERLESS, subject=case.subject)
    assert [each.person for each in told] == [town.ilir]
    assert Event.objects.filter(act="member.ended", subject__startswith=case.subject).exists()


def test_who_was_appointed_anew_before_the_old_time_is_cleared_away_goes_on(case, town):
    old = town.membership("drita")
    now = timezone.now()
    type(old).objects.filter(pk=old.pk).update(starts_at=now - HOUR, ends_at=now)
    accounts.appoint(person=town.drita, post=old.post, actor=SYSTEM)

    assert accounts.end_lapsed() == 1

    assert leads(case) == [town.drita]


def test_where_the_time_at_a_post_ran_out_the_case_is_let_go(case, town):
    old = town.membership("drita")
    now = timezone.now()
    type(old).objects.filter(pk=old.pk).update(starts_at=now - HOUR, ends_at=now)

    accounts.end_lapsed()

    assert leads(case) == []


def test_who_opens_it_in_an_emergency_names_a_new_lead(case, eva, town):
    accounts.appoint(person=eva, post=town.post("teuta"), is_substitute=True, actor=SYSTEM)
    leave(town, "drita")
    broken = {
        "person": town.sara, "municipality": PLACE, "compartment": case.compartment,
        "subject": case.subject, "reason": REASON, "hours": 2, "ring": town.ring("sara"),
    }  # fmt: skip
    accounts.break_glass(**broken)
    named = {"case": case, "by": town.sara, "to": eva, "post": town.post("teuta")}
    # One part of it is still shut.
    with pytest.raises(CaseError, match="whole case|krejt"):
        services.name_lead(ring=town.ring("sara"), **named)


def test_all_parts_open_together_and_go_to_the_new_lead(case, eva, town):
    accounts.appoint(person=eva, post=town.post("teuta"), is_substitute=True, actor=SYSTEM)
    leave(town, "drita")
    accounts.break_glass(
        person=town.sara, municipality=PLACE, compartment=case.compartment,
        along=compartments_of(case)[1:], subject=case.subject, reason=REASON, hours=2,
        ring=town.ring("sara"),
    )  # fmt: skip

    services.name_lead(
        case=case, ring=town.ring("sara"), by=town.sara, to=eva, post=town.post("teuta")
    )

    assert leads(case) == [eva]
    assert reads(town, "eva", case)
    told = Notice.objects.filter(kind=Notice.Kind.GLASS_BROKEN, person=town.mira)
    assert told.count() == 1


def test_who_was_there_for_hours_leads_for_good(case, town, time_machine):
    """A substitute for emergencies who also coordinates, and takes the case over."""
    opened_for_hours(town, case)
    accounts.appoint(person=town.sara, post=town.post("teuta"), is_substitute=True, actor=SYSTEM)
    with town.ring("teuta") as ring:
        held = town.sara.memberships.get(post=town.post("teuta"))
        accounts.give_key(membership=held, ring=ring, actor=SYSTEM)

    services.name_lead(
        case=case, ring=town.ring("sara"), by=town.sara, to=town.sara, post=town.post("teuta")
    )

    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert leads(case) == [town.sara]
    assert reads(town, "sara", case)


def opened_for_hours(town, case):
    leave(town, "drita")
    accounts.break_glass(
        person=town.sara, municipality=PLACE, compartment=case.compartment,
        along=compartments_of(case)[1:], subject=case.subject, reason=REASON, hours=2,
        ring=town.ring("sara"),
    )  # fmt: skip


def test_a_case_with_a_lead_gets_no_second_one(case, eva, town):
    accounts.appoint(person=eva, post=town.post("teuta"), is_substitute=True, actor=SYSTEM)
    join(case, town, "ilir")

    with pytest.raises(CaseError):
        services.name_lead(
            case=case, ring=town.ring("ilir"), by=town.ilir, to=eva, post=town.post("teuta")
        )


def test_nobody_leads_from_a_post_that_leads_none(case, town):
    with pytest.raises(CaseError):
        services.hand_over(
            case=case, ring=town.ring("drita"), by=town.drita, to=town.besnik,
            post=town.post("besnik"),
        )  # fmt: skip
    assert leads(case) == [town.drita]


def test_the_key_of_a_post_left_opens_nothing_new(case, town):
    leave(town, "drita")

    with pytest.raises(CaseError):
        services.close(case=case, person=town.drita, reason="goals-met")
    assert open_with(town.ring("drita"), case.compartment).epochs == [1]


def test_belongings_are_registered_once():
    belongings.register(BELONGING)
    with pytest.raises(ValueError, match="already"):
        belongings.register(belongings.Belonging("cases", BELONGING.hand_over, lambda *_: None))
