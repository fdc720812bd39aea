"""What recognises a name in another case without telling it: tokens made with a sealed key."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person
from bashke.cases.models.case import Case


class MatchKey(models.Model):
    """The key of one mechanism in one municipality, sealed to the posts that lead it there.

    Without it the tokens tell no name and cannot be tried against a list of names.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.SlugField(_("municipality"), max_length=40)
    mechanism = models.SlugField(_("mechanism"), max_length=60)
    compartment = models.UUIDField(unique=True, editable=False)
    secret = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "mechanism"], name="one_key_per_place_and_mechanism"
            )
        ]

    def __str__(self) -> str:
        return f"match-key/{self.municipality}/{self.mechanism}"

    def field(self, name: str) -> str:
        return f"match-key/{self.pk}/{name}"


class NameToken(models.Model):
    """One spelling of two parts of a name in a case, as a number nobody can turn back."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    key = models.ForeignKey(MatchKey, models.CASCADE, related_name="+")
    token = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "token", "case"], name="one_token_per_case")
        ]

    def __str__(self) -> str:
        return f"name-token/{self.pk}"


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def visible_to(self, person: Person) -> Self:
        """Somebody's own runs, of cases that are open to them."""
        return self.filter(person=person, case__in=Case.objects.visible_to(person))

    def of_day(self, person: Person, now: datetime | None = None) -> Self:
        """How often somebody asked within a day back from now."""
        return self.filter(person=person, at__gt=(now or timezone.now()) - timedelta(days=1))


class MatchRun(models.Model):
    """Somebody asked, at the intake of a case, whether a colleague may know more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    # Which cases, sealed in the case that asked.
    found = models.BinaryField(default=bytes)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="match_runs_of_a_person")]

    def __str__(self) -> str:
        return f"match-run/{self.pk}"

    def field(self, name: str) -> str:
        return f"match-run/{self.pk}/{name}"
