"""Whom one can reach: the contacts that an installation keeps itself."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, municipality: str) -> Self:
        """Contacts of one municipality, in the order in which they are to be called."""
        return self.filter(municipality=municipality).order_by("role", "unit", "turn", "pk")


class Contact(models.Model):
    """One way to reach a post of an institution in a municipality."""

    class Turn(models.IntegerChoices):
        FIRST = 0, _("first")
        SUBSTITUTE = 1, _("substitute")
        TONIGHT = 2, _("tonight")

    municipality = models.SlugField(_("municipality"), max_length=40)
    unit = models.SlugField(_("administrative unit"), max_length=60, blank=True)
    role = models.SlugField(_("role"), max_length=60)
    turn = models.IntegerField(_("turn"), choices=Turn, default=Turn.FIRST)
    post_sq = models.CharField(_("post, Albanian"), max_length=160)
    post_en = models.CharField(_("post, English"), max_length=160)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    web = models.URLField(_("web address"), blank=True)
    address_sq = models.CharField(_("address, Albanian"), max_length=200, blank=True)
    address_en = models.CharField(_("address, English"), max_length=200, blank=True)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    is_always_open = models.BooleanField(_("day and night"), default=False)
    is_invented = models.BooleanField(_("invented, for a demonstration"), default=False)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "unit", "role", "turn"], name="one_contact_per_turn"
            ),
            models.CheckConstraint(
                condition=~models.Q(post_sq="") & ~models.Q(post_en=""),
                name="contact_names_its_post_in_both_languages",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at=None, closes_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="contact_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}/{self.role}/{self.turn}"
