"""What somebody asks about their own data, who was asked for it, and what leaves a case for it."""

from datetime import date, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Membership, Person, Post
from bashke.accounts.tenancy import TenantQuerySet
from bashke.cases.models.case import Case
from bashke.cases.references import new_reference


class DataRequestQuerySet(TenantQuerySet["DataRequest"]):
    """Rows of the municipalities where somebody answers people about their data."""

    def open(self) -> Self:
        return self.filter(answered_at=None)

    def over(self, today: date) -> Self:
        """Those that were answered so long ago that they are kept no more."""
        return self.filter(answered_at__date__lte=today - DataRequest.KEPT)


class DataRequest(models.Model):
    """Somebody asks what is held about them, or to have it corrected, stopped or erased.

    Who it is, how to answer them safely and every word of it are sealed to the officers.
    """

    # Proposed practice: no act that was read says how long a request itself is kept.
    KEPT = timedelta(days=730)

    class Kind(models.TextChoices):
        ACCESS = "access", _("to know what is held, and get a copy")
        CORRECTION = "correction", _("to have something corrected")
        OBJECTION = "objection", _("that it is no longer used")
        ERASURE = "erasure", _("that it is erased")

    class Asker(models.TextChoices):
        VICTIM = "victim", _("somebody who was harmed or asked for help")
        CHILD = "child", _("a child, alone or with somebody they trust")
        PARENT = "parent", _("a parent or guardian, for a child")
        ACCUSED = "accused", _("somebody who is said to have done harm")
        REPORTER = "reporter", _("somebody who reported a concern")
        THIRD = "third", _("anybody else who is named")

    class Checked(models.TextChoices):
        """How it was made sure who asks; no copy of a document is ever kept."""

        DOCUMENT = "document", _("a document with a photograph was shown; no copy was kept")
        KNOWN = "known", _("an official who knows the person was there, and says so")
        AUTHORISED = "authorised", _("a lawyer or companion showed a signed authorisation")
        ELECTRONIC = "electronic", _("a qualified electronic signature")

    TEXTS = ("who", "contact", "wants", "delay_why", "answer")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.CharField(max_length=60, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    municipality = models.SlugField(_("municipality"), max_length=40)
    kind = models.CharField(_("what is asked"), max_length=12, choices=Kind)
    asker = models.CharField(_("who asks"), max_length=10, choices=Asker)
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    came_on = models.DateField(_("came on"))
    due_at = models.DateTimeField(_("to be answered by"))
    checked = models.CharField(_("how checked"), max_length=12, choices=Checked, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    # The provision that allows the delay, as `act` or `act#provision`.
    delay_law = models.CharField(_("law of the delay"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    compartment = models.UUIDField(unique=True, editable=False)
    who = models.BinaryField(default=bytes)
    contact = models.BinaryField(default=bytes)
    wants = models.BinaryField(default=bytes)
    delay_why = models.BinaryField(default=bytes)
    answer = models.BinaryField(default=bytes)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "-came_on"], name="requests_of_a_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(checked_at__isnull=False),
                name="nobody_is_answered_unchecked",
            ),
            models.CheckConstraint(
                condition=Q(delay_law="") | ~Q(delay_why=b""), name="delay_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: object, **kwargs: object) -> None:
        self.subject = f"request/{self.pk}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def field(self, name: str) -> str:
        """The place of a sealed text within the compartment."""
        return f"request/{self.pk}/{name}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, person: Person) -> Self:
        """Questions to posts that this person holds now with their key."""
        held = Membership.objects.current().filter(
            person=person, post=OuterRef("post"), keyed_at__isnull=False
        )
        return self.filter(Exists(held))

    def open(self) -> Self:
        return self.filter(answered_at=None, request__answered_at=None)


class Question(models.Model):
    """Do you hold anything on …: from the officer to one post that leads cases.

    What was answered is sealed too: that something is held is itself a secret.
    """

    class Answer(models.TextChoices):
        NOTHING = "nothing", _("we hold nothing")
        WITHHELD = "withheld", _("nothing that may be told")
        HELD = "held", _("we hold something: what may be told was released")
        DONE = "done", _("it was done")
        PARTLY = "partly", _("it was done in part")
        NOT_DONE = "not-done", _("it was not done")

    OF_ACCESS = (Answer.NOTHING, Answer.WITHHELD, Answer.HELD)
    OF_CHANGE = (Answer.NOTHING, Answer.DONE, Answer.PARTLY, Answer.NOT_DONE)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="questions")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    compartment = models.UUIDField(unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    text = models.BinaryField(default=bytes)
    answer = models.BinaryField(default=bytes)
    reason = models.BinaryField(default=bytes)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "post"], name="one_question_per_post")
        ]

    def __str__(self) -> str:
        return f"question/{self.pk}"

    def field(self, name: str) -> str:
        return f"question/{self.pk}/{name}"

    @property
    def answers(self) -> tuple[Answer, ...]:
        """How it can be answered."""
        is_access = self.request.kind == DataRequest.Kind.ACCESS
        return self.OF_ACCESS if is_access else self.OF_CHANGE


