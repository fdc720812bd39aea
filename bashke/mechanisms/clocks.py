"""When a step is due."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from bashke.core.working_days import Calendar
from bashke.mechanisms.schema import Deadline


def due_at(deadline: Deadline, start: datetime, calendar: Calendar) -> datetime:
    """The moment, in UTC, by which a step must be done.

    Hours run through nights, weekends and the change of the clock. Days and months are
    calendar ones, the day of the event not counted; a last day off moves to the next working
    day (Administrative Procedure Code, art. 56). Working days are counted only where the act
    says so. A day ends at 24:00 local. `start` must know its time zone.
    """
    amount = deadline.amount
    if deadline.unit == "hours":
        return start.astimezone(UTC) + timedelta(hours=amount)
    day = calendar.local_day(start)
    if deadline.unit == "working_days":
        return calendar.end_of(calendar.add_working_days(day, amount))
    last = add_months(day, amount) if deadline.unit == "months" else day + timedelta(days=amount)
    return calendar.end_of(calendar.next_working_day(last))


def add_months(day: date, count: int) -> date:
    """The day with the same number, or where there is none the month's last day."""
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
