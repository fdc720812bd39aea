"""What an installation adds to the content: that somebody compared a fact with the law."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def newest_last(self) -> Self:
        """In the order in which they were recorded: of two for one fact the later one counts."""
        return self.order_by("pk")


class Confirmation(models.Model):
    """A named person compared one fact of the content, in one wording, with the published text.

    Never changed and never removed: when the wording changes it no longer applies by itself.
    """

    fact = models.CharField(_("fact"), max_length=160, db_index=True)
    text_hash = models.CharField(_("fingerprint of the wording"), max_length=64)
    by = models.CharField(_("compared by"), max_length=120)
    on = models.DateField(_("compared on"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(fact="") & ~models.Q(text_hash="") & ~models.Q(by=""),
                name="confirmation_says_what_which_wording_and_who",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} ({self.on})"
