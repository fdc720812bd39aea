"""What hangs on a case beside its steps, what has to be on record first, and what keeps it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Assignment, Case, CaseLink, Hold, Order, Relative
from bashke.cases.refusals import CaseError
from bashke.cases.services.endings import due_for_erasure
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError
from bashke.office.gate.models import Agreement, Module
from bashke.office.gate.services import close_module
from tests.accounts.cast import PLACE, SYSTEM
from tests.cases.conftest import MECHANISM, STEP, drafted
from tests.cases.test_referral_pages import start, text_of

TODAY = timezone.localdate()
OF_A_CHILD = {"mechanism": "child-protection", "first_step": "report-received"}
SHORT = {"about": "Lira, 34 vjeç", "concern": "Ka frikë për veten."}


def close_here(mechanism=MECHANISM):
    close_module(module=Module.objects.of(PLACE).get(mechanism=mechanism), actor=SYSTEM)


def taken(town, name="drita", mechanism=MECHANISM, first_step=STEP):
    person = getattr(town, name)
    return services.take_by_phone(
        person=person, post=town.post(name), ring=town.ring(name), mechanism=mechanism,
        first_step=first_step, at=timezone.now(), texts=SHORT,
    )  # fmt: skip


def leading(town, case):
    return {"case": case, "ring": town.ring("drita"), "person": town.drita}


def ordered(town, case, days=30):
    return services.record_order(
        **leading(town, case), kind="protection", begins=TODAY, until=TODAY + timedelta(days=days),
        text="Nuk i afrohet banesës.",
    )  # fmt: skip


def held(town, case, days=30):
    until = TODAY + timedelta(days=days)
    return services.hold(**leading(town, case), until=until, reason="E kërkon gjykata.")


@pytest.mark.parametrize(
    "begin",
    [lambda town: drafted(town), lambda town: taken(town)],
    ids=["referred", "taken by phone"],
)
def test_nothing_begins_in_a_mechanism_that_is_not_open_here(town, begin):
    close_here()

    with pytest.raises(CaseError):
        begin(town)

    assert not Case.objects.exists()


def test_what_was_sent_before_is_not_accepted_once_it_is_closed(town, sent):
    close_here()

    with pytest.raises(CaseError):
        services.accept(referral=sent, ring=town.ring("drita"), person=town.drita)

    sent.refresh_from_db()
    assert sent.state == "sent"


def test_another_institution_takes_part_only_by_an_agreement_that_holds(town, case):
    adding = {
        "case": case, "ring": town.ring("drita"), "by": town.drita, "person": town.ilir,
        "post": town.post("ilir"),
    }  # fmt: skip
    Agreement.objects.update(until=TODAY - timedelta(days=1), signed_on=TODAY - timedelta(days=9))

    with pytest.raises(CaseError, match="Komisariati"):
        services.add_member(**adding)

    Agreement.objects.update(until=None)
    assert services.add_member(**adding).person == town.ilir


def test_of_a_relative_nothing_is_there_without_the_key(town, case):
    relative = services.add_relative(
        **leading(town, case), called="Genta", related="vajza", is_child=True
    )

    kept = bytes(Relative.objects.get().told)
    assert b"Genta" not in kept
    assert b"child" not in kept
    opened = open_with(town.ring("drita"), case.compartment)
    told = json.loads(opened.unseal(relative.told, field=f"relative/{relative.pk}/told"))
    assert told == {"called": "Genta", "related": "vajza", "is_child": True}


def test_that_an_order_ends_is_told_once_a_week_before_and_not_sooner(town, case, time_machine):
    ordered(town, case, days=30)
    assert services.tell_of_orders_that_end() == 0

    time_machine.move_to(timezone.now() + timedelta(days=24))

    assert services.tell_of_orders_that_end() == 1
    assert services.tell_of_orders_that_end() == 0
    assert town.drita.notices.get(kind="order-ends").subject.startswith("order/")


@pytest.mark.parametrize("how", ["lifted", "closed"])
def test_of_an_order_that_needs_no_follower_nothing_is_told(town, case, how):
    order = ordered(town, case, days=5)
    if how == "lifted":
        services.lift_order(order=order, person=town.drita)
    else:
        services.close(case=case, person=town.drita, reason="goals-met")

    assert services.tell_of_orders_that_end() == 0


def test_an_order_does_not_end_before_it_begins(town, case):
    with pytest.raises(CaseError):
        ordered(town, case, days=-1)


def test_a_link_is_seen_by_who_may_open_both_cases(town, case):
    other = taken(town)
    services.link_cases(case=case, other=other, person=town.drita)
    services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=town.ilir, post=town.post("ilir")
    )

    assert CaseLink.objects.visible_to(town.drita).exists()
    assert not CaseLink.objects.visible_to(town.ilir).exists()


def test_a_case_is_linked_to_none_that_one_may_not_open(town, case):
    other = taken(town, "teuta", **OF_A_CHILD)

    with pytest.raises(CaseError):
        services.link_cases(case=case, other=other, person=town.drita)


def test_a_mother_who_reports_gets_a_file_of_her_own(town):
    of_the_son = taken(town, "teuta", **OF_A_CHILD)

    hers = services.begin_beside(
        case=of_the_son, ring=town.ring("teuta"), person=town.teuta, post=town.post("teuta"),
        mechanism="child-protection", first_step="report-received", texts=SHORT,
    )  # fmt: skip

    assert hers.compartment != of_the_son.compartment
    assert CaseLink.objects.visible_to(town.teuta).count() == 1


def test_a_concern_about_extremism_and_a_child_is_no_second_file(town):
    of_a_child = taken(town, "teuta", **OF_A_CHILD)
    before = Case.objects.count()

    with pytest.raises(CaseError):
        services.begin_beside(
            case=of_a_child, ring=town.ring("teuta"), person=town.teuta, post=town.post("teuta"),
            mechanism="violent-extremism", first_step="concern-noted", texts=SHORT,
        )  # fmt: skip

    assert Case.objects.count() == before


def test_what_the_person_was_told_stands_with_the_closing(town, case):
    closing = {**leading(town, case), "reason": "goals-met"}
    with pytest.raises(CaseError):
        services.close_and_tell(**closing, told=" ")

    services.close_and_tell(**closing, told="I thamë me gojë, në zyrë.")

    case.refresh_from_db()
    assert case.closing == "goals-met"
    assert case.entries.get().kind == "told"


@pytest.mark.parametrize("days", [0, Hold.LONGEST.days + 1])
def test_a_hold_ends_within_half_a_year(town, case, days):
    services.close(case=case, person=town.drita, reason="goals-met")

    with pytest.raises(CaseError):
        held(town, case, days)


def test_an_open_case_is_not_held(town, case):
    with pytest.raises(CaseError):
        held(town, case)


def test_what_is_held_is_erased_when_the_hold_ends(town, case, time_machine):
    services.close(case=case, person=town.drita, reason="goals-met")
    Case.objects.update(erase_on=TODAY)
    held(town, case, days=10)
    assert due_for_erasure(TODAY) == []
    services.erase(case=case)
    case.refresh_from_db()
    assert case.erased_at is None

    time_machine.move_to(timezone.now() + timedelta(days=11))

    assert due_for_erasure(timezone.localdate()) == [case]


def test_a_hold_is_signed_anew_or_let_go(town, case):
    services.close(case=case, person=town.drita, reason="goals-met")
    held(town, case, days=10)
    held(town, case, days=20)
    assert [each.until for each in Hold.objects.standing()] == [TODAY + timedelta(days=20)]

    services.let_go(case=case, person=town.drita)

    assert not Hold.objects.standing().exists()


def test_with_a_case_goes_everything_that_hung_on_it(town, case):
    other = taken(town)
    services.link_cases(case=case, other=other, person=town.drita)
    services.add_relative(**leading(town, case), called="Genta", related="vajza", is_child=True)
    ordered(town, case)
    services.close(case=case, person=town.drita, reason="goals-met")
    Case.objects.filter(pk=case.pk).update(erase_on=TODAY)

    services.erase(case=case)

    assert not Relative.objects.exists()
    assert not CaseLink.objects.exists()
    assert not bytes(Order.objects.get().text)


def break_glass(town, case, hours=2):
    return accounts.break_glass(
        person=town.sara, municipality=PLACE, compartment=case.compartment, subject=case.subject,
        reason="Drita nuk përgjigjet, dhe ajo është në rrezik.", hours=hours,
        ring=town.ring("sara"),
    )  # fmt: skip


def test_who_breaks_the_glass_takes_part_for_so_many_hours(town, case, time_machine):
    assert not Case.objects.visible_to(town.sara).exists()

    break_glass(town, case)

    assert Case.objects.visible_to(town.sara).get() == case
    assert Assignment.objects.get(person=town.sara).part == "substitute"
    time_machine.move_to(timezone.now() + timedelta(hours=3))
    assert not Case.objects.visible_to(town.sara).exists()
    with pytest.raises(ClosedError):
        open_with(town.ring("sara"), case.compartment)


def test_a_substitute_can_break_it_again_when_the_hours_are_over(town, case, time_machine):
    break_glass(town, case)
    time_machine.move_to(timezone.now() + timedelta(hours=3))

    break_glass(town, case)

    assert Case.objects.visible_to(town.sara).exists()


def test_opening_and_searching_stand_on_the_trail_without_a_word(town, case):
    services.open_case(case=case, person=town.drita, part="notes")
    services.search_cases(person=town.drita, municipality=PLACE)

    acts = Event.objects.filter(actor=town.drita.actor).values_list("act", "subject")
    assert ("case.opened", f"{case.subject}/notes") in acts
    assert ("case.searched", "cases/own") in acts


def test_the_papers_that_are_done_are_those_that_the_step_names(town, case):
    services.finish_step(
        step=case.steps.get(), ring=town.ring("drita"), person=town.drita, outcome="U bë.",
        go_to=[], papers=["dv-intake", "invented"],
    )  # fmt: skip

    assert case.steps.get().papers == ["dv-intake"]


def test_what_is_not_open_here_is_not_offered_and_a_way_there_says_so(town, besnik):
    close_here()

    offered = besnik.get(f"/sq/{PLACE}/referrals/new/").text
    went = besnik.get(start("may"))

    assert "domestic-violence/" not in offered
    assert "child-protection/" in offered
    assert "Kjo bashki nuk i ka hapur këtu rastet" in text_of(went)
