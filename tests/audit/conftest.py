"""A trail to do things to."""

import pytest
from django.db import connection, transaction

from bashke.audit.chaining import chain
from bashke.audit.models import Event
from bashke.audit.services import record
from bashke.audit.triggers import allow_changes, refuse_changes
from bashke.audit.writers import count_anew
from tests.audit.emptying import tables_may_be_emptied

PLACE = "librazhd"

tables_may_be_emptied()


@pytest.fixture(autouse=True)
def _a_writer_of_its_own():
    """What an earlier test committed and took back is no gap in this one."""
    count_anew()


@pytest.fixture
def write(db):
    """Write some events in one transaction, as a service does."""

    def written(count=1, *, municipality=PLACE, act="case.opened", **given) -> list[Event]:
        with transaction.atomic():
            return [
                record(
                    **{
                        "municipality": municipality,
                        "actor": f"person:{number % 3}",
                        "act": act,
                        "subject": f"case/{number}",
                        "ground": "assignment",
                    }
                    | given
                )
                for number in range(1, count + 1)
            ]

    return written


@pytest.fixture
def trail(write) -> list[Event]:
    """Ten events of one municipality, chained; another municipality has its own three."""
    events = write(10)
    write(3, municipality="diber")
    chain()
    return events


@pytest.fixture
def sql(transactional_db):
    """Somebody who can write to the database as its owner, without triggers or foreign keys."""
    allow_changes(connection)
    postgresql = connection.vendor == "postgresql"

    def run(statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    run("SET session_replication_role = replica" if postgresql else "PRAGMA foreign_keys = OFF")
    yield run
    run("SET session_replication_role = DEFAULT" if postgresql else "PRAGMA foreign_keys = ON")
    refuse_changes(connection)
