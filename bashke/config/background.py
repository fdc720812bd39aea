"""What runs in the background, in this order, once a minute. None of it needs a key."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from bashke.accounts.notice_mails import send_notices
from bashke.accounts.refusals import AccountError
from bashke.accounts.services import end_lapsed
from bashke.audit import heads
from bashke.audit.chaining import chain
from bashke.audit.refusals import TrailError
from bashke.audit.verifying import verify
from bashke.cases.services.carried import tell_of_orders_that_end
from bashke.cases.services.climbing import (
    climb_referrals,
    climb_steps,
    expire,
    tell_unwritten,
)
from bashke.cases.services.conferences import forget_places
from bashke.cases.services.endings import due_for_erasure
from bashke.cases.services.endings import erase as erase_case
from bashke.cases.services.erasing import erase_referrals, warn_of_erasure
from bashke.cases.services.outside import end_links_over
from bashke.cases.services.plans import remind_of_reviews
from bashke.cases.services.rights import erase_requests_over
from bashke.config.services import erase_over
from bashke.core.chores import HEARTBEAT, VERIFY_TRAIL, Done, Work, run
from bashke.directory.asking import ask_owners
from bashke.directory.services import DirectoryError
from bashke.keys.services import turn_over_due
from bashke.office.gate.services import watch_modules
from bashke.tally.services import add_up

LONG = timedelta(minutes=20)


def tick() -> list[Done]:
    """Do once what is due; what failed, and what was done."""
    return run(WORKS)


def counted(do: Callable[[], int]) -> Callable[[], Iterable[str]]:
    """Say how many, where there were any."""

    def done() -> Iterable[str]:
        count = do()
        return [str(count)] if count else []

    return done


def send_heads() -> Iterable[str]:
    """Where nobody outside is named, `bashke doctor` says so, and not every day's log."""
    if settings.HEAD_RECIPIENTS:
        heads.send()
    return ()


def ask_about_contacts() -> Iterable[str]:
    asked = ask_owners(today=timezone.localdate(), site=settings.SITE_URL)
    if asked.refused:
        yield f"refused {asked.refused}"


def verify_trail() -> Iterable[dict[str, Any]]:
    for fault in verify():
        yield {
            "municipality": fault.municipality,
            "kind": fault.kind.value,
            "sequence": fault.sequence,
            "is_acknowledged": fault.is_acknowledged,
            "says": str(fault),
        }


def erase_cases() -> int:
    due = due_for_erasure(timezone.localdate())
    for case in due:
        erase_case(case=case)
    return len(due)


def erase_rows() -> Iterable[str]:
    return (f"{label} {count}" for label, count in erase_over().items())


WORKS: Sequence[Work] = (
    Work(HEARTBEAT, lambda: ()),
    Work("take-keys-back", counted(end_lapsed)),
    Work("turn-keys-over", counted(turn_over_due)),
    Work("watch-modules", counted(watch_modules)),
    Work("chain", counted(chain), refusals=(TrailError,)),
    Work("add-up", counted(add_up)),
    Work("end-outside-links", counted(end_links_over)),
    Work("tell-of-orders", counted(tell_of_orders_that_end)),
    Work("climb-referrals", counted(climb_referrals)),
    Work("climb-steps", counted(climb_steps)),
    Work("tell-unwritten", counted(tell_unwritten)),
    Work("expire-referrals", counted(expire)),
    Work("mail-notices", counted(send_notices), lease=LONG, refusals=(AccountError,)),
    Work("remind-of-reviews", counted(lambda: remind_of_reviews(timezone.localdate()))),
    Work(
        "forget-places", counted(lambda: forget_places(today=timezone.localdate())), is_daily=True
    ),
    Work("erase-cases", counted(erase_cases)),
    Work("erase-referrals", counted(erase_referrals)),
    Work("warn-of-erasure", counted(warn_of_erasure), is_daily=True),
    Work("erase-requests", counted(erase_requests_over), is_daily=True, lease=LONG),
    Work("erase-rows", erase_rows, is_daily=True, lease=LONG),
    Work("send-heads", send_heads, is_daily=True, lease=LONG, refusals=(TrailError,)),
    Work("ask-owners", ask_about_contacts, is_daily=True, lease=LONG, refusals=(DirectoryError,)),
    # Last, since on a large trail it takes its time.
    Work(VERIFY_TRAIL, verify_trail, is_daily=True, lease=timedelta(hours=2)),
)
