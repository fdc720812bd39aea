"""What travels through a browser, or rests in the database, readable by this server alone."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


class SealError(Exception):
    """It was changed, or sealed by another server or for another purpose."""


def seal(plain: bytes, *, purpose: str) -> str:
    """The bytes as a word that means nothing elsewhere."""
    box = SecretBox(key(settings.SECRET_KEY, purpose))
    return urlsafe_b64encode(box.encrypt(plain)).decode()


def unseal(word: str, *, purpose: str) -> bytes:
    """What was sealed for this purpose, with the present secret key or a former one."""
    try:
        sealed = urlsafe_b64decode(word.encode("ascii"))
    except ValueError as error:
        raise SealError from error
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return SecretBox(key(secret, purpose)).decrypt(sealed)
        except (CryptoError, ValueError):
            continue
    raise SealError


def key(secret: str, purpose: str) -> bytes:
    return blake2b(secret.encode(), digest_size=32, person=purpose.encode()[:16]).digest()
