"""Counts by municipality, month and mechanism. A day would tell too much where little happens."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _


class Counted(models.Model):
    """What was counted, and where: nothing finer than a month and a mechanism."""

    municipality = models.SlugField(_("municipality"), max_length=40, db_index=False)
    month = models.DateField(_("first day of the month"))
    what = models.SlugField(_("what"), max_length=60, db_index=False)
    mechanism = models.SlugField(_("mechanism"), max_length=60, blank=True, db_index=False)
    amount = models.PositiveIntegerField(_("how many"), default=1)

    class Meta:
        abstract = True


class CounterQuerySet(models.QuerySet["Counter"]):
    def of(self, municipality: str) -> Self:
        return self.filter(municipality=municipality)


class Counter(Counted):
    """The sum of one month."""

    objects = CounterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "month", "what", "mechanism"], name="one_counter_per_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="counter_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}/{self.month:%Y-%m}/{self.what}/{self.mechanism}"


class Mark(Counted):
    """One count that has not been added up yet: so that no writer waits for another's counter."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="mark_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}/{self.month:%Y-%m}/{self.what}/{self.mechanism}"


def total(municipality: str, what: str, month: date, mechanism: str = "") -> int:
    """How often this was counted in a month, added up or not yet; one query a table."""
    wanted = {"municipality": municipality, "what": what, "month": month, "mechanism": mechanism}
    found = (
        model.objects.filter(**wanted).aggregate(all=Sum("amount"))["all"] or 0
        for model in (Counter, Mark)
    )
    return sum(found)
