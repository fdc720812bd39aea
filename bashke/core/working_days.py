"""The days on which offices work, and the moment at which a day ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Calendar:
    """Rest days of the week (Monday is 0) and public holidays of one country."""

    holidays: Collection[date]
    rest_days: frozenset[int]
    zone: ZoneInfo

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day.weekday() not in self.rest_days and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """This day, or the first one after it on which offices work."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The last of `count` working days that follow `day`, which itself is not counted."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def local_day(self, moment: datetime) -> date:
        """The day on which a moment falls here."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """24:00 local of this day, in UTC."""
        midnight = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return midnight.astimezone(UTC)
