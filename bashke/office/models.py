"""A municipality that has begun to use this installation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.tenancy import TenantQuerySet
from bashke.office.gate import models as gate  # noqa: F401 (Django finds an app's models here)
from bashke.office.importing import models as importing  # noqa: F401 (the same)


class MunicipalityQuerySet(TenantQuerySet["Municipality"]):
    path = "slug"


class Municipality(models.Model):
    """One of the municipalities of the content pack, since it was begun here."""

    slug = models.SlugField(_("municipality"), max_length=40, primary_key=True)
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="begun_municipalities"
    )
    # When its pocket card was last made, to be printed.
    card_made_at = models.DateTimeField(_("card made at"), null=True, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="begun_municipality_is_named")
        ]

    def __str__(self) -> str:
        return f"municipality/{self.slug}"
