"""What is not answered, written or done in time climbs by its dates, each level once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Notice, Recusal
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Referral, Step
from bashke.cases.services import climbing
from bashke.cases.services.climbing import (
    EXPIRES_AFTER,
    climb_referrals,
    climb_steps,
    expire,
    tell_unwritten,
)
from bashke.cases.services.referrals import words_of
from bashke.keys.refusals import ClosedError
from bashke.tally.models import total
from tests.accounts.cast import PLACE, SYSTEM, person
from tests.cases.conftest import WORDS, clinic_of, drafted, sent_outside, sent_to

State = Referral.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ladder(town):
    """Beside Drita: *Arta* substitutes, *Nora* supervises; Arta's colleague *Kela* is on duty."""
    post = town.post("drita")
    for name in ("arta", "kela", "nora"):
        setattr(town, name, person(name))
    for name in ("arta", "kela"):
        accounts.appoint(
            person=getattr(town, name), post=post, actor=SYSTEM, is_substitute=name == "arta",
            starts_at=timezone.now() - DAY,
        )  # fmt: skip
    town.supervising = accounts.add_post(institution=town.office, role="supervisor", actor=SYSTEM)
    accounts.appoint(person=town.nora, post=town.supervising, actor=SYSTEM)
    return town


def told(town, kind, subject):
    """Who was told of it, by name."""
    found = Notice.objects.filter(kind=kind, subject=subject).values_list("person__name", flat=True)
    return sorted(name.lower() for name in found)


def late_by(referral, long: timedelta) -> datetime:
    return referral.answer_by + long


def test_nothing_climbs_before_its_time(ladder, sent):
    assert climb_referrals(late_by(sent, -timedelta(minutes=1))) == 0
    assert told(ladder, "referral-unanswered", sent.subject) == []


def test_it_climbs_from_level_to_level(ladder, sent):
    accounts.put_on_duty(
        post=ladder.post("drita"), person=ladder.arta, actor=SYSTEM,
        starts_at=timezone.now(), ends_at=timezone.now() + 5 * DAY,
    )  # fmt: skip
    on_the_way = []

    for hours in (0, 6, 12, 18):
        climb_referrals(late_by(sent, hours * HOUR))
        on_the_way.append(told(ladder, "referral-unanswered", sent.subject))

    assert on_the_way == [
        ["drita", "kela"],
        ["arta", "drita", "kela"],
        ["arta", "drita", "kela"],
        ["arta", "besnik", "drita", "kela", "nora"],
    ]
    sent.refresh_from_db()
    assert sent.climbed == climbing.TOP


def test_who_was_away_for_long_finds_everybody_told_at_once(ladder, sent):
    climb_referrals(late_by(sent, 10 * DAY))

    assert told(ladder, "referral-unanswered", sent.subject) == [
        "arta", "besnik", "drita", "kela", "nora",
    ]  # fmt: skip


def test_each_level_is_told_once(ladder, sent):
    for _time in range(3):
        climb_referrals(late_by(sent, HOUR))

    assert told(ladder, "referral-unanswered", sent.subject) == ["drita", "kela"]
    assert Event.objects.about(sent.subject).filter(act="referral.climbed").count() == 1
    month = timezone.localdate().replace(day=1)
    assert total(PLACE, "referral-unanswered", month, sent.mechanism) == 1


def test_what_was_seen_is_not_told_again(ladder, sent):
    climb_referrals(late_by(sent, HOUR))
    Notice.objects.filter(person=ladder.drita).update(seen_at=timezone.now())

    climb_referrals(late_by(sent, 20 * HOUR))

    assert not Notice.objects.filter(person=ladder.drita, seen_at=None).exists()


def test_what_was_answered_does_not_climb(ladder, sent):
    services.accept(referral=sent, ring=ladder.ring("drita"), person=ladder.drita)

    assert climb_referrals(late_by(sent, 20 * HOUR)) == 0


def test_what_is_answered_in_the_same_moment_does_not_climb(ladder, sent):
    row = Referral.objects.get(pk=sent.pk)
    services.accept(referral=sent, ring=ladder.ring("drita"), person=ladder.drita)

    assert not climbing.referral_up(row, late_by(sent, HOUR))
    assert told(ladder, "referral-unanswered", sent.subject) == []


def test_where_nobody_is_on_a_level_it_goes_on_at_once(ladder):
    sent_outside(ladder, clinic_of(ladder))
    referral = Referral.objects.get()

    climb_referrals(late_by(referral, timedelta()))

    assert told(ladder, "referral-unanswered", referral.subject) == ["besnik", "nora"]


