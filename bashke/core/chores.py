"""Work in the background: done when it is due, by one at a time, and told when it fails.

A chore is claimed before it is done. Whoever is killed at it loses the claim when the lease is
over, and the next one does it again: so each has to do no harm when it is done twice.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any, NamedTuple

from django.db import DatabaseError, connections
from django.utils import timezone

from bashke.core.models import Chore

log = logging.getLogger(__name__)

# Who was killed holds up a chore for so long.
LEASE = timedelta(minutes=2)
# What is due once a day and failed is tried again after so long.
RETRY = timedelta(minutes=10)
LONGEST = 200
# By these names others ask how it went.
HEARTBEAT, VERIFY_TRAIL = "heartbeat", "verify-trail"
OURS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Work:
    """What to do, and how often. `do` returns what it found: plain values, nothing personal."""

    name: str
    do: Callable[[], Iterable[Any]]
    is_daily: bool = False
    lease: timedelta = LEASE
    # Refusals whose text says what to do and holds nothing personal.
    refusals: tuple[type[Exception], ...] = ()


class Done(NamedTuple):
    """How one chore went: `fault` is empty where it went well."""

    name: str
    fault: str = ""
    is_new: bool = False


def run(works: Iterable[Work]) -> list[Done]:
    """Do what is due and what nobody else is at, each by itself: a fault of one stops no other."""
    return [done for work in works if (done := attempt(work))]


def attempt(work: Work) -> Done | None:
    """Do this if it is due and free; None where it is not."""
    name = claim(work)
    if name is None:
        return None
    try:
        found = [*work.do()]
    except DatabaseError as error:
        # What broke a connection shall not break the others.
        for each in connections.all(initialized_only=True):
            if not each.in_atomic_block:
                each.close_if_unusable_or_obsolete()
        return failed(work, name, error)
    except Exception as error:  # noqa: BLE001 (whatever breaks in one must not stop the others)
        return failed(work, name, error)
    now = timezone.now()
    Chore.objects.filter(name=work.name, leased_by=name).update(
        leased_until=None,
        done_at=now,
        done_on=timezone.localdate(now),
        found=found,
        failed_at=None,
        fault="",
    )
    return Done(work.name)


def claim(work: Work) -> str | None:
    """A name for who does it now; None where it is not due, or somebody is at it."""
    now, name = timezone.now(), secrets.token_hex(8)
    Chore.objects.get_or_create(name=work.name)
    due = Chore.objects.free(now).filter(name=work.name)
    if work.is_daily:
        due = due.not_done_on(timezone.localdate(now)).rested(now - RETRY)
    taken = due.update(leased_by=name, leased_until=now + work.lease)
    return name if taken else None


def failed(work: Work, name: str, error: Exception) -> Done:
    """Remember and tell what went wrong; told anew only when it is another fault than last time."""
    fault = says(work, error)
    chore = Chore.objects.filter(name=work.name, leased_by=name)
    before = chore.values_list("fault", flat=True).first()
    chore.update(leased_until=None, failed_at=timezone.now(), fault=fault)
    if fault != before:
        log.error("In the background, “%s” failed: %s", work.name, fault)
    return Done(work.name, fault, is_new=fault != before)


def says(work: Work, error: Exception) -> str:
    """What may be written down of a fault: our own sentences, else only its kind and its place.

    The words of any other fault may quote a row, and a row may be about a person.
    """
    if isinstance(error, work.refusals):
        return str(error)[:LONGEST]
    frames = extract_tb(error.__traceback__)
    last = next(
        (each for each in reversed(frames) if OURS in Path(each.filename).parents), frames[-1]
    )
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"[:LONGEST]
