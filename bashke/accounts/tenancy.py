"""The one place where rows of a municipality are scoped to who asks."""

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

from bashke.accounts.policy import May

if TYPE_CHECKING:
    from bashke.accounts.models import Person

Row = TypeVar("Row", bound=models.Model)


class TenantQuerySet(models.QuerySet[Row]):
    """Rows that belong to a municipality; `path` is the way from a row to its name."""

    path = "municipality"

    def of(self, municipality: str) -> Self:
        return self.filter(**{self.path: municipality})

    def visible_to(self, person: "Person", may: May, *, at: datetime | None = None) -> Self:
        """Rows of the municipalities in which this person may do this now; elsewhere, nothing."""
        return self.filter(**{f"{self.path}__in": person.municipalities(may, at=at)})
