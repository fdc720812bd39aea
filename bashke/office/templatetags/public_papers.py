"""What pages show of papers: where they stand, and how long what is kept."""

from django import template

from bashke.office.documents import ways
from bashke.office.documents.filling import time_of
from bashke.pack.schema import Place

register = template.Library()
register.filter("time_of", time_of)


@register.simple_tag
def is_set_up(place: Place | str | None) -> bool:
    """Whether this municipality has public papers; no query where a page has no municipality."""
    slug = getattr(place, "slug", "")
    return bool(slug) and ways.is_set_up(slug)
