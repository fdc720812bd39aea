"""From the answer of Ask to a referral, without the answers.

What goes along is which mechanism, which step, how far the law binds, and on which provisions: in
a sealed word that means nothing in an address or a history, and lives as long as the answer.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from struct import Struct
from struct import error as StructError  # noqa: N812 (an exception, whatever its name)
from time import time
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bashke.accounts.models import Post
from bashke.accounts.models.people import PostQuerySet
from bashke.ask.document import NOTHING
from bashke.ask.offers import Offer
from bashke.ask.sealed import LIVES_FOR, StaleError, key
from bashke.guide.desk import Desk
from bashke.mechanisms.schema import STRONGEST, Citation, Mechanism
from bashke.mechanisms.table import Routes, Table

PURPOSE = b"refer-start"
# From the answer's address, which is one folder deep: a phone is spared the rest.
REFERRALS = "../referrals/"
WORD = "a"
DUTIES = ("", *(each.value for each in STRONGEST))
CHECK_BYTES = 4
HEAD = Struct(f">I{CHECK_BYTES}s")


class Start(NamedTuple):
    """With what a referral begins; `duty` is empty where the worker has to say it."""

    mechanism: str
    step: str
    duty: str = ""
    # Acts and provisions, as `act` or `act#provision`.
    law: tuple[str, ...] = ()


def seal_start(start: Start, table: Table) -> str:
    """Short, since each route of an answer has one: places in the table, and a check of them."""
    at = [each.key for each in table.mechanisms].index(start.mechanism)
    mechanism = table.mechanisms[at]
    places = [
        at,
        [each.key for each in mechanism.steps].index(start.step),
        DUTIES.index(start.duty),
        *(provisions(mechanism).index(each) for each in start.law),
    ]
    content = HEAD.pack(int(time()), check(start)) + bytes(places)
    return urlsafe_b64encode(box().encrypt(content, None)).decode().rstrip("=")


def unseal_start(word: str, table: Table, *, however_old: bool = False) -> Start:
    """`StaleError` where it is too old, from elsewhere, was changed, or the content has changed."""
    try:
        raw = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        content = box().decrypt(raw, None)
        issued, checked = HEAD.unpack(content[: HEAD.size])
        at, step, duty, *law = content[HEAD.size :]
        mechanism = table.mechanisms[at]
        said = tuple(provisions(mechanism)[each] for each in law)
        start = Start(mechanism.key, mechanism.steps[step].key, DUTIES[duty], said)
    except (InvalidTag, StructError, ValueError, TypeError, IndexError) as error:
        raise StaleError from error
    if check(start) != checked or not (however_old or 0 <= time() - issued <= LIVES_FOR):
        raise StaleError
    return start


def box() -> AESSIV:
    """Needs no nonce, which would be the longer half of the word."""
    return AESSIV(key(PURPOSE))


def check(start: Start) -> bytes:
    return blake2b(json.dumps(start).encode(), digest_size=CHECK_BYTES).digest()


def provisions(mechanism: Mechanism) -> list[str]:
    """Everything that a row of the mechanism cites, in an order that does not change."""
    rows = (*mechanism.applies, *mechanism.later)
    return sorted({each for row in rows for each in written(row.law)})


def offering(desk: Desk, routes: Routes) -> Mapping[str, Offer]:
    """A referral for each route whose post works here and can open one; one query."""
    place = desk.directory.place
    if place is None or not routes:
        return {}
    there = posts_that_open(place.slug, {route.step.done_by for route in routes})
    roles = set(there.values_list("role", flat=True))
    found = {}
    for route in routes:
        # What comes later is referred by who leads, once that is done.
        if route.key == NOTHING or route.later or route.step.done_by not in roles:
            continue
        word = seal_start(
            Start(route.key, route.step.key, route.duty.value, written(route.law)), desk.table
        )
        found[route.key] = Offer(
            f"{REFERRALS}new/?{WORD}={word}", f"{REFERRALS}proof/?p={route.step.done_by}"
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