def test_who_is_involved_is_told_nothing_of_it(ladder):
    accounts.give_key(membership=ladder.membership("kela"), ring=ladder.ring("drita"), actor=SYSTEM)
    referral = sent_to(ladder, involved=[ladder.drita])
    Recusal.objects.create(person=ladder.nora, subject=referral.subject, municipality=PLACE)

    climb_referrals(late_by(referral, 20 * HOUR))

    assert told(ladder, "referral-unanswered", referral.subject) == ["arta", "besnik", "kela"]


def test_a_fault_in_the_middle_leaves_nothing_told(ladder, sent, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(climbing, "went_up", broken)
        with pytest.raises(RuntimeError):
            climb_referrals(late_by(sent, HOUR))

    sent.refresh_from_db()
    assert (sent.climbed, told(ladder, "referral-unanswered", sent.subject)) == (0, [])
    assert climb_referrals(late_by(sent, HOUR)) == 1


def test_nothing_is_opened_and_few_rows_are_asked_for(ladder, django_assert_max_num_queries):
    for _n in range(3):
        sent_to(ladder)

    with django_assert_max_num_queries(90):
        climb_referrals(timezone.now() + 20 * DAY)

    assert not Event.objects.filter(act__endswith=".opened", actor=SYSTEM).exists()


def test_what_was_told_by_phone_and_not_written_goes_to_the_supervisor(ladder):
    referral = drafted(ladder)
    services.speak(
        referral=referral, ring=ladder.ring("besnik"), actor=ladder.besnik.actor,
        at=timezone.now() - 25 * HOUR, to="Drita",
    )  # fmt: skip

    assert (tell_unwritten(), tell_unwritten()) == (1, 0)

    assert told(ladder, "referral-unwritten", referral.subject) == ["besnik", "nora"]
    assert [*Referral.objects.unwritten().supervised_by(ladder.nora, PLACE)] == [referral]
    assert not Referral.objects.supervised_by(ladder.drita, PLACE).exists()
    sent_to(ladder, draft=referral)
    assert climb_referrals(late_by(referral, HOUR)) == 1
    assert told(ladder, "referral-unanswered", referral.subject) == ["drita", "kela"]


def test_what_nobody_answers_for_thirty_days_expires(ladder, sent):
    assert expire(sent.sent_at + EXPIRES_AFTER - HOUR) == 0
    assert expire(sent.sent_at + EXPIRES_AFTER) == 1
    assert expire(sent.sent_at + EXPIRES_AFTER) == 0

    sent.refresh_from_db()
    assert sent.state == State.EXPIRED
    assert told(ladder, "referral-expired", sent.subject) == ["besnik"]
    assert words_of(sent, ladder.ring("besnik")) == WORDS
    with pytest.raises(ClosedError):
        words_of(sent, ladder.ring("drita"))
    assert not Referral.objects.visible_to(ladder.drita).exists()


def past_due(case, *, confirmed: bool) -> Step:
    step = case.steps.get()
    due = timezone.now() - HOUR
    Step.objects.filter(pk=step.pk).update(due_at=due, is_confirmed=confirmed)
    step.refresh_from_db()
    return step


@pytest.mark.parametrize(("confirmed", "kind"), [(True, "step-late"), (False, "step-due")])
def test_only_by_a_confirmed_clock_is_a_step_late(ladder, case, confirmed, kind):
    step = past_due(case, confirmed=confirmed)

    climb_steps()

    assert told(ladder, kind, step.subject) == ["drita"]
    assert set(Notice.objects.filter(subject=step.subject).values_list("kind", flat=True)) == {kind}


def test_a_step_climbs_from_its_members_to_the_supervisor(ladder, case):
    step = past_due(case, confirmed=True)
    on_the_way = []

    for days in (0, 1, 2, 3):
        climb_steps(step.due_at + days * DAY + HOUR)
        on_the_way.append(told(ladder, "step-late", step.subject))

    assert on_the_way == [
        ["drita"], ["arta", "drita"], ["arta", "drita", "nora"], ["arta", "drita", "nora"],
    ]  # fmt: skip


def test_a_step_that_stands_still_or_is_done_does_not_climb(ladder, case):
    step = past_due(case, confirmed=True)
    services.pause(step=step, person=ladder.drita, ground="court")

    assert climb_steps(timezone.now() + 20 * DAY) == 0
