"""A file that somebody has read and not brought in yet."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.tenancy import TenantQuerySet

LIVES_FOR = timedelta(hours=1)


def end() -> datetime:
    return timezone.now() + LIVES_FOR


class DraftQuerySet(TenantQuerySet["Draft"]):
    def living(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())


class Draft(models.Model):
    """What one person read from a spreadsheet for one municipality, for an hour (ADR 0020).

    The table is sealed by a key that only this person's browser has.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    municipality = models.SlugField(_("municipality"), max_length=40)
    sealed = models.BinaryField(_("table, sealed"))
    read_at = models.DateTimeField(_("read at"), default=timezone.now)
    expires_at = models.DateTimeField(_("kept until"), default=end)
    # Brought in once, and never again; the counts are what it did.
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("the same"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "municipality"], name="one_draft_per_person_and_municipality"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("read_at")), name="draft_expires_after_it_was_read"
            ),
        ]

    def __str__(self) -> str:
        return f"draft/{self.pk}"
