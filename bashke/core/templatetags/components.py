"""Small pieces that every page shows alike."""

from datetime import date, datetime
from typing import Protocol

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bashke.core.text import Text
from bashke.core.working_days import Calendar

register = template.Library()
OTHER = {"sq": "en", "en": "sq"}


class Markable(Protocol):
    """A fact that somebody may have confirmed."""

    @property
    def confirmed(self) -> object: ...


class Reached(Protocol):
    """A contact, as far as its details are concerned (bashke.directory.reach)."""

    @property
    def hours(self) -> Text | None: ...
    @property
    def checked_on(self) -> date | None: ...
    @property
    def invented(self) -> bool: ...
    def is_open(self, at: datetime, calendar: Calendar) -> bool | None: ...


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


@register.filter
def without_scheme(address: str) -> str:
    """A web address as one would read it aloud."""
    return address.split("://", 1)[-1].rstrip("/")


@register.simple_tag
def unconfirmed(item: Markable) -> SafeString:
    """The mark of what nobody has confirmed; its meaning stands at the foot of every page.

    An invented contact carries none: the banner says more. Nor does an office at which to ask.
    """
    if item.confirmed or getattr(item, "invented", False) or not getattr(item, "is_way", True):
        return SafeString("")
    return format_html('<abbr title="{}">°</abbr>', _("not confirmed"))


@register.simple_tag
def contact_details(contact: Reached, at: datetime, calendar: Calendar) -> str:
    """When somebody answers there, and when that was last checked, in one line."""
    open_now = {True: _("answers now"), False: _("closed now"), None: ""}
    checked = ""
    if contact.checked_on and not contact.invented:
        checked = _("checked on %(day)s") % {"day": date_format(contact.checked_on)}
    parts = [said(contact.hours), open_now[contact.is_open(at, calendar)], checked]
    return " · ".join(part for part in parts if part)


@register.simple_tag
def other_language() -> dict[str, str]:
    """The language that this page is not in: its code and its own name."""
    code = OTHER[get_language() or "sq"]
    return {"code": code, "name": dict(settings.LANGUAGES)[code]}


@register.simple_tag(takes_context=True)
def same_page_in(context: template.Context, lang: str) -> str:
    """The address of this page in another language."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    if match is None or "lang" not in match.kwargs:
        return reverse("ask:home", args=[lang])
    return reverse(match.view_name, kwargs={**match.kwargs, "lang": lang})
