"""From the answer of Ask to a referral, without the answers.

What goes along is which mechanism, which step, how far the law binds, and on which provisions: in
a sealed word that means nothing in an address or a history, and lives as long as the answer.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from time import time
from typing import NamedTuple

from django.urls import reverse
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from bashke.accounts.models import Post, PostQuerySet
from bashke.ask.document import NOTHING
from bashke.ask.offers import Offer
from bashke.ask.sealed import LIVES_FOR, StaleError, key
from bashke.guide.desk import Desk
from bashke.mechanisms.schema import Citation
from bashke.mechanisms.table import Routes

PURPOSE = b"refer-start"


class Start(NamedTuple):
    """With what a referral begins; `duty` is empty where the worker has to say it."""

    mechanism: str
    step: str
    duty: str = ""
    # Acts and provisions, as `act` or `act#provision`.
    law: tuple[str, ...] = ()


def seal_start(start: Start) -> str:
    content = json.dumps([int(time()), *start], separators=(",", ":"))
    sealed = SecretBox(key(PURPOSE)).encrypt(content.encode())
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal_start(word: str, *, however_old: bool = False) -> Start:
    """`StaleError` where it is too old, from elsewhere, or was changed."""
    try:
        raw = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        issued, mechanism, step, duty, law = json.loads(SecretBox(key(PURPOSE)).decrypt(raw))
    except (CryptoError, ValueError, TypeError) as error:
        raise StaleError from error
    if not however_old and not 0 <= time() - issued <= LIVES_FOR:
        raise StaleError
    return Start(mechanism, step, duty, tuple(law))


def offering(desk: Desk, routes: Routes) -> Mapping[str, Offer]:
    """A referral for each route whose post works here and can open one; one query."""
    place = desk.directory.place
    if place is None or not routes:
        return {}
    there = posts_that_open(place.slug, {route.step.done_by for route in routes})
    roles = set(there.values_list("role", flat=True))
    found = {}
    for route in routes:
        if route.key == NOTHING or route.step.done_by not in roles:
            continue
        word = seal_start(Start(route.key, route.step.key, route.duty.value, written(route.law)))
        found[route.key] = Offer(
            f"{reverse('cases:new', args=[desk.lang, place.slug])}?about={word}",
            f"{reverse('cases:proof', args=[desk.lang, place.slug])}?post={route.step.done_by}",
        )
    return found


def posts_that_open(municipality: str, roles: Iterable[str]) -> PostQuerySet:
    """Posts of these roles to which a referral can be sealed: somebody has had their key."""
    return Post.objects.working().of(municipality).filter(role__in=roles, holder__isnull=False)


def written(citations: Iterable[Citation]) -> tuple[str, ...]:
    """Citations as a row keeps them."""
    return tuple(
        f"{each.act}#{each.provision}" if each.provision else each.act for each in citations
    )


def read(law: Iterable[str]) -> list[Citation]:
    """The citations that `written` wrote."""
    return [
        Citation(act=act, provision=provision or None)
        for act, _hash, provision in (each.partition("#") for each in law)
    ]
