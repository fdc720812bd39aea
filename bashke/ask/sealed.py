"""What a form carries: readable by this server alone, and not for long (ADR 0013)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from time import time

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

LIVES_FOR = 2 * 60 * 60

Given = Mapping[str, Sequence[str]]


class StaleError(Exception):
    """The form is too old, from elsewhere, or was changed: the concern has to be told anew."""


def key(purpose: bytes) -> bytes:
    secret = settings.SECRET_KEY.encode()
    return blake2b(secret[:64], digest_size=32, person=purpose).digest()


def seal(given: Given) -> str:
    """The answers so far, with the moment, as a word that means nothing elsewhere."""
    told = [int(time()), [[fact, list(said)] for fact, said in given.items()]]
    content = json.dumps(told, separators=(",", ":"))
    return urlsafe_b64encode(SecretBox(key(b"ask-state")).encrypt(content.encode())).decode()


def unseal(word: str) -> dict[str, Sequence[str]]:
    """The answers in the order in which they were given; `StaleError` where they cannot be read."""
    try:
        content = SecretBox(key(b"ask-state")).decrypt(urlsafe_b64decode(word.encode("ascii")))
        issued, said = json.loads(content)
    except (CryptoError, ValueError, TypeError) as error:
        raise StaleError from error
    if not 0 <= time() - issued <= LIVES_FOR:
        raise StaleError
    return {fact: tuple(options) for fact, options in said}


def choice(word: str, fact: str, option: str) -> str:
    """The value of an option on the page that carries this sealed word: different on each."""
    told = f"{word[:48]}|{fact}|{option}".encode()
    return urlsafe_b64encode(blake2b(told, digest_size=6, key=key(b"ask-choice")).digest()).decode()
