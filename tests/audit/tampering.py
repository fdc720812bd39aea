"""What somebody does who can write to the database, or has the secret key as well."""

from django.db import connection

from bashke.audit.models import ChainEnd, Event, Link
from bashke.audit.seals import beginning, link_hash, seal_of, seal_of_end

PLACE = "librazhd"


def places(faults):
    """The kinds that were named, each with its place in the chain, or else the event."""
    return {(fault.kind.value, fault.sequence or fault.event) for fault in faults}


def link_at(sequence) -> Link:
    return Link.objects.of(PLACE).get(sequence=sequence)


def event_at(sequence) -> Event:
    return link_at(sequence).event


def remove(sql, *sequences):
    """Take links out together with their events."""
    for sequence in sequences:
        link = link_at(sequence)
        sql("DELETE FROM audit_link WHERE id = %s", link.pk)
        sql("DELETE FROM audit_event WHERE id = %s", link.event_id)


def move_places(sql, start, by):
    """Give every link from `start` on another place, so that no place is empty or taken."""
    away = 1_000_000
    move = (
        "UPDATE audit_link SET sequence = sequence + %s WHERE municipality = %s AND sequence >= %s"
    )
    sql(move, away, PLACE, start)
    sql(move, by - away, PLACE, away)


def insert_event(sql, **given) -> Event:
    """Write an event past the services, copying the seal of another one."""
    like = Event.objects.of(PLACE).first()
    event = Event(
        municipality=PLACE, actor="person:1", act="case.closed", subject="case/1",
        ground="", at=like.at, writer="f" * 16, number=1, seal=like.seal,
    )  # fmt: skip
    for name, value in given.items():
        setattr(event, name, value)
    columns = [
        "municipality",
        "actor",
        "act",
        "subject",
        "ground",
        "at",
        "writer",
        "number",
        "seal",
    ]
    marks = ", ".join(["%s"] * len(columns))
    named = ", ".join(connection.ops.quote_name(each) for each in columns)
    sql(
        f"INSERT INTO audit_event ({named}) VALUES ({marks})",  # noqa: S608 (names from above)
        *(adapted(getattr(event, name)) for name in columns),
    )
    return Event.objects.latest("pk")


def adapted(value):
    return connection.ops.adapt_datetimefield_value(value) if hasattr(value, "tzinfo") else value


def insert_link(sql, event, sequence, previous):
    sql(
        "INSERT INTO audit_link (municipality, sequence, event_id, previous, hash)"
        " VALUES (%s, %s, %s, %s, %s)",
        PLACE, sequence, event.pk, previous, link_hash(previous, event),
    )  # fmt: skip


def write_anew(sql, *, with_key=False):
    """Compute the whole chain again over the events as they now stand, and note its end."""
    previous, sequence = beginning(PLACE), 0
    for link in list(Link.objects.of(PLACE).order_by("sequence")):
        event = link.event
        if with_key:
            event.seal = seal_of(event)
            sql("UPDATE audit_event SET seal = %s WHERE id = %s", event.seal, event.pk)
        sequence, own = link.sequence, link_hash(previous, event)
        sql(
            "UPDATE audit_link SET previous = %s, hash = %s WHERE id = %s",
            previous, own, link.pk,
        )  # fmt: skip
        previous = own
    end = ChainEnd.objects.get(municipality=PLACE)
    seal = seal_of_end(PLACE, sequence, previous) if with_key else end.seal
    put_end(sql, sequence, previous, seal)


def put_end(sql, sequence, link_hash_, seal):
    sql(
        "UPDATE audit_chainend SET sequence = %s, hash = %s, seal = %s WHERE municipality = %s",
        sequence, link_hash_, seal, PLACE,
    )  # fmt: skip
