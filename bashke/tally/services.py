"""Counting, in the transaction of what is counted; adding up, in the background."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from bashke.tally.models import Counter, Mark

AT_ONCE = 1000


def count(*, municipality: str, what: str, mechanism: str = "", at: datetime | None = None) -> None:
    """Count one act in its month. An insert, so that nobody waits for anybody."""
    day = timezone.localdate(at or timezone.now())
    Mark.objects.create(
        municipality=municipality, month=day.replace(day=1), what=what, mechanism=mechanism
    )


@transaction.atomic
def add_up() -> int:
    """Add waiting marks to their counters, each once; how many marks those were.

    Whoever comes second while one adds up finds the same marks locked (PostgreSQL) or waits to
    write (SQLite), and then finds them gone.
    """
    found = Mark.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE]
    marks = [mark.pk for mark in found]
    places = ("municipality", "month", "what", "mechanism")
    sums = Mark.objects.filter(pk__in=marks).values(*places).annotate(sum=Sum("amount"))
    for each in sums.order_by(*places):
        amount = each.pop("sum")
        _row, made = Counter.objects.get_or_create(**each, defaults={"amount": amount})
        if not made:
            Counter.objects.filter(**each).update(amount=F("amount") + amount)
    Mark.objects.filter(pk__in=marks).delete()
    return len(marks)
