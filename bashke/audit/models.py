"""Rows of the trail. Every one names a municipality first, and no row points at a person."""

from typing import Any, Never, Self, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.audit.refusals import TrailError

HASH_LENGTH = 64
ONLY_GROWS = "The trail only grows: what is in it is neither changed nor removed."
# An act that ends so is a reading: somebody saw content.
OPENED = ".opened"

Row = TypeVar("Row", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[Row]):
    def of(self, municipality: str) -> Self:
        """What belongs to the trail of one municipality."""
        return self.filter(municipality=municipality)

    def update(self, **_values: Any) -> Never:
        raise TrailError(ONLY_GROWS)

    def delete(self) -> Never:
        raise TrailError(ONLY_GROWS)


class AppendOnly(models.Model):
    """A row that is written once. The database refuses the rest too (`triggers`)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TrailError(ONLY_GROWS)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        raise TrailError(ONLY_GROWS)


class Ground(models.TextChoices):
    """Why somebody was allowed to. Words only: a reason in free text belongs to the sealed case."""

    ASSIGNMENT = "assignment", _("assigned to it")
    POST = "post", _("holds the post it came to")
    DUTY = "duty", _("a duty by law")
    TASK = "task", _("a task by law")
    AGREEMENT = "agreement", _("the person agreed")
    OWN_REQUEST = "own-request", _("the person asked for it")
    DANGER = "danger", _("danger to life or health")
    BREAK_GLASS = "break-glass", _("emergency access with a reason")
    COURT = "court", _("order of a court or prosecutor")
    COMPLAINT = "complaint", _("a complaint")
    OVERSIGHT = "oversight", _("oversight of the trail")
    RECOVERY = "recovery", _("recovery by two key holders")
    RETENTION = "retention", _("the time of keeping has ended")
    OPERATION = "operation", _("running the installation")


class EventQuerySet(AppendOnlyQuerySet["Event"]):
    def about(self, subject: str) -> Self:
        """Events whose subject this is, or lies within: `case/a1` has `case/a1/plan` in it."""
        # From "/" to "0", the next character: an index finds a range, not a pattern.
        within = models.Q(subject__gte=f"{subject}/", subject__lt=f"{subject}0")
        return self.filter(models.Q(subject=subject) | within)

    def by_actor(self, actor: str) -> Self:
        return self.filter(actor=actor)

    def openings(self) -> Self:
        """Events by which somebody saw content."""
        return self.filter(act__endswith=OPENED)

    def unchained(self) -> Self:
        """Events that the chain has not reached yet, in the order in which it will."""
        return self.filter(link=None).order_by("pk")


class Event(AppendOnly):
    """Somebody did something, on a ground, at a moment."""

    municipality = models.SlugField(_("municipality"), max_length=40, db_index=False)
    actor = models.CharField(_("who"), max_length=80)
    act = models.CharField(_("what was done"), max_length=60)
    subject = models.CharField(_("to what"), max_length=120)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    # Whoever writes counts on its own, so that nobody waits, and what is taken out leaves a gap.
    writer = models.CharField(_("writer"), max_length=16)
    number = models.PositiveBigIntegerField(_("number of this writer"))
    seal = models.CharField(_("seal"), max_length=HASH_LENGTH)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "id"], name="events_in_order"),
            models.Index(fields=["municipality", "at"], name="events_by_moment"),
            models.Index(fields=["municipality", "subject"], name="events_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "writer", "number"], name="one_event_per_writer_and_number"
            ),
            models.CheckConstraint(
                condition=~models.Q(municipality="")
                & ~models.Q(actor="")
                & ~models.Q(act="")
                & ~models.Q(subject=""),
                name="event_says_where_who_what_and_to_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.act} {self.subject}"


class LinkQuerySet(AppendOnlyQuerySet["Link"]):
    def in_order(self) -> Self:
        return self.order_by("sequence", "pk")


class Link(AppendOnly):
    """The place of one event in its municipality's chain."""

    municipality = models.SlugField(_("municipality"), max_length=40, db_index=False)
    sequence = models.PositiveBigIntegerField(_("place in the chain"))
    event = models.OneToOneField(Event, models.PROTECT, related_name="link")
    previous = models.CharField(_("hash of the link before"), max_length=HASH_LENGTH)
    hash = models.CharField(_("hash"), max_length=HASH_LENGTH)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "sequence"], name="one_link_per_place_in_the_chain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}.{self.sequence}.{self.hash}"


class ChainEnd(models.Model):
    """Where the chain of a municipality ends, and who is adding to it. No writer ever reads it."""

    municipality = models.SlugField(_("municipality"), max_length=40, unique=True)
    sequence = models.PositiveBigIntegerField(_("last place"), default=0)
    hash = models.CharField(_("hash of the last link"), max_length=HASH_LENGTH)
    seal = models.CharField(_("seal"), max_length=HASH_LENGTH)
    leased_by = models.CharField(_("leased by"), max_length=16, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    # Events up to `settled_id` are all chained; `seen_id` becomes that when it has rested.
    settled_id = models.PositiveBigIntegerField(_("settled up to"), default=0)
    seen_id = models.PositiveBigIntegerField(_("seen up to"), default=0)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.municipality}.{self.sequence}.{self.hash}"


class Acknowledgement(AppendOnly):
    """Somebody looked into what was done to a chain; behind it a new stretch of it begins.

    What stood before is kept as it was found, and a hash of it begins the new stretch.
    """

    municipality = models.SlugField(_("municipality"), max_length=40, db_index=False)
    sequence = models.PositiveBigIntegerField(_("first place of the new stretch"))
    # Of the events up to this id, those that do not hold are acknowledged too.
    newest = models.PositiveBigIntegerField(_("newest event"))
    missing = models.PositiveBigIntegerField(_("rows missing by the database's count"))
    faults = models.TextField(_("what was found"))
    found = models.CharField(_("hash of what was found"), max_length=HASH_LENGTH)
    reference = models.CharField(_("protocol"), max_length=40)
    by = models.CharField(_("who"), max_length=80)
    at = models.DateTimeField(_("at"), default=timezone.now)
    seal = models.CharField(_("seal"), max_length=HASH_LENGTH)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "sequence"], name="one_stretch_begins_at_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}.{self.sequence}"


class Head(AppendOnly):
    """The end of a chain on the day on which it was first noted, as it leaves the house."""

    municipality = models.SlugField(_("municipality"), max_length=40, db_index=False)
    sequence = models.PositiveBigIntegerField(_("place in the chain"))
    hash = models.CharField(_("hash"), max_length=HASH_LENGTH)
    noted_on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "sequence"], name="one_head_per_place_in_the_chain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}.{self.sequence}.{self.hash}"


class HeadMail(models.Model):
    """The heads of one day: who is sending them now, and when they were sent."""

    day = models.DateField(_("day"), unique=True)
    leased_until = models.DateTimeField(_("leased until"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.day}"


class Reading(AppendOnly):
    """A signature: somebody read the trail up to a place, and saw this hash there."""

    municipality = models.SlugField(_("municipality"), max_length=40, db_index=False)
    sequence = models.PositiveBigIntegerField(_("read up to place"))
    hash = models.CharField(_("hash"), max_length=HASH_LENGTH)
    by = models.CharField(_("who"), max_length=80)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "sequence", "by"], name="one_signature_per_reader_and_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}.{self.sequence}"
