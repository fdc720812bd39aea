"""A reading that writes: found at the database itself, on whatever way it got there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

VERBS = "INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|CREATE|DROP|ALTER"
WRITES = re.compile(rf"\s*({VERBS})\s+(\S+)", re.IGNORECASE)

# What a GET may write, and why. Nothing of it changes what anybody may see.
ALLOWED = {
    ("INSERT INTO", "audit_event"): "opening content is on the trail",
    ("UPDATE", "keys_grant"): "opened once, it opens quicker next time; after the page",
    ("UPDATE", "keys_custody"): "opened once, it opens quicker next time; after the page",
    ("UPDATE", "cases_referral"): "the sender sees that somebody at the post opened it",
    ("UPDATE", "accounts_notice"): "who opens the thing itself is told no more that it is there",
    ("UPDATE", "accounts_calendarfeed"): "a calendar asked, so that it may not ask at once again",
    ("UPDATE", "accounts_session"): "it was used and lapses later; a passkey was asked for",
}


class WritesError(AssertionError):
    """A GET wrote."""


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """Let no statement through that writes, but for what is allowed."""

    def refuse(execute, sql, params, many, context):
        found = WRITES.match(sql)
        if found:
            verb, table = found[1].upper(), found[2].strip('"')
            if (verb, table) not in ALLOWED:
                raise WritesError(f"{verb} {table}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
