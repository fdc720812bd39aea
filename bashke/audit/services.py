"""What is added to the trail: an event by every service, and a signature by its reader."""

from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from bashke.audit.models import Event, Ground, Link, Reading
from bashke.audit.plain import refuse_unless_plain
from bashke.audit.refusals import TrailError
from bashke.audit.rows import EVENT, inserted
from bashke.audit.seals import sealed, told
from bashke.audit.writers import next_number

GROUNDS = frozenset({"", *Ground.values})


def record(
    *,
    municipality: str,
    actor: str,
    act: str,
    subject: str,
    ground: str = "",
    at: datetime | None = None,
) -> Event:
    """Write one event down, in the transaction of what it tells of: both are kept or neither.

    Nobody waits for anybody: the event is sealed here and linked by `chaining.chain` later.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise TrailError("An event belongs to the transaction of the act that it tells of.")
    refuse_unless_plain("municipality", municipality)
    refuse_unless_plain("actor", actor)
    refuse_unless_plain("act", act)
    refuse_unless_plain("subject", subject)
    if ground not in GROUNDS:
        raise TrailError(f"No such ground. Give one of {', '.join(Ground.values)}, or none.")
    at = at or timezone.now()
    writer, number = next_number(database, municipality)
    lines = told(municipality, writer, number, actor, act, subject, ground, at)
    seal = sealed(municipality, lines)
    values = [municipality, actor, act, subject, ground, at, writer, number, seal]
    return Event.from_db(database.alias, EVENT, [inserted(database, values), *values])


@transaction.atomic
def sign_reading(*, municipality: str, by: str, sequence: int) -> Reading:
    """Sign that `by` read this trail up to and with the link at `sequence`.

    Whether `by` may read it (a named reader without a case role) is settled before this is called.
    """
    link = Link.objects.of(municipality).filter(sequence=sequence).first()
    if link is None:
        raise TrailError("The trail has no such place. Open it again and sign what you see.")
    if Reading.objects.of(municipality).filter(by=by, sequence__gte=sequence).exists():
        raise TrailError("You have signed this part of the trail already.")
    record(
        municipality=municipality,
        actor=by,
        act="trail.signed",
        subject=f"trail/{sequence}",
        ground=Ground.OVERSIGHT,
    )
    return Reading.objects.create(
        municipality=municipality, sequence=sequence, hash=link.hash, by=by
    )
