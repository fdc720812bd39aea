"""A case: one concern followed through one version of one mechanism, by people assigned to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Notice, Person, Post, Recusal
from bashke.cases.models.referral import Referral, still_to_climb
from bashke.cases.references import new_reference


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, person: Person) -> Self:
        """Cases to which this person is assigned now, and from which nothing keeps them out.

        Only an assignment opens a case: rank, institution and municipality do not.
        """
        mine = Assignment.objects.current().filter(case=OuterRef("pk"), person=person)
        out = Recusal.objects.filter(person=person, subject=OuterRef("subject"))
        return self.filter(Q(Exists(mine)) & ~Q(Exists(out)))

    def of(self, municipality: str) -> Self:
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Case(models.Model):
    """What its members carry together. Names, story and notes are sealed."""

    class Closing(models.TextChoices):
        NO_CONCERN = "no-concern", _("there was nothing to worry about")
        GOALS_MET = "goals-met", _("the goals were met")
        DECLINED = "declined", _("the person wants no help")
        MOVED = "moved", _("the person moved away")
        OTHER_MECHANISM = "other-mechanism", _("another mechanism leads")
        POLICE = "police", _("the police or the prosecutor lead")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.CharField(max_length=60, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    municipality = models.SlugField(_("municipality"), max_length=40)
    mechanism = models.SlugField(_("mechanism"), max_length=60)
    version = models.DateField(_("mechanism in force from"))
    referral = models.OneToOneField(
        Referral, models.PROTECT, related_name="case", null=True, blank=True
    )
    reported_at = models.DateTimeField(_("reported at"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closing = models.CharField(_("why closed"), max_length=20, choices=Closing, blank=True)
    erase_on = models.DateField(_("to be erased on"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    compartment = models.UUIDField(unique=True, editable=False)
    about = models.BinaryField(default=bytes)
    summary = models.BinaryField(default=bytes)
    reach = models.BinaryField(default=bytes)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "-opened_at"], name="cases_of_a_municipality"),
            models.Index(
                fields=["erase_on"], condition=Q(erased_at=None), name="cases_to_be_erased"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(closing="") & Q(erase_on__isnull=False)),
                name="closed_case_says_why_and_until_when_it_is_kept",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: object, **kwargs: object) -> None:
        self.subject = f"case/{self.pk}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def field(self, name: str) -> str:
        """The place of a sealed text within the compartment."""
        return f"{self.subject}/{name}"

    def is_led_by(self, person: Person) -> bool:
        leading = Assignment.objects.current().filter(case=self, part=Assignment.Part.LEAD)
        return leading.filter(person=person).exists()


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self, at: datetime | None = None) -> Self:
        now = at or timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)

    def visible_to(self, person: Person) -> Self:
        """Somebody's own, but for cases from which that person stepped out or was kept out."""
        out = Recusal.objects.filter(person=person, subject=OuterRef("case__subject"))
        return self.current().filter(~Exists(out), person=person)


class Assignment(models.Model):
    """Why, as what, and for how long a person may open a case.

    `opened_at` is the case's: a list of somebody's cases is read from here, in its order.
    """

    class Part(models.TextChoices):
        LEAD = "lead", _("leads the case")
        MEMBER = "member", _("member")
        ADVISER = "adviser", _("gives advice")
        SUBSTITUTE = "substitute", _("opened it in an emergency")

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=12, choices=Part)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    opened_at = models.DateTimeField(_("case opened at"))

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-opened_at"], name="assignments_in_list_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(ends_at=None),
                name="one_open_assignment_per_person",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ends_at=None, part="lead"),
                name="one_lead_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="assignment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"assignment/{self.pk}"


class StepQuerySet(models.QuerySet["Step"]):
    def of(self, municipality: str) -> Self:
        return self.filter(case__municipality=municipality)

    def open(self) -> Self:
        return self.filter(done_at=None, dropped_at=None)

    def late(self, at: datetime | None = None) -> Self:
        """Late by a clock of the law that somebody confirmed; a proposed one is never late."""
        return self.past_due(at).filter(is_confirmed=True)

    def past_due(self, at: datetime | None = None) -> Self:
        return self.open().filter(due_at__lte=at or timezone.now(), paused_at=None)

    def told_to(self, person: Person, municipality: str) -> Self:
        """Steps that this person was told of here because they climbed; dates, and no text."""
        told = Notice.objects.visible_to(person).filter(
            kind__in=Step.CLIMBING, municipality=municipality
        )
        numbers = [each.rpartition("/")[2] for each in told.values_list("subject", flat=True)]
        out = Recusal.objects.filter(person=person, subject=OuterRef("case__subject"))
        return self.filter(~Q(Exists(out)), pk__in=numbers).defer("outcome")

    def of_person(self, person: Person) -> Self:
        """Steps that wait for this person: of cases that one leads, or of the own post's role."""
        mine = Assignment.objects.current().filter(case=OuterRef("case"), person=person)
        doing = mine.filter(Q(part=Assignment.Part.LEAD) | Q(post__role=OuterRef("role")))
        seen = Case.objects.visible_to(person).open()
        return self.open().filter(Q(Exists(doing)), case__in=seen, paused_at=None)

    def to_climb(self, times: Sequence[timedelta], at: datetime) -> Self:
        """Those past due that have not been told as far up as their date says."""
        return self.past_due(at).filter(still_to_climb("due_at", times, at))


class Step(models.Model):
    """A step of the mechanism, begun in this case: its clock, and that it was done."""

    CLIMBING = (Notice.Kind.STEP_DUE, Notice.Kind.STEP_LATE)

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    key = models.SlugField(_("step"), max_length=60)
    role = models.SlugField(_("done by"), max_length=60)
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    counted_from = models.DateTimeField(_("counted from"))
    # When the court or the office decided what this step follows from; law counts from there.
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    # Of the clock, when it was set: a deadline of the law that somebody compared with its text.
    is_confirmed = models.BooleanField(_("confirmed clock"), default=False)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("left out at"), null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.BinaryField(default=bytes)
    # Of the papers that the mechanism names for this step, those that are filled in.
    papers = models.JSONField(_("papers done"), default=list)
    climbed = models.PositiveSmallIntegerField(_("how far it climbed"), default=0)

    objects = StepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at=None, dropped_at=None), name="steps_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"],
                condition=Q(done_at=None, dropped_at=None),
                name="one_open_step_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dropped_at=None), name="step_is_done_or_left_out"
            ),
        ]

    def __str__(self) -> str:
        return f"step/{self.pk}"

    @property
    def subject(self) -> str:
        """How notices call it: within its case."""
        return f"case/{self.case_id}/step/{self.pk}"


class Pause(models.Model):
    """A clock stood still, on a ground that the law or the mechanism knows."""

    class Ground(models.TextChoices):
        PERSON_AWAY = "person-away", _("the person cannot be reached safely")
        COURT = "court", _("a court or prosecutor decides first")
        AGREEMENT = "agreement", _("the person asked for time")

    step = models.ForeignKey(Step, models.CASCADE, related_name="pauses")
    ground = models.CharField(_("ground"), max_length=20, choices=Ground)
    begins_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(ends_at=None), name="one_open_pause_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"pause/{self.pk}"


class Entry(models.Model):
    """Something written in a case: a note of what was done, or a message among its members."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        MESSAGE = "message", _("message")
        TOLD = "told", _("who was told what")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="entries_of_a_case")]

    def __str__(self) -> str:
        return f"entry/{self.pk}"
