"""Counts are added up once, and nobody waits for a counter."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from bashke.tally.models import Counter, Mark, total
from bashke.tally.services import add_up, count

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def counted(times=1, what="case-opened", **given):
    for _time in range(times):
        count(municipality="librazhd", what=what, **given)


def test_a_count_is_the_same_before_and_after_it_is_added_up(time_machine):
    time_machine.move_to("2026-11-24 08:00Z", tick=False)
    counted(3, mechanism="child-protection")
    before = total("librazhd", "case-opened", NOVEMBER, "child-protection")

    assert add_up() == 3
    counted(2, mechanism="child-protection")

    assert before == 3
    assert total("librazhd", "case-opened", NOVEMBER, "child-protection") == 5
    assert add_up() == 2
    assert add_up() == 0
    assert Counter.objects.get().amount == 5


def test_the_month_is_that_of_here():
    counted(at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))

    assert Mark.objects.get().month == NOVEMBER


def test_what_was_rolled_back_was_not_counted():
    with pytest.raises(ZeroDivisionError):
        counted_and_failed()

    assert not Mark.objects.exists()


def test_places_months_and_mechanisms_are_apart():
    counted(2, at=datetime(2026, 11, 3, tzinfo=UTC))
    counted(1, at=datetime(2026, 12, 3, tzinfo=UTC))
    counted(1, mechanism="domestic-violence", at=datetime(2026, 11, 3, tzinfo=UTC))
    add_up()

    assert total("librazhd", "case-opened", NOVEMBER) == 2
    assert total("diber", "case-opened", NOVEMBER) == 0


@transaction.atomic
def counted_and_failed():
    counted()
    raise ZeroDivisionError
