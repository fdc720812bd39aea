"""The cast of accounts, in an office."""

import pytest

from tests.accounts import cast


@pytest.fixture(autouse=True)
def cheap(cheap_keys):
    """Real runs of Argon2 with little memory."""


@pytest.fixture
def town(db):
    return cast.town()
