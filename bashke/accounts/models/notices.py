"""What somebody is told, and what is not there for somebody any more."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models.people import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)

    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def urgent(self) -> Self:
        return self.filter(kind__in=Notice.URGENT)

    def about(self, subject: str) -> Self:
        """What tells of this, or of something that lies within it: `case/a1` has `case/a1/2`."""
        return self.filter(
            Q(subject=subject) | Q(subject__gte=f"{subject}/", subject__lt=f"{subject}0")
        )


class Notice(models.Model):
    """There is something for you: what kind of thing, and an opaque reference; never content."""

    class Kind(models.TextChoices):
        GLASS_BROKEN = "glass-broken", _("Somebody opened a file in an emergency.")
        KEY_WANTED = "key-wanted", _("Somebody is waiting for the key of a post.")
        KEY_GIVEN = "key-given", _("You were given the key of a post.")
        REFERRAL_ANSWERED = "referral-answered", _("There is an answer to a referral of yours.")
        REFERRAL_WAITING = "referral-waiting", _("A referral is waiting for your post.")
        CASE_SHARED = "case-shared", _("You take part in a case.")
        CASE_MESSAGE = "case-message", _("There is a message in a case of yours.")
        CASE_LEADERLESS = "case-leaderless", _("A case has nobody who leads it.")
        ORDER_ENDS = "order-ends", _("An order in a case of yours ends soon.")
        CONFERENCE_CALLED = "conference-called", _("You are called to a conference.")
        ACTION_GIVEN = "action-given", _("There is something for you to do in a case.")
        REVIEW_DUE = "review-due", _("A plan of yours is to be reviewed.")
        SESSIONS_ENDED = "sessions-ended", _("The administrator signed you out everywhere.")
        REQUEST_WAITING = "request-waiting", _("Something about a request for data waits for you.")
        KEYS_RENEWED = "keys-renewed", _("Somebody with a new password is waiting for the keys.")
        REFERRAL_UNANSWERED = "referral-unanswered", _("A referral was not answered in time.")
        REFERRAL_UNWRITTEN = "referral-unwritten", _("What was told by phone is not written yet.")
        REFERRAL_EXPIRED = "referral-expired", _("A referral of yours expired without an answer.")
        STEP_DUE = "step-due", _("A step is due, by a proposed time.")
        STEP_LATE = "step-late", _("A step is late, by a time that the law sets.")
        CASE_TO_ERASE = "case-to-erase", _("A case will be erased within 30 days.")
        DRAFT_TO_ERASE = "draft-to-erase", _("A draft of yours will be erased within a week.")

    # What is told at once, where the person wants that; the rest waits for the digest.
    URGENT = frozenset({
        Kind.GLASS_BROKEN, Kind.REFERRAL_WAITING, Kind.REFERRAL_UNANSWERED,
        Kind.REFERRAL_UNWRITTEN, Kind.STEP_LATE,
    })  # fmt: skip

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    municipality = models.SlugField(_("municipality"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    subject = models.CharField(_("to what"), max_length=120)
    at = models.DateTimeField(_("at"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    # When a mail of its own was claimed for it; the digest names it again as long as it is unseen.
    claimed_at = models.DateTimeField(_("claimed for a mail at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="notices_of_a_person"),
            models.Index(fields=["person"], condition=Q(seen_at=None), name="notices_unseen"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "subject"], name="one_notice_per_person_kind_and_subject"
            )
        ]

    def __str__(self) -> str:
        return f"notice/{self.pk}"


class Recusal(models.Model):
    """Somebody declared that a matter touches them or theirs: it is not there for them any more."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="recusals")
    municipality = models.SlugField(_("municipality"), max_length=40)
    subject = models.CharField(_("from what"), max_length=120)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject"], name="one_recusal_per_person_and_subject"
            )
        ]

    def __str__(self) -> str:
        return f"recusal/{self.pk}"
