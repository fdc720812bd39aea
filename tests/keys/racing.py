"""Eight threads change who holds one compartment at the same time.

`python -m bashke shell -c "from tests.keys.racing import …"` does it in a process of its own: the
tests' own SQLite database lies in memory, where it makes nobody wait but refuses.
"""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from bashke.keys import opening, passwords, services
from bashke.keys.models import Compartment, Grant
from tests.keys.conftest import ACTOR, CHEAP, enrol, town_of

EACH = 4


def race():
    """What is there afterwards: whether epochs are counted and who holds the last one."""
    passwords.COST = opening.COST = CHEAP
    town = town_of()
    come, go = [f"c{n}" for n in range(4)], [f"g{n}" for n in range(4)]
    for name in come + go:
        setattr(town, name, enrol(name))
    opened = town.make("drita", *go)
    in_threads(
        [lambda name=name: town.grant("drita", opened.id, name) for name in come]
        + [lambda name=name: town.end(name, opened.id) for name in go]
        + [lambda: services.turn_over_due()] * 2
    )
    row = Compartment.objects.get()
    last = Grant.objects.filter(compartment=row, epoch=row.epoch)
    holders = set(last.values_list("pair__holder", flat=True))
    names = sorted(name for name in [*come, *go, "drita"] if getattr(town, name) in holders)
    text = opening.open_with(town.ring("drita"), opened.id).seal("teksti", field="note")
    return {
        "epoch": row.epoch,
        "mark": row.is_ours(),
        "hold": names,
        "read": sorted(name for name in names if town.opens(name, opened.id, text) == "teksti"),
        "actor": ACTOR,
    }


def in_threads(works):
    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(closing, work) for work in works]]


def closing(work):
    try:
        return work()
    finally:
        connection.close()
