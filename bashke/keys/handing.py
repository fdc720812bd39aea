"""Lists of words on their way from one page to the next.

They are sealed in the page, and what opens them is in the session alone: neither half is of use
without the other, no list is stored, and a page that was shown once shows nothing again.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bashke.keys.boxes import Secret, lock, new_key, unlock
from bashke.keys.pairs import recovery_pair
from bashke.keys.refusals import DamagedError, KeysError
from bashke.keys.services.recovery import Words, recognised

PLACE = b"bashke-words"

__all__ = ["GoneError", "PutBy", "Words", "check", "put_by", "taken_up"]


class GoneError(KeysError):
    """The page is an old one: what it carried opens no more."""

    def __init__(self) -> None:
        super().__init__(_("This page was used already. Go on from where you were."))


class PutBy(NamedTuple):
    """`sealed` goes into the page, `secret` into the session."""

    sealed: str
    secret: str

    def __repr__(self) -> str:
        return "<PutBy>"


@sensitive_variables()
def put_by(lists: Sequence[Words]) -> PutBy:
    """Seal lists for the next page, under a key made for it."""
    key = new_key()
    content = json.dumps([[str(each.keeper), each.words] for each in lists]).encode()
    return PutBy(text(lock(content, key=key, bound_to=PLACE)), text(key.reveal()))


@sensitive_variables()
def taken_up(sealed: str, secret: str) -> list[Words]:
    """The lists that a page carried; `GoneError` where the session opens it no more."""
    try:
        key = Secret(urlsafe_b64decode(secret.encode()))
        content = unlock(urlsafe_b64decode(sealed.encode()), key=key, bound_to=PLACE)
    except (DamagedError, ValueError, RuntimeError):
        content = b""
    if not content:
        raise GoneError
    return [Words(UUID(keeper), words) for keeper, words in json.loads(content)]


@sensitive_variables()
def check(*, municipality: str, given: Words) -> None:
    """Refuse one list that is not this person's, naming the place of a slip and not the words."""
    recognised(recovery_pair(municipality), given)


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()
