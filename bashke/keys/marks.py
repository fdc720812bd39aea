"""Marks: what the program wrote itself, told apart from what was put into the database.

Public keys, grants and compartments are not secret, but whoever could swap one would have the next
key sealed to himself. Each carries a keyed hash under the installation's secret key, which is not
in the database. Marks protect nothing from somebody who has that key too.
"""

from functools import cache
from hashlib import blake2b
from hmac import compare_digest

from django.conf import settings
from django.utils.encoding import force_bytes

from bashke.keys.boxes import bound

MARK_BYTES = 16


@cache
def key(secret: str | bytes) -> bytes:
    return blake2b(force_bytes(secret), digest_size=32, person=b"bashke-key-mark").digest()


def made(secret: str | bytes, parts: tuple[object, ...]) -> bytes:
    return blake2b(bound(*parts), key=key(secret), digest_size=MARK_BYTES).digest()


def mark(*parts: object) -> bytes:
    """The mark of a row that says this; the first part names the kind of row."""
    return made(settings.SECRET_KEY, parts)


def holds(found: bytes | memoryview, *parts: object) -> bool:
    """Whether this installation, under its present or a former secret key, wrote it so."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(compare_digest(made(secret, parts), bytes(found)) for secret in secrets)
