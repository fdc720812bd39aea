"""Whether residents find papers of a municipality here: once it has begun to be set up."""

from bashke.core.database import has_table
from bashke.office.models import Municipality


def is_set_up(municipality: str) -> bool:
    """One query; none where the database is not there yet, as answers from the files go without."""
    return has_table(Municipality) and Municipality.objects.of(municipality).exists()
