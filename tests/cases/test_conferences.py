"""A conference: who is called, who hears which case, and what it leaves behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.accounts.notice_places import address_of
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.conferences.telling import dates
from bashke.cases.models import Action, Assignment, Case, Conference, Item, Minutes, Seat
from bashke.cases.refusals import CaseError
from bashke.cases.services.conferences import hearing
from bashke.cases.services.minutes import minutes_for, words_of_action, words_of_decision
from bashke.keys.opening import open_all, open_with
from bashke.keys.refusals import ClosedError
from tests.accounts.cast import PLACE
from tests.cases.company import assignment, begin_now, soon, with_company
from tests.cases.conftest import sent_to

WHERE = "Dhoma 14, kati i dytë"


@pytest.fixture
def company(town, case):
    return with_company(town, case)


@pytest.fixture
def second(company):
    """Another case of Drita's, whose only member is the doctor."""
    referral = sent_to(company)
    other = services.accept(referral=referral, ring=company.ring("drita"), person=company.drita)
    services.add_member(
        case=other, ring=company.ring("drita"), by=company.drita, person=company.hana,
        post=company.post("hana"),
    )  # fmt: skip
    return other


def called(town, *cases, **given):
    wanted = {
        "starts_at": soon(),
        "ends_at": soon() + timedelta(hours=1),
        "place": WHERE,
        "note": "Sillni vetëm shënimet tuaja.",
    } | given
    return services.call_conference(
        person=town.drita, ring=town.ring("drita"), municipality=PLACE, cases=cases, **wanted
    )


@pytest.fixture
def conference(company, case):
    return called(company, case)


@pytest.fixture
def item(conference):
    return begin_now(conference).items.get()


def place_for(town, conference, name):
    opened = open_with(town.ring(name), conference.compartment)
    return opened.unseal(conference.place, field=conference.field("place"))


def test_the_members_of_a_case_are_called_and_told_without_content(company, conference):
    seats = {seat.person.name: seat.answer for seat in conference.seats.select_related("person")}

    assert seats == {"Drita": "comes", "Ilir": "none", "Hana": "none", "Teuta": "none"}
    notice = company.hana.notices.get(kind="conference-called")
    assert notice.subject == f"conference/{conference.reference}/0"
    assert not company.drita.notices.filter(kind="conference-called").exists()


@pytest.mark.parametrize("name", ["drita", "ilir", "hana", "teuta"])
def test_who_is_called_reads_where_it_is(company, conference, name):
    assert place_for(company, conference, name) == WHERE


@pytest.mark.parametrize("name", ["besnik", "sara", "zana"])
def test_nobody_else_reads_where_it_is(company, conference, name):
    with pytest.raises(ClosedError):
        place_for(company, conference, name)
    assert not Conference.objects.visible_to(getattr(company, name)).exists()


def test_each_hears_only_the_cases_that_are_theirs(company, case, second):
    called(company, case, second)

    heard = {
        name: {item.case for item in Item.objects.visible_to(getattr(company, name))}
        for name in ("drita", "hana", "ilir", "besnik")
    }

    assert heard == {
        "drita": {case, second}, "hana": {case, second}, "ilir": {case}, "besnik": set(),
    }  # fmt: skip


def test_only_cases_of_one_mechanism_that_one_leads_are_put_together(company, case, second):
    Case.objects.filter(pk=second.pk).update(mechanism="child-protection", version="2017-06-09")
    second.refresh_from_db()
    with pytest.raises(CaseError):
        called(company, case, second)
    with pytest.raises(CaseError):
        called(company)
    conference = called(company, case)
    with pytest.raises(CaseError):
        services.put_on_agenda(
            conference=conference, case=second, ring=company.ring("hana"), person=company.hana
        )


@pytest.mark.parametrize(
    "given",
    [
        {"starts_at": timezone.now() - timedelta(days=1)},
        {"ends_at": timezone.now() - timedelta(days=1)},
        {"ends_at": timezone.now() + timedelta(days=3)},
        {"place": "x" * 20_001},
    ],
    ids=["past", "ends-before", "too-long", "too-much"],
)
def test_a_conference_has_hours_that_can_be_kept(company, case, given):
    with pytest.raises(CaseError):
        called(company, case, **given)

    assert not Conference.objects.exists()


def test_who_is_called_answers_and_a_new_hour_asks_again(company, conference):
    seat = conference.seats.get(person=company.hana)
    services.answer_call(seat=seat, person=company.hana, answer="comes")
    with pytest.raises(CaseError):
        services.answer_call(seat=seat, person=company.ilir, answer="comes")

    services.move_conference(
        conference=conference, ring=company.ring("drita"), person=company.drita,
        starts_at=soon(2), ends_at=soon(2) + timedelta(hours=1), place="Salla", note="",
    )  # fmt: skip

    seat.refresh_from_db()
    assert seat.answer == Seat.Answer.NONE
    assert place_for(company, conference, "hana") == "Salla"
    assert company.hana.notices.filter(kind="conference-called").count() == 2


