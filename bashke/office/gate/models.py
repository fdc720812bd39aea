"""What a municipality has on record, and which modules it has opened. No row points at a person.

Who wrote a row down stands on the trail. A row is never changed: it ends, and another follows it.
"""

from datetime import date, datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.tenancy import TenantQuerySet

# Proposed practice: so long may new work still begin after a condition has fallen away.
GRACE = timedelta(days=14)
MODULE_KEY = 60

Row = TypeVar("Row", bound=models.Model)


class OnRecordQuerySet(TenantQuerySet[Row]):
    def current(self, on: date | None = None) -> Self:
        """What stands on this day, today where none is given."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on or timezone.localdate()))


class OnRecord(models.Model):
    """Something that a municipality has written down, until it no longer holds."""

    municipality = models.SlugField(_("municipality"), max_length=40)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """How the trail calls it."""
        return f"{self._meta.model_name}/{self.pk}"


class Signed(OnRecord):
    """A paper that was signed: by whom, when, under which protocol number."""

    signed_by = models.CharField(_("signed by"), max_length=120)
    signed_on = models.DateField(_("signed on"))
    protocol_number = models.CharField(_("protocol number"), max_length=60)

    class Meta:
        abstract = True


class Controller(OnRecord):
    """An institution decides, alone or jointly, why and how data are processed here."""

    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="controllerships"
    )
    is_joint = models.BooleanField(_("joint controller"), default=False)
    # The law, decision or agreement by which it is one.
    basis = models.CharField(_("act or agreement that says so"), max_length=160)

    objects = OnRecordQuerySet["Controller"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(ended_on=None, is_joint=False),
                name="one_first_controller_per_municipality",
            ),
            models.UniqueConstraint(
                fields=["municipality", "institution"],
                condition=Q(ended_on=None),
                name="one_controllership_per_institution",
            ),
        ]


class AgreementQuerySet(OnRecordQuerySet["Agreement"]):
    def in_force(self, municipality: str, institution: int, on: date) -> Self:
        """Agreements on sharing with this institution that hold on this day."""
        return self.of(municipality).filter(institution=institution).holding(on)

    def holding(self, on: date) -> Self:
        return self.current(on).filter(Q(until=None) | Q(until__gte=on), signed_on__lte=on)


class Agreement(OnRecord):
    """An agreement on sharing data with one institution."""

    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="agreements"
    )
    protocol_number = models.CharField(_("protocol number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    until = models.DateField(_("holds until"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("signed_on")),
                name="agreement_ends_after_it_was_signed",
            )
        ]


class AssessmentQuerySet(OnRecordQuerySet["Assessment"]):
    def holding(self, on: date) -> Self:
        """Signed, and not past the day on which it has to be looked at again."""
        return self.current(on).filter(signed_on__lte=on, review_on__gte=on)


class Assessment(Signed):
    """An impact assessment: which modules it covers, and when it has to be looked at again."""

    review_on = models.DateField(_("to be reviewed on"))

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(review_on__gt=F("signed_on")),
                name="assessment_is_reviewed_after_it_was_signed",
            )
        ]


class AssessedModule(models.Model):
    """One module that an impact assessment covers."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="covered")
    mechanism = models.SlugField(_("mechanism"), max_length=MODULE_KEY)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "mechanism"], name="a_module_is_covered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment}/{self.mechanism}"


class ComplaintWay(OnRecord):
    """How somebody complains, outside the chain of coordinators: in words for residents."""

    text_sq = models.TextField(_("text in Albanian"), max_length=1200)
    text_en = models.TextField(_("text in English"), max_length=1200)

    objects = OnRecordQuerySet["ComplaintWay"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(ended_on=None),
                name="one_complaint_way_per_municipality",
            )
        ]

    def said(self, lang: str) -> str:
        return self.text_sq if lang == "sq" else self.text_en


class PublicContact(OnRecord):
    """Where an office of the municipality is reached: of a post, never a person's own number."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("the municipality")
        DATA_PROTECTION = "data-protection", _("the data-protection officer")
        COMPLAINTS = "complaints", _("the complaints officer")
        ACCESSIBILITY = "accessibility", _("who answers when a page cannot be used")

    kind = models.CharField(_("of whom"), max_length=20, choices=Kind)
    address = models.CharField(_("address"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    objects = OnRecordQuerySet["PublicContact"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind"],
                condition=Q(ended_on=None),
                name="one_public_contact_per_kind",
            ),
            models.CheckConstraint(
                condition=~Q(address="") | ~Q(phone="") | ~Q(email=""),
                name="public_contact_is_a_way",
            ),
        ]


class RetentionAcceptance(Signed):
    """The times of keeping were accepted as they stand in the content pack, proposals as such."""

    # Of everything that the pack says about them: other values have another one.
    fingerprint = models.CharField(max_length=32)

    objects = OnRecordQuerySet["RetentionAcceptance"].as_manager()


class Decision(Signed):
    """The explicit decision to open a module that ships switched off."""

    mechanism = models.SlugField(_("mechanism"), max_length=MODULE_KEY)

    objects = OnRecordQuerySet["Decision"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "mechanism"],
                condition=Q(ended_on=None),
                name="one_decision_per_module",
            )
        ]


class ModuleQuerySet(TenantQuerySet["Module"]):
    def opened(self) -> Self:
        """Opened and not closed again, in danger or not."""
        return self.filter(closed_at=None)

    def is_open(self, municipality: str, mechanism: str, at: datetime | None = None) -> bool:
        """Whether something new may begin in it now. What has begun goes on either way."""
        stands_still = Q(endangered_at__lte=(at or timezone.now()) - GRACE)
        found = self.of(municipality).opened().filter(mechanism=mechanism)
        return found.exclude(stands_still).exists()


class Module(models.Model):
    """A mechanism in which a municipality works on cases here, from when to when."""

    municipality = models.SlugField(_("municipality"), max_length=40)
    mechanism = models.SlugField(_("mechanism"), max_length=MODULE_KEY)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # Since when something that it was opened on is missing.
    endangered_at = models.DateTimeField(_("in danger since"), null=True, blank=True)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "mechanism"],
                condition=Q(closed_at=None),
                name="a_module_is_opened_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="a_module_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """How the trail calls it."""
        return f"module/{self.mechanism}"

    @property
    def stands_still_at(self) -> datetime | None:
        """From when nothing new begins, unless it is mended before."""
        return self.endangered_at + GRACE if self.endangered_at else None

    @property
    def stands_still(self) -> bool:
        return self.stands_still_at is not None and self.stands_still_at <= timezone.now()
