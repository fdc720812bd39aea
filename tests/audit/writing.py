"""Eight threads write, each event in a transaction of its own, while two link.

`python -m django shell -c "from tests.audit.writing import …"` does it in a process of its own:
the tests' own SQLite database lies in memory, where it makes nobody wait but refuses.
"""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from bashke.audit import chaining
from bashke.audit.models import Event, Link
from bashke.audit.services import record
from bashke.audit.verifying import verify

WRITERS, EACH = 8, 25


def write_at_once():
    """What is there afterwards: events, links added, places in order, events linked, faults."""
    chaining.BATCH = 7
    *_written, first, second = in_threads([write_some] * WRITERS + [chain_often] * 2)
    added = first + second + chaining.chain()
    return {
        "events": Event.objects.count(),
        "added": added,
        "places": list(Link.objects.order_by("sequence").values_list("sequence", flat=True)),
        "linked": Link.objects.values("event").distinct().count(),
        "faults": [str(fault) for fault in verify()],
    }


def in_threads(works):
    """Do all of it at once, each in a thread of its own; what one raises is raised here."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(closing, work) for work in works]]


def closing(work):
    try:
        return work()
    finally:
        connection.close()


def write_some():
    for number in range(EACH):
        with transaction.atomic():
            record(
                municipality="librazhd",
                actor="person:1",
                act="case.opened",
                subject=f"case/{number}",
            )


def chain_often():
    return sum(chaining.chain() for _ in range(10))


def take_back(work, *args, **kwargs):
    """Do it in a transaction, or a savepoint, that is rolled back."""
    with transaction.atomic():
        work(*args, **kwargs)
        transaction.set_rollback(True)
