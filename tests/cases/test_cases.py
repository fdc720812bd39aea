"""A case is carried by who is assigned to it, along its mechanism, to its end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Assignment, Case, Entry, Step
from bashke.cases.refusals import CaseError
from bashke.cases.services.endings import due_for_erasure
from bashke.cases.services.referrals import words_of
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError
from tests.cases.conftest import STEP, WORDS


def summary(case, ring):
    case.refresh_from_db()
    return open_with(ring, case.compartment).unseal(case.summary, field=case.field("summary"))


def with_police(town, case):
    return services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=town.ilir, post=town.post("ilir")
    )


def test_only_who_is_assigned_sees_the_case(town, case):
    seen = {
        name
        for name in ("besnik", "drita", "teuta", "agim", "mira", "ilir", "sara", "zana")
        if Case.objects.visible_to(getattr(town, name)).exists()
    }

    assert seen == {"drita"}
    for name in ("besnik", "teuta", "agim", "ilir"):
        with pytest.raises(ClosedError):
            summary(case, town.ring(name))


def test_a_member_reads_what_was_written_before_and_never_who_reported(town, case):
    with_police(town, case)

    assert summary(case, town.ring("ilir")) == WORDS["concern"]
    with pytest.raises(ClosedError):
        words_of(case.referral, town.ring("ilir"))


def test_access_ends_with_the_assignment(town, case):
    assignment = with_police(town, case)

    services.end_member(assignment=assignment, by=town.drita)
    services.rewrite(
        case=case, ring=town.ring("drita"), person=town.drita, field="summary", text="E re."
    )

    assert not Case.objects.visible_to(town.ilir).exists()
    with pytest.raises(ClosedError):
        summary(case, town.ring("ilir"))
    assert summary(case, town.ring("drita")) == "E re."


def test_a_member_changes_nobodys_part(town, case):
    with_police(town, case)

    with pytest.raises(CaseError):
        services.add_member(
            case=case, ring=town.ring("ilir"), by=town.ilir, person=town.teuta,
            post=town.post("teuta"),
        )  # fmt: skip
    with pytest.raises(CaseError):
        services.close(case=case, person=town.ilir, reason="goals-met")


def test_a_case_is_handed_over_whole(town, case):
    services.hand_over(
        case=case, ring=town.ring("drita"), by=town.drita, to=town.teuta, post=town.post("teuta")
    )

    assert Case.objects.visible_to(town.teuta).get() == case
    assert not Case.objects.visible_to(town.drita).exists()
    assert summary(case, town.ring("teuta")) == WORDS["concern"]
    assert Assignment.objects.current().get(case=case).part == "lead"


def test_the_first_step_begins_with_its_clock_from_the_report(town, case):
    step = case.steps.get()

    assert step.key == STEP
    assert step.due_at == case.reported_at + timedelta(hours=24)
    # Nobody has confirmed this deadline: it is proposed practice, and never late by law.
    assert not step.is_confirmed
    assert not Step.objects.late(step.due_at + timedelta(days=9)).exists()
    assert Step.objects.past_due(step.due_at).get() == step


def test_a_step_leads_only_where_the_mechanism_leads(town, case):
    step = case.steps.get()
    done = {"step": step, "ring": town.ring("drita"), "person": town.drita, "outcome": "U bë."}

    with pytest.raises(CaseError):
        services.finish_step(**done, go_to=["closing-of-another"])
    services.finish_step(**done, go_to=["medical-help", "risk-assessment"])

    assert set(case.steps.open().values_list("key", flat=True)) == {
        "medical-help",
        "risk-assessment",
    }
    with pytest.raises(CaseError):
        services.finish_step(**done, go_to=[])


def test_a_clock_that_stood_still_is_due_as_much_later(town, case, time_machine):
    step = case.steps.get()
    due = step.due_at
    services.pause(step=step, person=town.drita, ground="person-away")
    assert not Step.objects.past_due(due).exists()

    time_machine.move_to(timezone.now() + timedelta(hours=5), tick=False)
    services.resume(step=step, person=town.drita)

    step.refresh_from_db()
    assert timedelta(hours=5) <= step.due_at - due < timedelta(hours=5, minutes=1)
    with pytest.raises(CaseError):
        services.resume(step=step, person=town.drita)


def test_a_message_reaches_the_members_without_a_word_of_it(town, case):
    with_police(town, case)

    entry = services.add_entry(
        case=case, ring=town.ring("drita"), person=town.drita, kind="message", text="Nesër në 9."
    )

    notice = town.ilir.notices.unseen().get(kind="case-message")
    assert notice.subject == f"entry/{entry.pk}"
    assert b"9" not in bytes(entry.text) or b"Nes" not in bytes(entry.text)
    opened = open_with(town.ring("ilir"), case.compartment)
    assert opened.unseal(entry.text, field=f"entry/{entry.pk}/text") == "Nesër në 9."


def test_every_case_has_an_end_and_then_no_word_is_left(town, case, time_machine):
    services.add_entry(
        case=case, ring=town.ring("drita"), person=town.drita, kind="note", text="Shënim."
    )
    services.close(case=case, person=town.drita, reason="goals-met")
    assert due_for_erasure(timezone.localdate()) == []
    with pytest.raises(CaseError):
        services.add_entry(
            case=case, ring=town.ring("drita"), person=town.drita, kind="note", text="Vonë."
        )

    time_machine.move_to(timezone.now() + timedelta(days=731), tick=False)
    for due in due_for_erasure(timezone.localdate()):
        services.erase(case=due)
        services.erase(case=due)

    case.refresh_from_db()
    assert case.erased_at
    assert not Entry.objects.exists()
    assert not any(bytes(each) for each in (case.about, case.summary, case.reach))
    assert not any(bytes(getattr(case.referral, name)) for name in case.referral.TEXTS)
    for who in ("drita", "besnik"):
        with pytest.raises(ClosedError):
            open_with(town.ring(who), case.compartment)
    with pytest.raises(ClosedError):
        open_with(town.recovery_ring(), case.compartment)
    assert Event.objects.about(case.subject).filter(act="case.erased").count() == 1


def test_a_closed_case_is_opened_again_before_it_is_erased(town, case):
    services.close(case=case, person=town.drita, reason="declined")

    services.reopen(case=case, person=town.drita)

    assert Case.objects.open().get() == case
    assert case.erase_on is None