def test_called_off_it_is_told_and_over(company, case, second, conference):
    with pytest.raises(CaseError):
        services.call_off(conference=conference, person=company.hana)
    services.call_off(conference=conference, person=company.drita)

    assert conference.is_over
    assert company.hana.notices.filter(kind="conference-called").count() == 2
    with pytest.raises(CaseError):
        services.call_off(conference=conference, person=company.drita)
    with pytest.raises(CaseError):
        services.put_on_agenda(
            conference=conference, case=second, ring=company.ring("drita"), person=company.drita
        )


def test_who_is_not_needed_loses_the_place(company, conference):
    services.uncall(seat=conference.seats.get(person=company.ilir), person=company.drita)

    with pytest.raises(ClosedError):
        place_for(company, conference, "ilir")
    assert not Conference.objects.visible_to(company.ilir).exists()
    assert Assignment.objects.current().filter(person=company.ilir).exists()


def test_a_case_taken_off_the_agenda_lets_its_people_go(company, case, second):
    conference = called(company, case, second)

    services.take_off_agenda(item=conference.items.get(case=case), person=company.drita)

    assert {seat.person.name for seat in conference.seats.current()} == {"Drita", "Hana"}


def test_presence_is_noted_once_it_has_begun(company, conference):
    there = conference.seats.get(person=company.hana)
    with pytest.raises(CaseError):
        services.note_presence(conference=conference, person=company.drita, present={there.pk})

    services.note_presence(
        conference=begin_now(conference), person=company.drita, present={there.pk}
    )

    assert [seat.person for seat in conference.seats.filter(was_there=True)] == [company.hana]


def test_whose_own_people_it_touches_steps_out_and_the_item_is_gone(company, case, second):
    conference = called(company, case, second)
    item = conference.items.get(case=case)

    services.step_out(item=item, ring=company.ring("hana"), person=company.hana)

    assert [each.case for each in Item.objects.visible_to(company.hana)] == [second]
    assert not Case.objects.visible_to(company.hana).filter(pk=case.pk).exists()
    assert open_all(company.ring("hana"), [case.compartment]) == {}
    assert company.hana not in [each.person for each in hearing(case)]
    # The other case is still theirs, so the place is too.
    assert place_for(company, conference, "hana") == WHERE


def test_who_steps_out_of_the_only_case_has_no_seat_any_more(company, item):
    services.step_out(item=item, ring=company.ring("ilir"), person=company.ilir)

    assert not Conference.objects.visible_to(company.ilir).exists()


def test_who_leads_hands_the_case_over_before_stepping_out(company, item):
    with pytest.raises(CaseError):
        services.step_out(item=item, ring=company.ring("drita"), person=company.drita)


def test_a_decision_has_a_reason_and_keeps_dissent_for_every_member(company, case, item):
    ring = company.ring("drita")
    with pytest.raises(CaseError):
        services.decide(item=item, ring=ring, person=company.drita, text="Strehim", reason=" ")
    with pytest.raises(CaseError):
        services.decide(
            item=item, ring=company.ring("hana"), person=company.hana, text="x", reason="y"
        )

    made = services.decide(
        item=item, ring=ring, person=company.drita, text="Strehim sonte",
        reason="Ai ka çelësat.", dissent="Policia do të presë.",
    )  # fmt: skip

    opened = open_with(company.ring("ilir"), case.compartment)
    assert words_of_decision(made, opened) == {
        "text": "Strehim sonte", "reason": "Ai ka çelësat.", "dissent": "Policia do të presë.",
    }  # fmt: skip


def test_nothing_is_decided_before_it_begins(company, conference):
    with pytest.raises(CaseError):
        services.decide(
            item=conference.items.get(), ring=company.ring("drita"), person=company.drita,
            text="x", reason="y",
        )  # fmt: skip


def given_to(town, item, name, text="Vizitë nesër"):
    return services.add_action(
        item=item, ring=town.ring("drita"), person=town.drita, text=text,
        owner=assignment(town, item.case, name), due_on=timezone.localdate() + timedelta(days=2),
    )  # fmt: skip


def test_an_action_opens_to_its_owners_institution_and_to_who_leads(company, item):
    action = given_to(company, item, "hana")

    read = {
        name: words_of_action(action, company.ring(name)).get("text")
        for name in ("drita", "hana", "ilir", "teuta")
    }

    assert read == {"drita": "Vizitë nesër", "hana": "Vizitë nesër", "ilir": None, "teuta": None}
    seen = {n: Action.objects.visible_to(getattr(company, n)).count() for n in read}
    assert seen == {"drita": 1, "hana": 1, "ilir": 0, "teuta": 0}


