"""The bytes of an event, the seal under them, and the hash that links one to the next.

The hash needs no key: whoever holds the rows can check the chain. The seal is keyed from the
installation's secret key, by municipality: whoever can write to the database and has not the key
can neither make an event nor change one, not even before the chain has reached it.
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from bashke.audit.models import Event

# The version of these lines. `rows` has the database write the same ones.
FORM = "2"


def canonical(event: Event) -> bytes:
    """The one way to write this event down."""
    return told(
        event.municipality,
        event.writer,
        event.number,
        event.actor,
        event.act,
        event.subject,
        event.ground,
        event.at,
    )


def told(  # noqa: PLR0913 (the parts of an event)
    municipality: str,
    writer: str,
    number: int,
    actor: str,
    act: str,
    subject: str,
    ground: str,
    at: datetime,
) -> bytes:
    """An event with these parts, a line for each.

    Bytes that equal a genuine event's mean that event: none of its parts has a line break
    (`plain`), so other parts would make other lines, or more of them.
    """
    parts = (FORM, municipality, writer, str(number), actor, act, subject, ground, moment(at))
    return "\n".join(parts).encode()


def moment(at: datetime) -> str:
    """As both databases can write it: UTC, to the microsecond."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def seal_of(event: Event) -> str:
    """What the event's seal is, made with today's secret key."""
    return sealed(event.municipality, canonical(event))


def is_sealed(event: Event) -> bool:
    """Whether this installation wrote the event as it stands, with its present or a former key."""
    return is_keyed(event.seal, event.municipality, canonical(event))


def seal_of_end(municipality: str, sequence: int, link_hash: str) -> str:
    """The seal under the place where a chain ends."""
    return sealed(municipality, end_bytes(sequence, link_hash))


def is_sealed_end(municipality: str, sequence: int, link_hash: str, seal: str) -> bool:
    return is_keyed(seal, municipality, end_bytes(sequence, link_hash))


def end_bytes(sequence: int, link_hash: str) -> bytes:
    return f"end {sequence} {link_hash}".encode()


def sealed(municipality: str, told: bytes) -> str:
    """The seal under these bytes, made with today's secret key."""
    return keyed(settings.SECRET_KEY, municipality, told)


def keyed(secret: str, municipality: str, told: bytes) -> str:
    return sealed_with(key_of(secret, municipality), told)


def is_keyed(seal: str, municipality: str, told: bytes) -> bool:
    return is_sealed_with(keys_of(municipality), seal, told)


def sealed_with(key: hmac.HMAC, told: bytes) -> str:
    seal = key.copy()
    seal.update(told)
    return seal.hexdigest()


def is_sealed_with(keys: Iterable[hmac.HMAC], seal: str, told: bytes) -> bool:
    given = seal.encode()
    return any(hmac.compare_digest(given, sealed_with(key, told).encode()) for key in keys)


def keys_of(municipality: str) -> list[hmac.HMAC]:
    """Today's key of a municipality and, where the secret key was changed, the former ones."""
    secrets = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return [key_of(secret, municipality) for secret in secrets]


@lru_cache(maxsize=256)
def key_of(secret: str, municipality: str) -> hmac.HMAC:
    """A municipality's key, hashed in once; whoever seals copies it: half the work of a seal."""
    derived = hmac.digest(secret.encode(), f"bashke.audit/{municipality}".encode(), "sha256")
    return hmac.new(derived, digestmod="sha256")


def beginning(municipality: str) -> str:
    """What stands before the first link, so that no chain can be shown as another's."""
    return sha256(f"bashke.audit/{municipality}".encode()).hexdigest()


def link_hash(previous: str, event: Event) -> str:
    """The hash of the link that binds this event to everything before it."""
    return hash_of_link(previous, canonical(event), event.seal)


def hash_of_link(previous: str, told: bytes, seal: str) -> str:
    return sha256(b"%b\n%b\n%b" % (previous.encode(), told, seal.encode())).hexdigest()
