"""What runs in the background, and when it last did."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q


class ChoreQuerySet(models.QuerySet["Chore"]):
    def free(self, now: datetime) -> Self:
        """Those that nobody is at; who was killed at it is waited for until the lease is over."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lte=now))

    def not_done_on(self, day: date) -> Self:
        return self.filter(Q(done_on=None) | Q(done_on__lt=day))

    def rested(self, since: datetime) -> Self:
        """Those that did not fail after this moment."""
        return self.filter(Q(failed_at=None) | Q(failed_at__lte=since))


class Chore(models.Model):
    """One thing that runs in the background: who is at it, when it was done, what it found."""

    name = models.SlugField(max_length=40, unique=True)
    leased_by = models.CharField(max_length=16, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # The local day of `done_at`, for what is due once a day.
    done_on = models.DateField(null=True, blank=True)
    # What it said when it was last done: lines without anything personal.
    found = models.JSONField(default=list, blank=True)
    # Empty once it went well again.
    failed_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    objects = ChoreQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
