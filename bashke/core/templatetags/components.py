"""Small pieces that every page shows alike."""

from datetime import datetime

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bashke.core.text import Text
from bashke.core.working_days import Calendar

register = template.Library()
OTHER = {"sq": "en", "en": "sq"}


@register.filter
def said(text: Text | None) -> str:
    """The wording in the language of the page."""
    return text.in_language(get_language() or "sq") if text else ""


@register.filter
def clock(deadline: object) -> str:
    """`24 hours`, as a worker would say it."""
    amount, unit = deadline.amount, deadline.unit  # type: ignore[attr-defined]
    words = {
        "hours": ngettext("%(n)d hour", "%(n)d hours", amount),
        "calendar_days": ngettext("%(n)d day", "%(n)d days", amount),
        "working_days": ngettext("%(n)d working day", "%(n)d working days", amount),
        "months": ngettext("%(n)d month", "%(n)d months", amount),
    }[unit]
    return words % {"n": amount}


@register.simple_tag
def open_words(contact: object, at: datetime, calendar: Calendar) -> str:
    """Whether somebody answers now."""
    is_open = contact.is_open(at, calendar)  # type: ignore[attr-defined]
    if is_open is None:
        return ""
    return _("answers now") if is_open else _("closed now")


@register.simple_tag(takes_context=True)
def same_page_in(context: template.Context, lang: str) -> str:
    """The address of this page in another language."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    if match is None or "lang" not in match.kwargs:
        return reverse("ask:home", args=[lang])
    return reverse(match.view_name, kwargs={**match.kwargs, "lang": lang})
