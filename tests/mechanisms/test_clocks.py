from datetime import UTC, date, datetime, timedelta

import pytest

from bashke.core.text import Text
from bashke.mechanisms.clocks import due_at
from bashke.mechanisms.schema import Deadline

REASON = Text("provë", "test")


def deadline(**amount: int) -> Deadline:
    return Deadline(**amount, counted_from="report", proposed=REASON)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24), date(2027, 3, 27)])
@pytest.mark.parametrize("hours", [1, 12, 24, 48, 72])
def test_hours_are_real_hours_over_both_changes_of_the_clock(library, day, hours):
    calendar = library.pack.calendar
    start = datetime(day.year, day.month, day.day, 16, tzinfo=calendar.zone)

    due = due_at(deadline(hours=hours), start, calendar)

    assert due - start.astimezone(UTC) == timedelta(hours=hours)


def holidays_of(library, years):
    calendar = library.pack.calendar
    days = (date(years[0], 1, 1) + timedelta(days=n) for n in range(366 * len(years)))
    return [day for day in days if day in calendar.holidays and day.year in years]


@pytest.mark.parametrize("length", [1, 5, 15, 30])
def test_days_that_end_on_a_holiday_end_on_the_next_working_day(library, length):
    calendar = library.pack.calendar
    holidays = holidays_of(library, [2026, 2027])
    assert len(holidays) > 25

    for holiday in holidays:
        start = datetime.combine(
            holiday - timedelta(days=length), datetime.min.time(), calendar.zone
        )
        due = due_at(deadline(calendar_days=length), start, calendar).astimezone(calendar.zone)

        last = (due - timedelta(minutes=1)).date()
        assert calendar.is_working(last)
        assert all(
            not calendar.is_working(holiday + timedelta(days=n))
            for n in range((last - holiday).days)
        )
        assert (due.hour, due.minute) == (0, 0)


def test_working_days_pass_over_every_holiday(library):
    calendar = library.pack.calendar
    for holiday in holidays_of(library, [2026, 2027]):
        start = datetime.combine(holiday - timedelta(days=1), datetime.min.time(), calendar.zone)

        due = due_at(deadline(working_days=1), start, calendar).astimezone(calendar.zone)

        last = (due - timedelta(minutes=1)).date()
        assert last > holiday or not calendar.is_working(holiday)
        assert calendar.is_working(last)


def test_a_month_ends_on_the_same_number_or_the_last_day(library):
    calendar = library.pack.calendar
    start = datetime(2027, 1, 31, 10, tzinfo=calendar.zone)

    due = due_at(deadline(months=1), start, calendar).astimezone(calendar.zone)

    # 28 February 2027 is a Sunday: the month ends on Monday.
    assert (due - timedelta(minutes=1)).date() == date(2027, 3, 1)


def test_a_moved_day_of_eid_is_off(library):
    # Eid al-Adha of 2027 is expected on Sunday 16 May.
    assert not library.pack.calendar.is_working(date(2027, 5, 17))
