"""Boxes: sealed to a public key, locked under a shared key, padded. libsodium does the work.

Failures are raised outside the `except` block on purpose: the traceback of libsodium's wrapper has
the key among its local variables, and must not hang on the error that we hand on.
"""

from hashlib import blake2b
from hmac import compare_digest
from typing import NoReturn

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_scalarmult_base,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

from bashke.keys.refusals import DamagedError

KEY_BYTES = 32
NONCE_BYTES = 24
SMALLEST = 64
DOUBLING_UNTIL = 1024


class Secret:
    """A key that is not printed, pickled or compared in the open, and can be wiped.

    Wiping is as good as Python allows: libsodium's wrapper wants immutable bytes, and the short
    copies made for it are freed, not overwritten.
    """

    __slots__ = ("_held",)

    def __init__(self, raw: bytes) -> None:
        self._held = bytearray(raw)

    def reveal(self) -> bytes:
        """The bytes, for libsodium alone; never keep them in a variable."""
        if not self._held:
            raise RuntimeError("This key was wiped.")
        return bytes(self._held)

    def wipe(self) -> None:
        self._held[:] = bytes(len(self._held))
        self._held = bytearray()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._held, other._held)

    __hash__ = None  # type: ignore[assignment]  # a key is looked up by nobody

    def __repr__(self) -> str:
        return "<Secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is never stored.")


def new_key() -> Secret:
    """A fresh random key."""
    return Secret(random(KEY_BYTES))


def public_of(private: Secret) -> bytes:
    """The public half of an X25519 pair."""
    return crypto_scalarmult_base(private.reveal())


def seal_to(public: bytes, secret: Secret) -> bytes:
    """A box that only the private half opens; whoever seals needs no secret."""
    return crypto_box_seal(secret.reveal(), public)


def open_sealed(box: bytes, *, public: bytes, private: Secret) -> Secret:
    """What was sealed to this pair."""
    try:
        return Secret(crypto_box_seal_open(box, public, private.reveal()))
    except (CryptoError, ValueError, TypeError):
        pass
    raise DamagedError


def lock(content: bytes, *, key: Secret, bound_to: bytes) -> bytes:
    """XChaCha20-Poly1305 under a fresh nonce; opens only where it is bound to."""
    nonce = random(NONCE_BYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(
        content, bound_to, nonce, key.reveal()
    )


def unlock(box: bytes, *, key: Secret, bound_to: bytes) -> bytes:
    """What was locked; `DamagedError` if a bit, the key or the place is another."""
    nonce, content = box[:NONCE_BYTES], box[NONCE_BYTES:]
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(content, bound_to, nonce, key.reveal())
    except (CryptoError, ValueError, TypeError):
        pass
    raise DamagedError


def unlock_key(box: bytes, *, key: Secret, bound_to: bytes) -> Secret:
    """A key that was locked under another."""
    return Secret(unlock(box, key=key, bound_to=bound_to))


def derive(secret: Secret, purpose: bytes) -> Secret:
    """A key for one purpose, from which the first cannot be found."""
    return Secret(blake2b(b"", key=secret.reveal(), person=purpose, digest_size=KEY_BYTES).digest())


def commitment(key: Secret, bound_to: bytes) -> bytes:
    """What may be stored in the open to recognise a key by: two keys cannot share it."""
    return blake2b(bound_to, key=key.reveal(), person=b"bashke-commit", digest_size=32).digest()


def bound(*parts: object) -> bytes:
    """An unambiguous name of the place where a box belongs."""
    words = [str(part).encode() for part in parts]
    return b"".join(b"%d:%b" % (len(word), word) for word in words)


def pad(content: bytes) -> bytes:
    """Filled up to one of few sizes, so that the length tells little."""
    return sodium_pad(content, size_for(len(content) + 1))


def unpad(content: bytes) -> bytes:
    """The content without its filling."""
    try:
        return sodium_unpad(content, len(content))
    except (CryptoError, ValueError):
        pass
    raise DamagedError


def size_for(length: int) -> int:
    """64, 128, 256, 512, 1024, then four steps to each doubling: at most a quarter is filling."""
    size = SMALLEST
    while size < length and size < DOUBLING_UNTIL:
        size *= 2
    if length <= size:
        return size
    step = 1 << ((length - 1).bit_length() - 3)
    return -(-length // step) * step
