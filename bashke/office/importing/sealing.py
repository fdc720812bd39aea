"""What lies in the database between preview and import, and the key that does not (ADR 0020)."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from nacl.exceptions import CryptoError
from nacl.secret import Aead
from nacl.utils import random

from bashke.office.importing.models import Draft
from bashke.office.importing.tables import Table, table_written


class LostKeyError(Exception):
    """The browser has no key to this draft any more, or another one."""


def new_key() -> str:
    """A key for one draft, as a cookie carries it."""
    return urlsafe_b64encode(random(Aead.KEY_SIZE)).decode()


def sealed(table: Table, draft: Draft, key: str) -> bytes:
    text = zlib.compress(table.written().encode(), 6)
    return bytes(box(key).encrypt(text, belongs(draft)))


def opened(draft: Draft, key: str) -> Table:
    """The table of a draft; `LostKeyError` where this key does not open it."""
    try:
        text = box(key).decrypt(bytes(draft.sealed), belongs(draft))
    except (CryptoError, ValueError, TypeError) as error:
        raise LostKeyError from error
    return table_written(zlib.decompress(text).decode())


def box(key: str) -> Aead:
    return Aead(urlsafe_b64decode(key.encode("ascii")))


def belongs(draft: Draft) -> bytes:
    """Whose it is, and where: a row that was moved or swapped does not open."""
    return f"{draft.pk}|{draft.person_id}|{draft.municipality}".encode()
