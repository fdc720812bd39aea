"""What stands on every page of somebody who is signed in."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import get_language

from bashke.accounts.models import Notice, Person
from bashke.accounts.models.entrance import began_at, ends_at
from bashke.accounts.notice_places import address_of
from bashke.accounts.policy import ROLES, May, title_of
from bashke.mechanisms.library import from_files

register = template.Library()
MUNICIPALITY = "post__institution__municipality"
# Who has work in a municipality's office, and who watches there.
OFFICE = (May.SET_UP, May.INVITE)
WATCHED = {
    "office:trail": May.READ_TRAIL,
    "office:who-could-open": May.EXPLAIN,
    "climbing:overdue": May.SUPERVISE,
    "rights:requests": May.ANSWER_REQUESTS,
}


@register.simple_tag(takes_context=True)
def offices(context: Context) -> list[dict[str, str]]:
    """The municipalities whose office the person may enter, by name; one query."""
    person = context["request"].user
    if not isinstance(person, Person):
        return []
    pack = from_files().pack
    found = (pack.municipality(slug) for slug in person.municipalities(*OFFICE))
    return [{"slug": place.slug, "name": place.name} for place in found if place]


@register.simple_tag(takes_context=True)
def watched(context: Context) -> list[dict[str, object]]:
    """The pages by which the person watches over a municipality; one query."""
    person = context["request"].user
    if not isinstance(person, Person):
        return []
    held = person.memberships.current().values_list("post__role", MUNICIPALITY).distinct()
    return [
        {"page": page, "place": place}
        for page, may in WATCHED.items()
        for place in sorted({place for role, place in held if may in ROLES[role].may})
    ]


@register.filter
def municipality_name(slug: str) -> str:
    """What a municipality is called."""
    place = from_files().pack.municipality(slug)
    return place.name if place else slug


@register.simple_tag
def role_title(role: str) -> str:
    """What a role is called: `Coordinator on domestic violence`."""
    return title_of(role, from_files().pack, get_language() or "sq")


@register.simple_tag(takes_context=True)
def seconds_to_go(context: Context) -> int:
    """Until the session ends, if nothing more is done after this page."""
    began = began_at(context["request"].session)
    return int((ends_at(began) - timezone.now()).total_seconds())


@register.inclusion_tag("accounts/field.html")
def field(bound: Any) -> dict[str, Any]:
    """One field of a form with its label, hint and error, as GOV.UK draws it."""
    return {"field": bound}


@register.simple_tag
def notice_page(notice: Notice) -> str:
    """Where one sees to what a notice tells of; empty where there is nothing more to see."""
    return address_of(notice, get_language() or "sq")
