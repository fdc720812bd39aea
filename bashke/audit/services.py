"""What is added to the trail: an event by every service, and a signature by its reader."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from bashke.audit.models import Event, Ground, Link, Reading
from bashke.audit.plain import refuse_unless_plain
from bashke.audit.refusals import TrailError
from bashke.audit.seals import seal_of
from bashke.audit.writers import next_number

GROUNDS = frozenset({"", *Ground.values})
INSERT = """
INSERT INTO audit_event
(municipality, actor, act, subject, ground, at, writer, number, seal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


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
    if not connection.in_atomic_block:
        raise TrailError("An event belongs to the transaction of the act that it tells of.")
    refuse_unless_plain("municipality", municipality)
    refuse_unless_plain("actor", actor)
    refuse_unless_plain("act", act)
    refuse_unless_plain("subject", subject)
    if ground not in GROUNDS:
        raise TrailError(f"No such ground. Give one of {', '.join(Ground.values)}, or none.")
    writer, number = next_number(municipality)
    event = Event(
        municipality=municipality,
        actor=actor,
        act=act,
        subject=subject,
        ground=ground,
        at=at or timezone.now(),
        writer=writer,
        number=number,
    )
    event.seal = seal_of(event)
    insert(event)
    return event


def insert(event: Event) -> None:
    """One statement: every act waits for it, and a model's own way costs more than the event."""
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                event.municipality,
                event.actor,
                event.act,
                event.subject,
                event.ground,
                connection.ops.adapt_datetimefield_value(event.at),
                event.writer,
                event.number,
                event.seal,
            ],
        )
        (event.pk,) = cursor.fetchone()
    event._state.adding = False  # noqa: SLF001 (what saving says, too)
    event._state.db = connection.alias  # noqa: SLF001 (the same)


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
