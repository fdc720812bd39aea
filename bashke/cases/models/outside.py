"""A referral on its way to an institution that has no account."""

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Post
from bashke.cases.models.referral import Referral


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def open(self) -> Self:
        """Those by which something can still be opened and answered."""
        return self.filter(
            ended_at=None,
            expires_at__gt=timezone.now(),
            tries__lt=OutsideLink.TRIES,
            referral__state__in=Referral.WAITING,
        )

    def over(self) -> Self:
        """Those whose key is to be taken back: answered, withdrawn, too old, or guessed at."""
        live = Q(
            expires_at__gt=timezone.now(),
            tries__lt=OutsideLink.TRIES,
            referral__state__in=Referral.WAITING,
        )
        return self.filter(ended_at=None).exclude(live)


class OutsideLink(models.Model):
    """A link and a code, each told by another way, with which one device opens one referral.

    Of both only what recognises them is kept; the key lies behind the two together.
    """

    # Proposed practice: no act that was read says for how long.
    LASTS = timedelta(hours=72)
    TRIES = 5

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="links")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    holder = models.UUIDField(_("holder of keys"), unique=True)
    # The first device that opened it; no other does.
    device_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(ended_at=None), name="outside_links_to_end"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(ended_at=None),
                name="one_open_link_per_referral",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="link_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.actor

    @property
    def is_over(self) -> bool:
        """Whether nobody opens it any more."""
        used_up = self.ended_at is not None or self.tries >= self.TRIES
        return used_up or self.expires_at <= timezone.now()

    @property
    def actor(self) -> str:
        """How the trail calls whoever opens it."""
        return f"outside/{self.pk}"
