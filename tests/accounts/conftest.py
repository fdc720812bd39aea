"""The cast of `cast.py`, with keys that cost little."""

import pytest

from tests.accounts import cast


@pytest.fixture(autouse=True)
def cheap(cheap_keys):
    """Real runs of Argon2 with little memory; what they cost in earnest is asserted in keys."""


@pytest.fixture
def town(db):
    return cast.town()