def test_who_has_something_to_do_is_told_finds_it_and_does_it(company, item):
    action = given_to(company, item, "hana")
    assert company.hana.notices.filter(kind="action-given").count() == 1
    assert [*Action.objects.all().due_for(company.hana)] == [action]
    with pytest.raises(CaseError):
        services.finish_action(
            action=action, ring=company.ring("ilir"), person=company.ilir, outcome="U bë."
        )

    services.finish_action(
        action=action, ring=company.ring("hana"), person=company.hana, outcome="U bë."
    )

    assert not Action.objects.all().due_for(company.hana).exists()
    action.refresh_from_db()
    assert words_of_action(action, company.ring("drita"))["outcome"] == "U bë."
    with pytest.raises(CaseError):
        services.finish_action(
            action=action, ring=company.ring("hana"), person=company.hana, outcome="Prapë."
        )


def test_only_who_leads_leaves_an_action_out(company, item):
    action = given_to(company, item, "hana")
    with pytest.raises(CaseError):
        services.drop_action(
            action=action, ring=company.ring("hana"), person=company.hana, reason="Nuk dua."
        )

    services.drop_action(
        action=action, ring=company.ring("drita"), person=company.drita, reason="S’duhet më."
    )

    assert not Action.objects.open().exists()


def test_what_was_said_opens_to_who_leads_and_to_whom_it_is_given(company, item):
    services.write_minutes(
        item=item, ring=company.ring("drita"), person=company.drita, text="Ajo foli gjatë.",
        audiences={"health"},
    )  # fmt: skip

    read = {
        (name, audience): minutes_for(item, company.ring(name), audience)
        for name in ("drita", "hana", "ilir", "teuta")
        for audience in ("", "health", "police")
    }

    said = {who for who, text in read.items() if text == "Ajo foli gjatë."}
    assert said == {("drita", ""), ("drita", "health"), ("hana", "health")}


def test_taken_back_from_an_institution_it_reads_nothing(company, item):
    for audiences in ({"health", "police"}, {"police"}):
        services.write_minutes(
            item=item, ring=company.ring("drita"), person=company.drita, text="Fjalë",
            audiences=audiences,
        )  # fmt: skip

    assert {row.audience for row in Minutes.objects.all()} == {"", "police"}
    with pytest.raises(CaseError):
        services.write_minutes(
            item=item, ring=company.ring("drita"), person=company.drita, text="Fjalë",
            audiences={"school"},
        )  # fmt: skip


def test_a_new_lead_reads_the_minutes_and_every_action(company, case, item):
    given_to(company, item, "ilir", "Ruani rrugën")
    services.write_minutes(
        item=item, ring=company.ring("drita"), person=company.drita, text="Fjalë", audiences=()
    )

    services.hand_over(
        case=case, ring=company.ring("drita"), by=company.drita, to=company.teuta,
        post=company.post("teuta"),
    )  # fmt: skip

    ring = company.ring("teuta")
    assert minutes_for(item, ring, "") == "Fjalë"
    assert words_of_action(Action.objects.get(), ring)["text"] == "Ruani rrugën"


def test_a_month_later_nobody_knows_where_it_was(company, conference):
    ended = timezone.localdate(conference.ends_at)
    forgotten = [services.forget_places(today=ended + timedelta(days=n)) for n in (30, 31, 60)]

    assert forgotten == [0, 1, 0]

    conference.refresh_from_db()
    assert (conference.place, conference.note) == (b"", b"")
    with pytest.raises(ClosedError):
        open_with(company.ring("drita"), conference.compartment)
    assert Event.objects.filter(act="conference.place-forgotten").count() == 1


def test_with_a_case_everything_that_was_decided_about_it_goes(company, case, item):
    given_to(company, item, "hana")
    services.decide(
        item=item, ring=company.ring("drita"), person=company.drita, text="x", reason="y"
    )
    services.close(case=case, person=company.drita, reason="goals-met")
    Case.objects.filter(pk=case.pk).update(erase_on=timezone.localdate())

    services.erase(case=case)

    assert not Item.objects.exists()
    assert not Action.objects.exists()
    assert Conference.objects.exists()


def test_calendars_know_what_there_is_to_do_by_references_alone(company, case, item):
    given_to(company, item, "hana", "Kontroll nesër")

    known = {
        name: [entry.title for entry in dates(getattr(company, name))]
        for name in ("hana", "ilir", "besnik")
    }

    assert known == {
        "hana": ["Takim", f"{case.reference}: detyrë"], "ilir": ["Takim"], "besnik": [],
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["conference-called", "action-given"])
def test_a_notice_leads_nowhere_for_who_is_out(company, item, kind):
    given_to(company, item, "hana")
    notice = company.hana.notices.filter(kind=kind).latest("at")
    assert item.conference.reference in address_of(notice, "sq")

    services.step_out(item=item, ring=company.ring("hana"), person=company.hana)

    assert address_of(notice, "sq") == ""
