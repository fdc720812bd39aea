"""What of a case only some of its members open: a plan, minutes, each under a key of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bashke.cases.models.case import Case


class SealedPart(models.Model):
    """A further compartment of a case, for a smaller circle than the case itself."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    kind = models.SlugField(_("kind"), max_length=20)
    compartment = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_part_of_a_kind_in_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.case.subject}/{self.kind}"

    def field(self, name: str) -> str:
        """The place of a sealed text within the compartment."""
        return f"{self}/{name}"
