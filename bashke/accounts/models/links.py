"""Links that let somebody in once: to a post, or to a new password."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models.people import Person, Post
from bashke.accounts.tenancy import TenantQuerySet


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    path = "post__institution__municipality"

    def open(self) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An address was asked to take a post; the way in is a link, of which only a hash is kept."""

    # Empty for the operator of a new installation, who has no post yet.
    post = models.ForeignKey(
        Post, models.PROTECT, related_name="invitations", null=True, blank=True
    )
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, default="sq")
    is_substitute = models.BooleanField(_("substitute"), default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        Person, models.PROTECT, related_name="invitations", null=True, blank=True
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_is_accepted_or_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return f"invitation/{self.pk}"


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def open(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class Renewal(models.Model):
    """Somebody may choose a new password once, by a link: with new keys, which open nothing yet."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="renewals")
    token_hash = models.CharField(max_length=64, unique=True)
    # The telephone or key that gave the second factor is lost too.
    forgets_factors = models.BooleanField(_("second factor lost too"), default=False)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    restored_at = models.DateTimeField(_("keys given back at"), null=True, blank=True)

    objects = RenewalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"renewal/{self.pk}"
