"""For those who read the trail: who opened what, outliers first, and how long ago it was read.

Only counts of accesses, each explained: nobody is scored, and standing out is a reason to ask.
"""

from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.audit.models import Event, Reading

# A trail that nobody has read for so many days shows red.
RED_AFTER_DAYS = 45
# Far more than others: so many times the middle of all, and so many more than it.
FAR_MORE_TIMES, FAR_MORE_BY = 3, 20
# Nights and weekends are somebody's duty; a few are no question.
ODD_HOURS_FROM = 5
NIGHT_ENDS, NIGHT_BEGINS = 6, 22
SATURDAY = 6


class Reason(models.TextChoices):
    """Why an actor stands first on the auditor's page."""

    FAR_MORE = "far-more", _("opened far more than most others in this time")
    ODD_HOURS = "odd-hours", _("opened content at night or at a weekend")


@dataclass(frozen=True)
class Accesses:
    """How often one actor saw content, and what is usual."""

    actor: str
    opened: int
    subjects: int
    at_odd_hours: int
    usual: float
    reasons: list[Reason] = field(default_factory=list)


def outliers(municipality: str, *, since: datetime, until: datetime) -> list[Accesses]:
    """Everybody who saw content in this time: first those who stand out, then by how much they saw.

    `usual` is the median of all who saw any.
    """
    counted = counts(municipality, since, until)
    usual = median([row["opened"] for row in counted]) if counted else 0
    found = [Accesses(**row, usual=usual, reasons=reasons(row, usual)) for row in counted]
    return sorted(found, key=lambda each: (not each.reasons, -each.opened, each.actor))


def counts(municipality: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """By actor: openings, different subjects, and openings by night or at a weekend, local time."""
    night = Q(hour__lt=NIGHT_ENDS) | Q(hour__gte=NIGHT_BEGINS)
    rows = (
        Event.objects.of(municipality)
        .openings()
        .filter(at__gte=since, at__lt=until)
        .annotate(hour=ExtractHour("at"), weekday=ExtractIsoWeekDay("at"))
        .values("actor")
        .annotate(
            opened=Count("pk"),
            subjects=Count("subject", distinct=True),
            at_odd_hours=Count("pk", filter=night | Q(weekday__gte=SATURDAY)),
        )
    )
    return [dict(row) for row in rows.order_by("actor")]


def reasons(row: dict[str, Any], usual: float) -> list[Reason]:
    found = []
    if row["opened"] >= usual * FAR_MORE_TIMES and row["opened"] - usual >= FAR_MORE_BY:
        found.append(Reason.FAR_MORE)
    if row["at_odd_hours"] >= ODD_HOURS_FROM:
        found.append(Reason.ODD_HOURS)
    return found


def unread_for_days(municipality: str, *, now: datetime | None = None) -> int:
    """Whole days since the trail was last signed as read, or, never yet, since it began.

    0 where there is no trail. New events or not, a trail has to be looked at.
    """
    last = Reading.objects.of(municipality).order_by("-at").values_list("at", flat=True).first()
    first = Event.objects.of(municipality).order_by("pk").values_list("at", flat=True).first()
    since = last or first
    return ((now or timezone.now()) - since).days if since else 0


def is_unread_too_long(municipality: str, *, now: datetime | None = None) -> bool:
    """Whether the trail shows red: nobody has read it for 45 days."""
    return unread_for_days(municipality, now=now) >= RED_AFTER_DAYS
