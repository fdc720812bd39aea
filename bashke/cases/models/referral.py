"""A concern on its way from who noticed it to who leads."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Membership, Notice, Person, Post, Recusal
from bashke.accounts.policy import May
from bashke.cases.references import new_reference


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, person: Person) -> Self:
        """What this person sent, and what came to a post that this person holds now with its key.

        A referral from which somebody stepped out, or was kept out by the sender, is not there.
        """
        held = Membership.objects.current().filter(
            person=person, post=OuterRef("post"), keyed_at__isnull=False
        )
        out = Recusal.objects.filter(person=person, subject=OuterRef("subject"))
        came = Q(state__in=Referral.ARRIVED) & Q(Exists(held))
        return self.filter(Q(sender=person) | (came & ~Q(Exists(out))))

    def of(self, municipality: str) -> Self:
        return self.filter(municipality=municipality)

    def sent_by(self, person: Person) -> Self:
        return self.filter(sender=person)

    def came_to(self, person: Person) -> Self:
        """What waits for this person's posts, or was answered there."""
        return self.visible_to(person).exclude(sender=person)

    def waiting(self) -> Self:
        return self.filter(state__in=Referral.WAITING)

    def unanswered(self, at: datetime | None = None) -> Self:
        """Those whose time to be answered is over."""
        return self.waiting().filter(answer_by__lte=at or timezone.now())

    def unwritten(self, at: datetime | None = None) -> Self:
        """Spoken of on the phone, and not written down within the day."""
        return self.filter(state=Referral.State.SPOKEN, write_by__lte=at or timezone.now())

    def to_climb(self, times: Sequence[timedelta], at: datetime) -> Self:
        """Unanswered ones that have not been told as far up as their date says."""
        return self.unanswered(at).filter(still_to_climb("answer_by", times, at))

    def drafts_before(self, moment: datetime) -> Self:
        """Drafts that were begun before this moment and never sent."""
        return self.filter(state=Referral.State.DRAFT, begun_at__lt=moment)

    def to_erase(self, noted_before: datetime, draft_before: datetime) -> Self:
        """Those that never became a case and whose time of keeping, from their begin, is over.

        What became a case goes with it. A draft that was thrown away goes at once.
        """
        ended = Q(state__in=Referral.ENDED, begun_at__lt=noted_before)
        thrown_away = Q(state=Referral.State.WITHDRAWN, answered_at=None)
        draft = Q(state=Referral.State.DRAFT, begun_at__lt=draft_before)
        return self.filter(ended | thrown_away | draft, erased_at=None, case=None)

    def told_to(self, person: Person, municipality: str) -> Self:
        """What this person was told of here because it climbed; its dates, and no text."""
        told = Notice.objects.visible_to(person).filter(kind__in=Referral.CLIMBING)
        found = self.filter(municipality=municipality, subject__in=told.values("subject"))
        return found.but_recused(person).defer(*Referral.TEXTS)

    def but_recused(self, person: Person) -> Self:
        """Without those that touch this person, or from which the person stepped out."""
        out = Recusal.objects.filter(person=person, subject=OuterRef("subject"))
        return self.filter(~Q(Exists(out)))

    def supervised_by(self, person: Person, municipality: str) -> Self:
        """What a supervisor here looks after: its dates and states, and no text is read for it."""
        if not person.may(May.SUPERVISE, municipality):
            return self.none()
        found = self.filter(municipality=municipality).but_recused(person)
        return found.defer(*Referral.TEXTS)


def still_to_climb(due: str, times: Sequence[timedelta], at: datetime) -> Q:
    """Rows whose next level is due: so long after their date, for each level in its turn."""
    levels = [Q(climbed=told, **{f"{due}__lte": at - after}) for told, after in enumerate(times)]
    return reduce(or_, levels)


