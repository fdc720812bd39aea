"""Guessing becomes slow, and nobody is locked out by somebody else.

Counted are attempts at one account, apart for every browser that came in with it before (its
cookie says so: OWASP's device cookies) and together for all others. Nothing is counted by address
of the network: a whole office has one. Whoever guesses from elsewhere slows down only who comes
from elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from bashke.accounts.models import Attempts

FREE = 5
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
RACES = 10


class WaitError(Exception):
    """Too often in vain: how long to wait before the next attempt."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.minutes = max(1, -(-int(wait.total_seconds()) // 60))


@dataclass(frozen=True)
class Attempt:
    """An attempt under way: counted as failed already, so that none slips through at once."""

    mark: str

    @property
    def is_slowed(self) -> bool:
        """Whether the next one has to wait if this one fails."""
        return Attempts.objects.filter(mark=self.mark, waits_until__gt=timezone.now()).exists()

    def succeeded(self) -> None:
        """All is forgotten that was in vain before."""
        Attempts.objects.filter(mark=self.mark).delete()


def attempt(kind: str, *what: str) -> Attempt:
    """Count an attempt at something before it is looked at; `WaitError` where it is too early."""
    mark = salted_hmac(f"bashke.accounts.throttle.{kind}", "|".join(what), algorithm="sha256")
    row = Attempts(mark=mark.hexdigest())
    for _race in range(RACES):
        now = timezone.now()
        found, made = Attempts.objects.get_or_create(
            mark=row.mark, defaults={"failures": 1, "last_at": now, "waits_until": now}
        )
        if made or counted(found, now):
            forget_old(now)
            return Attempt(row.mark)
    raise WaitError(FIRST_WAIT)


def counted(row: Attempts, now: datetime) -> bool:
    """One more, unless somebody counted in the same moment: then it is to be looked at again."""
    if row.waits_until > now:
        raise WaitError(row.waits_until - now)
    failures = 1 if row.last_at < now - FORGOTTEN_AFTER else row.failures + 1
    unchanged = Attempts.objects.filter(mark=row.mark, failures=row.failures, last_at=row.last_at)
    return bool(
        unchanged.update(failures=failures, last_at=now, waits_until=now + wait_after(failures))
    )


def wait_after(failures: int) -> timedelta:
    """None for the first few, as people mistype; then twice as long each time."""
    if failures <= FREE:
        return timedelta()
    doubled: int = 2 ** min(failures - FREE - 1, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * doubled)


def forget_old(now: datetime) -> None:
    Attempts.objects.filter(last_at__lt=now - FORGOTTEN_AFTER, waits_until__lt=now).delete()
