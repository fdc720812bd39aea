"""Where a page of the Guide stands, for the language and municipality of the linking page."""

from django import template
from django.utils.translation import get_language

from bashke.guide.addresses import address

register = template.Library()

PAGES = {
    "ask": "",
    "contents": "guide/",
    "table": "table/",
    "table-csv": "table.csv",
    "contacts": "contacts/",
    "search": "search/",
}


@register.simple_tag(takes_context=True)
def page(context: template.Context, kind: str, key: str = "") -> str:
    """The address of a page of its own (`PAGES`), or of a thing by its kind and key."""
    place = context.get("place")
    slug = place.slug if place else None
    lang = get_language() or "sq"
    if kind in PAGES:
        return f"/{lang}/{slug}/{PAGES[kind]}" if slug else f"/{lang}/{PAGES[kind]}"
    if kind == "register":
        return f"/{lang}/law/"
    return address(kind, key, lang, slug)
