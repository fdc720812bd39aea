"""From a password to a key: one run of Argon2id, one at a time on a machine.

The run gives 64 bytes. The first half is kept and recognises the password; the second half locks
the private key and is kept nowhere. Argon2 ends in one BLAKE2b of that length, so the first half
says nothing about the second.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import IO, NamedTuple
from unicodedata import normalize

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from nacl.utils import random

from bashke.keys.boxes import Secret
from bashke.keys.refusals import BusyError

SALT_BYTES = 16
HALF = 32
PATIENCE = 20.0
LOOK_AGAIN = 0.01
# How many may wait for their turn in one process: pages of others have to find a thread too.
SEATS = 20
seats = BoundedSemaphore(SEATS)


@dataclass(frozen=True)
class Cost:
    """What one guess costs an attacker, and one sign-in us."""

    memory_kib: int
    passes: int
    lanes: int


COST = Cost(memory_kib=128 * 1024, passes=3, lanes=4)


class Halves(NamedTuple):
    """What a password becomes."""

    verifier: Secret
    key: Secret


def new_salt() -> bytes:
    return random(SALT_BYTES)


@sensitive_variables()
def stretch(password: str, *, salt: bytes, cost: Cost) -> Halves:
    """Both halves, at the price of one run; the same however the keyboard composes ë and ç."""
    with one_at_a_time():
        raw = hash_secret_raw(
            normalize("NFC", password).encode(),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=2 * HALF,
            type=Type.ID,
        )
    return Halves(Secret(raw[:HALF]), Secret(raw[HALF:]))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for the turn on this machine, over all processes and threads, but not for ever.

    The system takes the turn back when a process dies.
    """
    if not seats.acquire(blocking=False):
        raise BusyError
    try:
        with (settings.DATA_DIR / "sign-in.lock").open("w") as file:
            wait_for(file)
            yield
    finally:
        seats.release()


def wait_for(file: IO[str]) -> None:
    until = monotonic() + PATIENCE
    while not taken(file):
        if monotonic() > until:
            raise BusyError
        sleep(LOOK_AGAIN)


def taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
