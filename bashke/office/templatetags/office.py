"""What only the pages of an office say."""

from django import template

from bashke.accounts.models import Membership
from bashke.office.roster import RosterPost

register = template.Library()


@register.filter
def waits(row: RosterPost, membership: Membership) -> bool:
    """Whether somebody waits for the key of this post."""
    return row.waits_for_key(membership)
