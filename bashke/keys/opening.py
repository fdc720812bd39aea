"""Who opens what: by a password, by a session, and from there every compartment held.

None of these changes anything, so none of them is on the trail; the app that shows content records
that it was read.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from bashke.keys.boxes import Secret, bound, lock, new_key, unlock, unlock_key
from bashke.keys.models import Pair, PasswordLock
from bashke.keys.opened import Opened, grants_for
from bashke.keys.passwords import COST, SALT_BYTES, Cost, stretch
from bashke.keys.refusals import (
    AlteredKeyError,
    ClosedError,
    DamagedError,
    LapsedError,
    WrongPasswordError,
)
from bashke.keys.rings import Ring

__all__ = ["Carried", "Opened", "Ring", "carry", "open_all", "open_with", "resume", "unlock_ring"]

SESSION = timedelta(hours=12)
# Pair, moment of lapsing; the private key follows.
HEAD = struct.Struct(">QQ")


class Carried(NamedTuple):
    """A ring on its way from one request to the next: neither half is of use without the other."""

    sealed: str
    cookie: str

    def __repr__(self) -> str:
        return "<Carried>"


@sensitive_variables()
def unlock_ring(holder: UUID, password: str) -> Ring:
    """The keys of a person or a receipt; one run of Argon2, whether there is such or not."""
    pair = Pair.objects.live().filter(holder=holder).select_related("holder", "password_lock")
    found = pair.filter(password_lock__isnull=False).first()
    if found is None:
        stretch(password, salt=bytes(SALT_BYTES), cost=COST)
        raise WrongPasswordError
    private = private_of(found, found.password_lock, password)
    if not found.is_ours():
        raise AlteredKeyError
    return Ring(found, private)


@sensitive_variables()
def private_of(pair: Pair, kept: PasswordLock, password: str) -> Secret:
    """The private key behind a password; `WrongPasswordError` where it does not fit."""
    cost = Cost(kept.memory_kib, kept.passes, kept.lanes)
    halves = stretch(password, salt=bytes(kept.salt), cost=cost)
    if halves.verifier != Secret(bytes(kept.verifier)):
        raise WrongPasswordError
    return unlock_key(bytes(kept.locked), key=halves.key, bound_to=place_of_lock(pair))


def place_of_lock(pair: Pair) -> bytes:
    return bound("password", pair.holder_id, pair.generation, bytes(pair.public).hex())


def carry(ring: Ring, *, lasts: timedelta = SESSION) -> Carried:
    """Seal a ring for a session: `sealed` into the session row, `cookie` into the browser alone.

    To be called once, after the second factor.
    """
    [pair] = [pair for pair in ring.pairs_of(ring.holder.pk) if pair.ended_at is None]
    secret = new_key()
    head = HEAD.pack(pair.pk, int((timezone.now() + lasts).timestamp()))
    sealed = lock(head + ring.private(pair.pk).reveal(), key=secret, bound_to=b"bashke-session")
    return Carried(text(sealed), text(secret.reveal()))


def resume(sealed: str, cookie: str) -> Ring:
    """The ring of a session; `LapsedError` when it is over, or the person was given new keys."""
    opened = session_of(sealed, cookie)
    if opened is None:
        raise LapsedError
    pair_id, lapses, private = opened
    pair = Pair.objects.live().filter(pk=pair_id).select_related("holder").first()
    if pair is None or lapses <= timezone.now().timestamp() or not pair.is_ours():
        raise LapsedError
    return Ring(pair, private)


@sensitive_variables()
def session_of(sealed: str, cookie: str) -> tuple[int, int, Secret] | None:
    try:
        secret = Secret(urlsafe_b64decode(cookie.encode()))
        raw = unlock(urlsafe_b64decode(sealed.encode()), key=secret, bound_to=b"bashke-session")
        pair_id, lapses = HEAD.unpack(raw[: HEAD.size])
    except (DamagedError, ValueError, RuntimeError, struct.error):
        return None
    return pair_id, lapses, Secret(raw[HEAD.size :])


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()


def open_with(ring: Ring, compartment: UUID) -> Opened:
    """One compartment; `ClosedError` where the ring has no key, or there is no such thing."""
    opened = open_all(ring, [compartment]).get(compartment)
    if opened is None:
        raise ClosedError
    return opened


def open_all(ring: Ring, compartments: Iterable[UUID]) -> dict[UUID, Opened]:
    """Those of the compartments that the ring opens, in one query; keys are opened when needed."""
    opened: dict[UUID, Opened] = {}
    for grant in grants_for(ring, list(compartments)):
        box = opened.setdefault(grant.compartment_id, Opened(grant.compartment, ring))
        box.add(grant)
    return opened
