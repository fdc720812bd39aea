"""The bytes of an event, the seal under them, and the hash that links one to the next.

The hash needs no key: whoever holds the rows can check the chain. The seal is keyed from the
installation's secret key, by municipality: whoever can write to the database and has not the key
can neither make an event nor change one, not even before the chain has reached it.
"""

import hmac
import json
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from bashke.audit.models import Event

FORM = 1


def canonical(event: Event) -> bytes:
    """The one way to write this event down: equal bytes mean equal events."""
    told = [
        FORM,
        event.municipality,
        event.writer,
        event.number,
        event.actor,
        event.act,
        event.subject,
        event.ground,
        moment(event.at),
    ]
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def seal_of(event: Event) -> str:
    """What the event's seal is, made with today's secret key."""
    return keyed(settings.SECRET_KEY, event.municipality, canonical(event))


def is_sealed(event: Event) -> bool:
    """Whether this installation wrote the event as it stands, with its present or a former key."""
    return is_keyed(event.seal, event.municipality, canonical(event))


def seal_of_end(municipality: str, sequence: int, link_hash: str) -> str:
    """The seal under the place where a chain ends."""
    return keyed(settings.SECRET_KEY, municipality, end_bytes(sequence, link_hash))


def is_sealed_end(municipality: str, sequence: int, link_hash: str, seal: str) -> bool:
    return is_keyed(seal, municipality, end_bytes(sequence, link_hash))


def end_bytes(sequence: int, link_hash: str) -> bytes:
    return f"end {sequence} {link_hash}".encode()


def keyed(secret: str, municipality: str, told: bytes) -> str:
    return hmac.digest(key_of(secret, municipality), told, "sha256").hex()


def is_keyed(seal: str, municipality: str, told: bytes) -> bool:
    secrets = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    made = (keyed(secret, municipality, told) for secret in secrets)
    return any(hmac.compare_digest(seal.encode(), each.encode()) for each in made)


@lru_cache(maxsize=256)
def key_of(secret: str, municipality: str) -> bytes:
    return hmac.digest(secret.encode(), f"bashke.audit/{municipality}".encode(), "sha256")


def beginning(municipality: str) -> str:
    """What stands before the first link, so that no chain can be shown as another's."""
    return sha256(f"bashke.audit/{municipality}".encode()).hexdigest()


def link_hash(previous: str, event: Event) -> str:
    """The hash of the link that binds this event to everything before it."""
    told = b"\n".join([previous.encode(), canonical(event), event.seal.encode()])
    return sha256(told).hexdigest()
