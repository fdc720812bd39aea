"""References that can be said on the phone, and that tell nothing: no year, no count, no name."""

import secrets

# Without 0 and O, 1 and I and L, 5 and S, 8 and B: they are told apart by ear and eye.
LETTERS = "ACDEFGHJKMNPQRTUVWXYZ234679"
LENGTH = 8


def new_reference() -> str:
    """Two groups of four, such as `KM4T-92PA`: one of 280 thousand million."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"
