"""What the lead of an open case decided when a newer version of its mechanism was in force."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person
from bashke.cases.models.case import Case


class VersionChoice(models.Model):
    """A case stays with the version it began with, or went over to a newer one; by whom, when.

    No row says that nobody looked at it yet: the case stays as it is.
    """

    class Choice(models.TextChoices):
        KEEP = "keep", _("stays with the version it began with")
        MOVE = "move", _("went over to the newer version")

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    version = models.DateField(_("newer version in force from"))
    choice = models.CharField(_("choice"), max_length=4, choices=Choice)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "version"], name="one_choice_for_each_newer_version"
            )
        ]

    def __str__(self) -> str:
        return f"version-choice/{self.pk}"
