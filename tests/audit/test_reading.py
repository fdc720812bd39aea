"""Who reads the trail sees who opened what, outliers first, and signs that it was read."""

from datetime import UTC, datetime, timedelta

import pytest

from bashke.audit.accesses import Reason, is_unread_too_long, outliers, unread_for_days
from bashke.audit.models import Event, Reading
from bashke.audit.refusals import TrailError
from bashke.audit.services import sign_reading
from tests.audit.tampering import PLACE

pytestmark = pytest.mark.django_db
# A Tuesday, ten in the morning in Tirana.
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONTH = {"since": datetime(2026, 11, 1, tzinfo=UTC), "until": datetime(2026, 12, 1, tzinfo=UTC)}


def opened(write, actor, count, at=MORNING, **given):
    write(count, actor=actor, at=at, **given)


def test_events_are_found_by_what_they_are_about(write):
    for subject in ("case/a1", "case/a1/plan", "case/a11", "case/b"):
        write(1, subject=subject)

    found = Event.objects.of(PLACE).about("case/a1").order_by("pk")
    assert [event.subject for event in found] == ["case/a1", "case/a1/plan"]


def test_events_are_found_by_who_did_it_and_where(write):
    write(1, actor="person:7")
    write(1, actor="person:8")
    write(1, actor="person:7", municipality="diber")

    assert Event.objects.of(PLACE).by_actor("person:7").count() == 1


def test_whoever_opened_far_more_than_others_stands_first(write):
    for actor in ("person:1", "person:2", "person:3"):
        opened(write, actor, 10)
    opened(write, "person:4", 40)

    first, *others = outliers(PLACE, **MONTH)

    assert (first.actor, first.opened, first.subjects, first.usual) == ("person:4", 40, 40, 10)
    assert first.reasons == [Reason.FAR_MORE]
    assert [each.reasons for each in others] == [[], [], []]


def test_a_little_more_than_others_is_no_reason(write):
    opened(write, "person:1", 2)
    opened(write, "person:2", 2)
    opened(write, "person:3", 20)

    assert [each.reasons for each in outliers(PLACE, **MONTH)] == [[], [], []]


@pytest.mark.parametrize("at", [NIGHT, SUNDAY], ids=["at night", "on a Sunday"])
def test_whoever_opens_at_odd_hours_stands_first(write, at):
    opened(write, "person:1", 10)
    opened(write, "person:2", 5, at=at)

    first, second = outliers(PLACE, **MONTH)

    assert (first.actor, first.at_odd_hours) == ("person:2", 5)
    assert first.reasons == [Reason.ODD_HOURS]
    assert second.at_odd_hours == 0


def test_a_few_openings_at_night_are_no_reason(write):
    opened(write, "person:1", 4, at=NIGHT)

    (only,) = outliers(PLACE, **MONTH)
    assert (only.at_odd_hours, only.reasons) == (4, [])


def test_only_openings_of_this_time_and_place_count(write):
    opened(write, "person:1", 1)
    opened(write, "person:1", 1, act="case.closed")
    opened(write, "person:1", 1, at=MORNING - timedelta(days=60))
    opened(write, "person:1", 1, municipality="diber")

    (only,) = outliers(PLACE, **MONTH)
    assert only.opened == 1


def test_opening_one_thing_often_is_told_from_opening_many(write):
    for _ in range(5):
        opened(write, "person:1", 1, subject="case/a1")

    (only,) = outliers(PLACE, **MONTH)
    assert (only.opened, only.subjects) == (5, 1)


def test_a_month_without_openings_has_nobody():
    assert outliers(PLACE, **MONTH) == []


def test_counting_takes_one_query(write, django_assert_num_queries):
    for number in range(5):
        opened(write, f"person:{number}", 3)

    with django_assert_num_queries(1):
        assert len(outliers(PLACE, **MONTH)) == 5


def test_a_signature_holds_the_hash_that_was_seen_and_is_on_the_trail(trail):
    signed = sign_reading(municipality=PLACE, by="person:9", sequence=10)

    assert signed.hash == trail[9].link.hash
    written = Event.objects.get(act="trail.signed")
    assert (written.actor, written.subject, written.ground) == ("person:9", "trail/10", "oversight")


@pytest.mark.parametrize("sequence", [0, 11])
def test_what_is_not_in_the_chain_cannot_be_signed(trail, sequence):
    with pytest.raises(TrailError, match="no such place"):
        sign_reading(municipality=PLACE, by="person:9", sequence=sequence)


def test_the_same_part_is_signed_once(trail):
    sign_reading(municipality=PLACE, by="person:9", sequence=10)

    with pytest.raises(TrailError, match="already"):
        sign_reading(municipality=PLACE, by="person:9", sequence=8)

    assert Reading.objects.count() == 1


@pytest.mark.parametrize(("days", "is_red"), [(0, False), (44, False), (45, True)])
def test_a_trail_unread_for_45_days_shows_red(write, days, is_red):
    write(1, at=MORNING)
    now = MORNING + timedelta(days=days)

    assert unread_for_days(PLACE, now=now) == days
    assert is_unread_too_long(PLACE, now=now) is is_red


def test_a_signature_begins_the_days_anew(trail, time_machine):
    time_machine.move_to(MORNING, tick=False)
    sign_reading(municipality=PLACE, by="person:9", sequence=10)

    assert unread_for_days(PLACE, now=MORNING + timedelta(days=3)) == 3


def test_where_no_trail_is_nothing_is_unread():
    assert unread_for_days("kamez") == 0
