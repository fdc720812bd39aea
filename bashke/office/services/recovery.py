"""The recovery key of a municipality: made and tried by three, used by two."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from bashke.accounts import services as accounts
from bashke.accounts.models import Membership, Person
from bashke.accounts.refusals import AccountError
from bashke.keys import services as keys
from bashke.keys.handing import Words
from bashke.keys.living import keepers_of_words


@transaction.atomic
def make_recovery_key(*, municipality: str, keepers: Sequence[Person], actor: str) -> list[Words]:
    """The recovery key, for three who hold the post for it; again, where it was not tried yet."""
    held = Membership.objects.current().of(municipality).filter(post__role="recovery-holder")
    if {each.pk for each in keepers} - set(held.values_list("person", flat=True)):
        raise AccountError(_("Only who holds the post of a recovery holder can keep a list."))
    if keepers_of_words(municipality):
        keys.discard_recovery(municipality=municipality, actor=actor)
    holders = [each.holder for each in keepers if each.holder]
    return keys.make_recovery(municipality=municipality, keepers=holders, actor=actor)


@transaction.atomic
def try_words(*, municipality: str, first: Words, second: Words, actor: str) -> bool:
    """Two try their lists; with the last one tried, the posts held by then get their keys."""
    was_ready = keys.recovery_is_ready(municipality)
    ready = keys.try_shares(municipality=municipality, first=first, second=second, actor=actor)
    if ready and not was_ready:
        accounts.make_missing_keys(municipality=municipality, actor=actor)
    return ready


class ToGiveBack(NamedTuple):
    """Who gets keys back from two recovery holders."""

    people: Sequence[Person]
    memberships: Sequence[Membership]


@transaction.atomic
def give_back(
    *, municipality: str, first: Words, second: Words, wanted: ToGiveBack, actor: str
) -> None:
    """Two recovery holders together give lost keys back, all of them or none."""
    if not wanted.people and not wanted.memberships:
        raise AccountError(_("Choose who gets keys back."))
    with keys.recover(municipality=municipality, first=first, second=second) as ring:
        for person in wanted.people:
            accounts.restore_keys(person=person, municipality=municipality, ring=ring, actor=actor)
        for membership in wanted.memberships:
            accounts.give_key(membership=membership, ring=ring, actor=actor)
