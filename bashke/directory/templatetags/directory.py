"""How a contact stands: what whoever calls should know beforehand."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from bashke.directory.reach import Reached

register = template.Library()


@register.simple_tag
def standing(contact: Reached, at: datetime) -> str:
    """Whether the contact is old, and whether some reached nobody; empty where all is well."""
    words = []
    if contact.row and contact.is_stale(at):
        words.append(_("not checked for 90 days"))
    if contact.hard_to_reach:
        words.append(_("some could not reach it"))
    return " · ".join(words)
