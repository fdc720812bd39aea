"""Links that open something once: the secret goes out in a mail, only its hash is kept."""

import secrets
from hashlib import sha256


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
