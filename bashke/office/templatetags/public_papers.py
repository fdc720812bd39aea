"""What pages show of papers: where they stand, and how long what is kept."""

from django import template

from bashke.core.database import has_table
from bashke.office.documents.filling import time_of
from bashke.office.models import Municipality
from bashke.pack.schema import Place

register = template.Library()
register.filter("time_of", time_of)


@register.simple_tag
def is_set_up(place: Place | str | None) -> bool:
    """Whether this municipality was begun here; one query, none where there is no municipality."""
    slug = getattr(place, "slug", "")
    return bool(slug) and has_table(Municipality) and Municipality.objects.of(slug).exists()