class ExtractQuerySet(models.QuerySet["Extract"]):
    def visible_to(self, person: Person) -> Self:
        """Those that this person made or is to release, of cases that are open to them."""
        mine = Q(by=person) | Q(second=person)
        return self.filter(mine, case__in=Case.objects.visible_to(person))

    def waiting(self) -> Self:
        return self.filter(released_at=None, returned_at=None)


class Extract(models.Model):
    """Passages of a case with what is struck out, made by its lead, released by a second person.

    Until then they are sealed in the case. What leaves is sealed in the question, without what
    was struck; the passages themselves are then gone from here.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="extracts")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("sent back at"), null=True, blank=True)
    passages = models.BinaryField(default=bytes)
    # Why somebody is told who is not by default; why the second person sent it back.
    why = models.BinaryField(default=bytes)
    returned_why = models.BinaryField(default=bytes)
    released = models.BinaryField(default=bytes)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "case"],
                condition=Q(returned_at=None),
                name="one_extract_per_case",
            ),
            models.CheckConstraint(
                condition=~Q(by=models.F("second")), name="second_person_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"extract/{self.pk}"

    def field(self, name: str) -> str:
        return f"extract/{self.pk}/{name}"


class AuthorityRequestQuerySet(TenantQuerySet["AuthorityRequest"]):
    def by_authority(self, year: int) -> dict[str, int]:
        """How many came from which kind of authority in a year; no row of them is read."""
        rows = self.filter(came_on__year=year).values("authority").annotate(found=Count("pk"))
        return {row["authority"]: row["found"] for row in rows.order_by("authority")}


class AuthorityRequest(models.Model):
    """An authority asked for somebody's data: who, on what ground, what it was answered.

    Kinds, law and days are in clear, for the public count; names and words are sealed.
    """

    class Authority(models.TextChoices):
        COURT = "court", _("a court")
        PROSECUTOR = "prosecutor", _("the prosecutor")
        POLICE = "police", _("the police")
        INTELLIGENCE = "intelligence", _("an intelligence service")
        BORDER = "border", _("border or immigration authorities")
        MINISTRY = "ministry", _("a ministry or national agency")
        MUNICIPALITY = "municipality", _("another municipality or office")
        FOREIGN = "foreign", _("an authority of another country")

    class Answer(models.TextChoices):
        REFUSED = "refused", _("refused")
        TO_COURT = "to-court", _("asked to come with an order of a court or prosecutor")
        IN_PART = "in-part", _("given in part, by who leads the case")
        GIVEN = "given", _("given, by who leads the case")
        NOTHING = "nothing", _("nothing is held")

    TEXTS = ("who", "about", "said")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.CharField(max_length=60, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    municipality = models.SlugField(_("municipality"), max_length=40)
    authority = models.CharField(_("who asks"), max_length=14, choices=Authority)
    # An act of the content pack that was named; empty where none was.
    law = models.CharField(_("legal ground named"), max_length=60, blank=True)
    provision = models.CharField(_("article"), max_length=40, blank=True)
    came_on = models.DateField(_("came on"))
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answer = models.CharField(_("answered how"), max_length=10, choices=Answer, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    compartment = models.UUIDField(unique=True, editable=False)
    who = models.BinaryField(default=bytes)
    about = models.BinaryField(default=bytes)
    said = models.BinaryField(default=bytes)

    objects = AuthorityRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "-came_on"], name="authorities_of_a_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="")
                | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="authority_answer_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: object, **kwargs: object) -> None:
        self.subject = f"authority-request/{self.pk}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def field(self, name: str) -> str:
        return f"authority-request/{self.pk}/{name}"
