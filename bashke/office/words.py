"""Two people write their lists of words: what was right need not be written again, or be kept.

A right list travels sealed in the page while the other one is mended; what opens it is in the
session, for this page alone (`bashke.keys.handing`).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from bashke.accounts.access import grave, never_kept
from bashke.accounts.models import Person
from bashke.keys import handing
from bashke.keys.handing import GoneError, PutBy, Words
from bashke.keys.refusals import KeysError

View = Callable[..., HttpResponseBase]

SECRET, ENTERED = "words", "words-entered"
# Three lists are shown, written down and tried in one sitting.
SITTING = 60 * 60


def in_a_sitting(view: View) -> View:
    """Ask for the password or the second factor before a page of words, and not in between.

    Nothing that is typed here may be held back for after a new sign-in, as `grave` alone would: it
    would lie in the session. So whoever took longer than a sitting begins the page anew.
    """

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        request.session[ENTERED] = int(time.time())
        return view(request, *args, **more)

    guarded = grave(entered)

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if request.method != "POST":
            return guarded(request, *args, **more)
        if time.time() - request.session.get(ENTERED, 0) > SITTING:
            return HttpResponseRedirect(request.path)
        return view(request, *args, **more)

    hidden = sensitive_post_parameters("words-1", "words-2", "sealed", "password")
    return never_kept(cast(View, never_cache(hidden(checked))))


@dataclass
class Slot:
    """The place of one list on the page: whose it is, whether it was read, what is wrong."""

    number: int
    keeper: Person | None = None
    is_read: bool = False
    error: str = ""


@dataclass
class Entry:
    """What two people have written so far."""

    slots: tuple[Slot, Slot]
    lists: list[Words]
    sealed: str = ""

    @property
    def is_complete(self) -> bool:
        return all(slot.is_read for slot in self.slots)

    @property
    def both(self) -> tuple[Words, Words]:
        first, second = self.lists
        return first, second


def put_into(request: HttpRequest, lists: Sequence[Words]) -> str:
    """Lists for the next page; what the page before carried opens no more."""
    put: PutBy = handing.put_by(lists)
    request.session[SECRET] = put.secret
    return put.sealed


def taken_from(request: HttpRequest) -> list[Words]:
    """The lists that this page carried; `GoneError` for a page that was used before."""
    return handing.taken_up(request.POST.get("sealed", ""), request.session.pop(SECRET, ""))


def blank(request: HttpRequest, first: Person | None = None) -> Entry:
    """A page with nothing written; `first` is who has to be one of the two."""
    request.session.pop(SECRET, None)
    return Entry((Slot(1, first), Slot(2)), [])


@sensitive_variables()
def read(
    request: HttpRequest, place: str, keepers: Sequence[Person], first: Person | None = None
) -> Entry:
    """Read both lists; one that was right before is not asked for again.

    Raises `GoneError` where the page was used already.
    """
    carried = {each.keeper: each for each in taken_from(request)} if carries(request) else {}
    slots = (
        Slot(1, first or chosen(request, keepers, 1)),
        Slot(2, chosen(request, keepers, 2)),
    )
    lists = [listed(request, place, slot, carried) for slot in slots]
    if slots[0].keeper and slots[0].keeper == slots[1].keeper:
        slots[1].is_read, slots[1].error = False, _("Two different people bring one list each.")
    right = [each for each, slot in zip(lists, slots, strict=True) if each and slot.is_read]
    entry = Entry(slots, right)
    if right and not entry.is_complete:
        entry.sealed = put_into(request, right)
    return entry


def carries(request: HttpRequest) -> bool:
    return bool(request.POST.get("sealed"))


def chosen(request: HttpRequest, keepers: Sequence[Person], number: int) -> Person | None:
    named = request.POST.get(f"keeper-{number}", "")
    return next((each for each in keepers if str(each.pk) == named), None)


@sensitive_variables()
def listed(
    request: HttpRequest, place: str, slot: Slot, carried: dict[UUID, Words]
) -> Words | None:
    """The list of one slot, from the page before or from what was typed now."""
    if slot.keeper is None or slot.keeper.holder is None:
        slot.error = _("Choose whose list it is.")
        return None
    if slot.keeper.holder in carried:
        slot.is_read = True
        return carried[slot.keeper.holder]
    given = Words(slot.keeper.holder, request.POST.get(f"words-{slot.number}", ""))
    try:
        handing.check(municipality=place, given=given)
    except KeysError as refusal:
        slot.error = str(refusal)
        return None
    slot.is_read = True
    return given


__all__ = [
    "Entry",
    "GoneError",
    "blank",
    "in_a_sitting",
    "put_into",
    "read",
    "taken_from",
]
