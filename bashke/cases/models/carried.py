"""What hangs on a case beside its steps: kin, orders, reasons to keep it, cases beside it."""

from datetime import date, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person
from bashke.cases.models.case import Case


class Relative(models.Model):
    """Somebody of the family or household: how called, how related, a child or not; all sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="relatives")
    told = models.BinaryField()
    at = models.DateTimeField(_("at"), default=timezone.now)

    def __str__(self) -> str:
        return f"relative/{self.pk}"


class OrderQuerySet(models.QuerySet["Order"]):
    def running(self, on: date | None = None) -> Self:
        """Those that hold on this day, or from a later one on."""
        return self.filter(lifted_at=None, until__gte=on or timezone.localdate())

    def ending(self, on: date | None = None) -> Self:
        """Those of open cases whose end is near: time to ask for the next one."""
        day = on or timezone.localdate()
        near = self.running(day).filter(until__lte=day + Order.NOTICE)
        return near.filter(case__closed_at=None)


class Order(models.Model):
    """What a court or the police ordered, until a day that everybody on the case has to know."""

    class Kind(models.TextChoices):
        POLICE = "police", _("order of the police")
        IMMEDIATE = "immediate", _("immediate protection order of the court")
        PROTECTION = "protection", _("protection order of the court")
        PLACEMENT = "placement", _("decision on where a child lives")
        OTHER = "other", _("another order of a court or an authority")

    # Proposed practice: so long before its end the lead is told.
    NOTICE = timedelta(days=7)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="orders")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    begins = models.DateField(_("holds from"))
    until = models.DateField(_("holds until"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    told_at = models.DateTimeField(_("end announced at"), null=True, blank=True)
    text = models.BinaryField(default=bytes)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["until"], condition=Q(lifted_at=None), name="orders_that_end")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("begins")), name="order_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"order/{self.pk}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self, on: date | None = None) -> Self:
        return self.filter(ended_at=None, until__gte=on or timezone.localdate())


class Hold(models.Model):
    """A case is kept beyond its day, by somebody who signed why; it ends by itself."""

    # product.md, rule 6: half a year, unless signed anew.
    LONGEST = timedelta(days=183)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("signed at"), default=timezone.now)
    until = models.DateField(_("kept until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reason = models.BinaryField(default=bytes)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_hold_of_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"hold/{self.pk}"


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def visible_to(self, person: Person) -> Self:
        """Links of which this person may open both ends: of any other nobody learns."""
        mine = Case.objects.visible_to(person)
        return self.filter(
            Exists(mine.filter(pk=OuterRef("first"))), Exists(mine.filter(pk=OuterRef("second")))
        )


class CaseLink(models.Model):
    """Two cases have to do with each other; each keeps its own members and its own key."""

    first = models.ForeignKey(Case, models.CASCADE, related_name="+")
    second = models.ForeignKey(Case, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("linked at"), default=timezone.now)

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_cases_are_linked_once"),
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="case_is_not_linked_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"case-link/{self.pk}"
