"""How somebody wants to be told, the mails that went out for it, and the feed of dates."""

from datetime import datetime, time, timedelta
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models.people import Person


class NoticeSettings(models.Model):
    """How somebody wants to be told. Who chose nothing has the defaults: proposed practice."""

    class When(models.TextChoices):
        URGENT = "urgent", _("what is urgent at once, the rest once a day")
        DIGEST = "digest", _("everything once a day")
        AT_ONCE = "at-once", _("everything at once")
        NEVER = "never", _("no mails: I look into Bashkë every day")

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="notice_settings", primary_key=True
    )
    mails = models.CharField(_("mails"), max_length=10, choices=When, default=When.URGENT)
    # Of the day, in local time: the digest goes out in this hour or later.
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily mail"), default=8, validators=[MaxValueValidator(23)]
    )
    # Nothing goes out from the one to the other, over midnight too; the same twice: never quiet.
    quiet_from = models.TimeField(_("quiet from"), default=time(19))
    quiet_until = models.TimeField(_("quiet until"), default=time(7))
    # Neither on weekends and holidays. Who is on duty is told what is urgent even so.
    is_quiet_on_rest_days = models.BooleanField(_("quiet on days off"), default=True)
    # Only where the installation sends text messages (`accounts.texting`).
    phone = models.CharField(_("own work phone, for text messages"), max_length=20, blank=True)

    def __str__(self) -> str:
        return f"notice-settings/{self.pk}"

    def is_quiet_at(self, at: time) -> bool:
        """Whether this time of the day is one of the quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


class NoticeMailQuerySet(models.QuerySet["NoticeMail"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)

    def refused(self) -> Self:
        return self.filter(refused_at__isnull=False)


class NoticeMail(models.Model):
    """A mail that says that there is something: claimed before it is sent, so at most once."""

    class Kind(models.TextChoices):
        DIGEST = "digest", _("daily mail")
        AT_ONCE = "at-once", _("mail at once")
        TEXT = "text", _("text message")

    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_mails")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # A digest's day; of what goes out at once, the newest notice that it is about.
    slot = models.CharField(_("what for"), max_length=40)
    claimed_at = models.DateTimeField(_("claimed at"), default=timezone.now)
    sent_at = models.DateTimeField(_("handed on at"), null=True, blank=True)
    # The mail server said that there is no such address, or took nothing for it.
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)

    objects = NoticeMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "slot"], name="one_mail_per_slot")
        ]

    def __str__(self) -> str:
        return f"notice-mail/{self.pk}"


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)

    def open(self) -> Self:
        return self.filter(ended_at=None, person__left_at=None)

    def rested(self, now: datetime) -> Self:
        """Those that nobody asked for a moment ago."""
        return self.filter(Q(asked_at=None) | Q(asked_at__lte=now - CalendarFeed.RESTS))


class CalendarFeed(models.Model):
    """A secret link by which somebody's calendar reads the days on which something is due."""

    RESTS = timedelta(minutes=1)

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    asked_at = models.DateTimeField(_("last asked for at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_calendar_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"calendar/{self.pk}"
