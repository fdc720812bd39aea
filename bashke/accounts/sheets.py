"""A printed sheet of codes: shown once, and kept as hashes that cost something to try.

Eight digits are few: whoever has the rows *and* the secret key, under which the hashes are sealed,
still has to run Argon2id for every guess. All codes of a sheet share its salt, so that to try one
costs a single run.
"""

import json
import secrets
from hmac import compare_digest
from typing import NamedTuple

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from argon2.low_level import Type, hash_secret_raw
from django.conf import settings
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

DIGITS = 8
SALT_BYTES, HASH_BYTES = 16, 32
# OWASP's least for Argon2id: a sheet of 24 is made within a second or two. Kept with each sheet.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1


class Price(NamedTuple):
    """What one guess costs."""

    salt: str
    memory_kib: int
    passes: int
    lanes: int


@sensitive_variables()
def new_codes() -> list[str]:
    """As many different codes as stand on a sheet."""
    codes: dict[str, None] = {}
    while len(codes) < settings.MFA_RECOVERY_CODE_COUNT:
        codes[f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"] = None
    return [*codes]


@sensitive_variables()
def data_of(codes: list[str]) -> dict[str, str]:
    """What is kept of a sheet."""
    price = Price(secrets.token_hex(SALT_BYTES), MEMORY_KIB, PASSES, LANES)
    return kept(price, [hashed(code, price) for code in codes])


def kept(price: Price, hashes: list[str]) -> dict[str, str]:
    return {"sheet": get_adapter().encrypt(json.dumps([price, hashes]))}


def read(sheet: Authenticator) -> tuple[Price, list[str]]:
    """What a guess costs, and the hashes of the codes that were not used yet."""
    price, hashes = json.loads(get_adapter().decrypt(sheet.data["sheet"]))
    return Price(*price), hashes


def left(sheet: Authenticator) -> int:
    """How many codes were not used yet."""
    return len(read(sheet)[1])


@sensitive_variables()
def is_taken(sheet: Authenticator, code: str) -> bool:
    """Take a code: whether it stands on the sheet and was not used before, by any process."""
    plain = normalize_user_code(code)
    # Codes of the app come here too; they are shorter and need no run.
    if len(plain) != DIGITS:
        return False
    tried = hashed(plain, read(sheet)[0])
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=sheet.pk).first()
        if row is None:
            return False
        price, hashes = read(row)
        others = [each for each in hashes if not compare_digest(each, tried)]
        if len(others) == len(hashes):
            return False
        # Only if nobody took one in between, also where rows are not locked.
        same = Authenticator.objects.filter(pk=row.pk, data=row.data)
        return bool(same.update(data=kept(price, others)))


@sensitive_variables()
def hashed(code: str, price: Price) -> str:
    return hash_secret_raw(
        code.encode(),
        bytes.fromhex(price.salt),
        time_cost=price.passes,
        memory_cost=price.memory_kib,
        parallelism=price.lanes,
        hash_len=HASH_BYTES,
        type=Type.ID,
    ).hex()
