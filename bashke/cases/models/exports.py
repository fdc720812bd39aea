"""That a case left the screen on paper or as a file: who took it, why, and by what it is known."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person
from bashke.cases.models.case import Case


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, person: Person) -> Self:
        """Those of cases that are open to this person: every member sees what left the case."""
        return self.filter(case__in=Case.objects.visible_to(person))


class Export(models.Model):
    """One case, once, for one purpose; the reason is sealed in the case."""

    class Kind(models.TextChoices):
        FILE = "file", _("the whole case")
        SHEET = "sheet", _("copy sheet for a national database")

    class Purpose(models.TextChoices):
        COURT = "court", _("a court asks for it")
        PROSECUTOR = "prosecutor", _("the prosecutor asks for it")
        PERSON = "person", _("the person concerned asked for it")
        DATABASE = "database", _("it has to be entered in a national database")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="exports")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    purpose = models.CharField(_("for what"), max_length=12, choices=Purpose)
    at = models.DateTimeField(_("at"), default=timezone.now)
    # SHA-256 of what is printed, which each page shows; and of the file itself.
    content_hash = models.CharField(max_length=64)
    file_hash = models.CharField(max_length=64)
    reason = models.BinaryField()

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="exports_of_a_case")]

    def __str__(self) -> str:
        return f"export/{self.pk}"

    def field(self, name: str) -> str:
        return f"export/{self.pk}/{name}"
