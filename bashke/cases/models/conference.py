"""A conference: the people of one or more cases meet, and each hears the cases that are theirs."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person, Post
from bashke.cases.models.case import Assignment, Case
from bashke.cases.references import new_reference


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def visible_to(self, person: Person) -> Self:
        """Conferences at which this person has a seat."""
        mine = Seat.objects.current().filter(conference=OuterRef("pk"), person=person)
        return self.filter(Q(Exists(mine)))

    def to_come(self) -> Self:
        return self.filter(ends_at__gte=timezone.now(), cancelled_at=None)

    def over(self, days: date) -> Self:
        """Those that ended before a day, and whose place is still readable."""
        return self.filter(ends_at__date__lt=days, forgotten_at=None)


class Conference(models.Model):
    """A meeting of a technical group or of one case's members. Its place is sealed.

    What is said there stands with each case, and not here.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    municipality = models.SlugField(_("municipality"), max_length=40)
    mechanism = models.SlugField(_("mechanism"), max_length=60)
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    called_at = models.DateTimeField(_("called at"), default=timezone.now)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    cancelled_at = models.DateTimeField(_("called off at"), null=True, blank=True)
    # How often day, hour or place changed: calendars want to know.
    changes = models.PositiveSmallIntegerField(default=0)
    # Where it was is nobody's business for long: the key is destroyed on this day.
    forgotten_at = models.DateTimeField(_("place forgotten at"), null=True, blank=True)

    compartment = models.UUIDField(unique=True, editable=False)
    place = models.BinaryField(default=bytes)
    note = models.BinaryField(default=bytes)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "-starts_at"], name="conferences_of_a_municipality"
            ),
            models.Index(
                fields=["ends_at"],
                condition=Q(forgotten_at=None),
                name="conferences_to_be_forgotten",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="conference_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """How the trail calls it."""
        return f"conference/{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.cancelled_at is not None or self.ends_at < timezone.now()

    def field(self, name: str) -> str:
        """The place of a sealed text within the compartment."""
        return f"{self.subject}/{name}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, person: Person) -> Self:
        """One's own: who else is called follows from the cases."""
        return self.filter(person=person)

    def current(self) -> Self:
        return self.filter(ended_at=None)


class Seat(models.Model):
    """Somebody is called to a conference: whether they come, and whether they were there."""

    class Answer(models.TextChoices):
        NONE = "none", _("has not answered")
        COMES = "comes", _("comes")
        EXCUSED = "excused", _("cannot come")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.NONE)
    was_there = models.BooleanField(_("was there"), null=True, blank=True)
    called_at = models.DateTimeField(_("called at"), default=timezone.now)
    ended_at = models.DateTimeField(_("no longer called since"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "person"],
                condition=Q(ended_at=None),
                name="one_seat_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"seat/{self.pk}"


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, person: Person) -> Self:
        """Items whose case is this person's: what somebody else's case is, is not there."""
        mine = Seat.objects.current().filter(conference=OuterRef("conference"), person=person)
        return self.filter(Q(Exists(mine)), case__in=Case.objects.visible_to(person))


class Item(models.Model):
    """A case on the agenda of a conference, heard by those of its members who have a seat."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.CASCADE, related_name="items")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "case"], name="a_case_is_heard_once")
        ]

    def __str__(self) -> str:
        return f"item/{self.pk}"


class Decision(models.Model):
    """What was decided about a case, why, and who saw it otherwise; every member reads it."""

    TEXTS = ("text", "reason", "dissent")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="decisions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.BinaryField()
    reason = models.BinaryField()
    dissent = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"decision/{self.pk}"

    def field(self, name: str) -> str:
        return f"{self}/{name}"


class Minutes(models.Model):
    """What was said about a case, for one audience: the lead, or the members of one role.

    One row an audience, each under a key that only that audience has: what a page hides, a key
    would still open.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="minutes")
    # Empty: who leads.
    audience = models.SlugField(_("for whom"), max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "audience"], name="one_text_per_audience")
        ]

    def __str__(self) -> str:
        return f"minutes/{self.pk}"

    def field(self, name: str) -> str:
        return f"minutes/{self.item_id}/{self.audience}/{name}"


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, person: Person) -> Self:
        """Actions of this person's cases: one's own, and all where this person leads."""
        leads = Assignment.objects.current().filter(
            case=OuterRef("case"), person=person, part=Assignment.Part.LEAD
        )
        own = Q(owner=person) | Q(Exists(leads))
        return self.filter(own, case__in=Case.objects.visible_to(person))

    def open(self) -> Self:
        return self.filter(done_at=None, dropped_at=None)

    def due_for(self, person: Person) -> Self:
        """What this person has to do, the first due first: for the desk."""
        mine = self.visible_to(person).open().filter(owner=person, case__closed_at=None)
        return mine.order_by("due_on", "added_at")


class Action(models.Model):
    """Something that a member does by a day, as a conference agreed; sealed for its owner."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="actions")
    item = models.ForeignKey(Item, models.CASCADE, related_name="actions")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    audience = models.SlugField(_("for whom"), max_length=60)
    due_on = models.DateField(_("by"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("left out at"), null=True, blank=True)
    text = models.BinaryField()
    outcome = models.BinaryField(default=bytes)

    objects = ActionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at=None, dropped_at=None),
                name="actions_of_a_person",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dropped_at=None), name="action_is_done_or_left_out"
            )
        ]

    def __str__(self) -> str:
        return f"action/{self.pk}"

    def field(self, name: str) -> str:
        return f"{self}/{name}"
