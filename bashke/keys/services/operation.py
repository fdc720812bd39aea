"""What an operator does with marks, when the installation's secret key was lost or replaced."""

from collections.abc import Iterator
from typing import TypeVar

from django.db import transaction

from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.keys import marks
from bashke.keys.models import Compartment, Custody, Grant, Holder, Pair

AT_ONCE = 500
Marked = TypeVar("Marked", Pair, Custody, Compartment, Grant)


@transaction.atomic
def remark(*, actor: str) -> int:
    """Believe the database as it is and mark every row anew; how many rows those are.

    For a restored database whose secret key is gone, or before an old secret key is dropped from
    the fallbacks. A key that was put in from outside is believed too: compare with a backup first.
    """
    kept = marked(Pair.objects.select_related("holder").iterator())
    kept += marked(Custody.objects.iterator())
    kept += marked(Compartment.objects.filter(shredded_at=None).iterator())
    kept += marked(Grant.objects.iterator())
    for municipality in Holder.objects.values_list("municipality", flat=True).distinct():
        record(
            municipality=municipality, actor=actor, act="keys.marked-anew",
            subject="keys/marks", ground=Ground.OPERATION,
        )  # fmt: skip
    return kept


def marked(rows: Iterator[Marked]) -> int:
    batch: list[Marked] = []
    count = 0
    for row in rows:
        row.mark = marks.mark(*row.says())
        batch.append(row)
        count += 1
        if len(batch) == AT_ONCE:
            save(batch)
    save(batch)
    return count


def save(batch: list[Marked]) -> None:
    if batch:
        type(batch[0])._default_manager.bulk_update(batch, ["mark"])
        batch.clear()