class Referral(models.Model):
    """What somebody noticed, told to the post that leads; its words are in a compartment."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SPOKEN = "spoken", _("told by word of mouth, to be written")
        SENT = "sent", _("sent")
        RECEIVED = "received", _("received")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("not answered in time")
        COMPLETED = "completed", _("completed, with an answer to the sender")

    class Duty(models.TextChoices):
        MUST = "must", _("the law obliges you to tell it")
        MAY = "may", _("the law allows you to tell it")
        WITH_AGREEMENT = "with-agreement", _("only with the person's agreement")

    class Ground(models.TextChoices):
        DUTY = "duty", _("a duty by law")
        TASK = "task", _("a task by law")
        AGREEMENT = "agreement", _("the person agreed")
        DANGER = "danger", _("danger to life or health")

    class Agreed(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NOT_ASKED = "not-asked", _("not asked yet, or asking would be dangerous")

    WRITABLE = frozenset({State.DRAFT, State.SPOKEN})
    WAITING = frozenset({State.SENT, State.RECEIVED})
    # Nobody acts on it any more, or never did: a call that was not written down among them.
    ENDED = frozenset({
        State.SPOKEN, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.COMPLETED,
    })  # fmt: skip
    ARRIVED = WAITING | {State.ACCEPTED, State.DECLINED, State.COMPLETED}
    CLIMBING = (Notice.Kind.REFERRAL_UNANSWERED, Notice.Kind.REFERRAL_UNWRITTEN)
    # The sealed fields, in the order of the form.
    TEXTS = ("about", "concern", "reach", "necessity", "spoken_with", "answer")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # How the trail and the recusals call it; kept, so that a query can compare it.
    subject = models.CharField(max_length=60, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    municipality = models.SlugField(_("municipality"), max_length=40)
    mechanism = models.SlugField(_("mechanism"), max_length=60)
    version = models.DateField(_("mechanism in force from"))
    first_step = models.SlugField(_("first step"), max_length=60)
    duty = models.CharField(_("duty"), max_length=20, choices=Duty)
    # On what the duty rests, as `act` or `act#provision`.
    law = models.JSONField(_("provisions"), default=list)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)

    sender = models.ForeignKey(
        Person, models.PROTECT, related_name="referrals", null=True, blank=True
    )
    sender_post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="referrals", null=True, blank=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, related_name="next", null=True, blank=True
    )

    ground = models.CharField(_("ground"), max_length=12, choices=Ground, blank=True)
    help_agreed = models.CharField(max_length=12, choices=Agreed, default=Agreed.NOT_ASKED)
    telling_agreed = models.CharField(max_length=12, choices=Agreed, default=Agreed.NOT_ASKED)

    compartment = models.UUIDField(unique=True, null=True, editable=False)
    about = models.BinaryField(default=bytes)
    concern = models.BinaryField(default=bytes)
    reach = models.BinaryField(default=bytes)
    necessity = models.BinaryField(default=bytes)
    spoken_with = models.BinaryField(default=bytes)
    answer = models.BinaryField(default=bytes)

    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    spoken_at = models.DateTimeField(_("spoken at"), null=True, blank=True)
    write_by = models.DateTimeField(_("to be written by"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answer_by = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    climbed = models.PositiveSmallIntegerField(_("how far it climbed"), default=0)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["post", "state", "-sent_at"], name="referrals_of_a_post"),
            models.Index(fields=["sender", "-begun_at"], name="referrals_of_a_sender"),
            models.Index(
                fields=["answer_by"],
                condition=Q(state__in=["sent", "received"]),
                name="referrals_to_be_answered",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "spoken", "withdrawn"])
                | Q(post__isnull=False, sent_at__isnull=False, compartment__isnull=False),
                name="referral_that_was_sent_has_a_post",
            ),
            models.CheckConstraint(
                condition=~Q(state="spoken") | Q(spoken_at__isnull=False, write_by__isnull=False),
                name="spoken_referral_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: object, **kwargs: object) -> None:
        self.subject = f"referral/{self.pk}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def field(self, name: str) -> str:
        """The place of a sealed text within the compartment."""
        return f"{self.subject}/{name}"
