"""How long a row about a person is kept, and who erases it.

The table of all of them is `bashke.config.retention`; a test finds a model that is missing there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Model, Q, QuerySet


class Basis(StrEnum):
    """On what a time of keeping rests."""

    LAW = "law"
    # Ours, until somebody who may has confirmed another.
    PROPOSED = "proposed practice"


@dataclass(frozen=True)
class Erased:
    """Rows go so many days after a moment that they carry themselves."""

    since: str
    days: int
    why: str
    basis: Basis = Basis.PROPOSED
    # Rows for which the time runs; of the others it has not begun.
    only: Q = Q()

    def over(self, model: type[Model], now: datetime) -> QuerySet[Model]:
        """The rows whose time is over."""
        before = now - timedelta(days=self.days)
        rows: QuerySet[Model] = model._default_manager.filter(self.only)
        return rows.filter(**{f"{self.since}__lte": before})


@dataclass(frozen=True)
class KeptWith:
    """Rows have no time of their own: they go with something else, by who is named here."""

    what: str
    by: str
    why: str
    basis: Basis = Basis.PROPOSED


Retention = Erased | KeptWith
