"""The cast of accounts, signed in to the office of their municipality."""

import pytest

from bashke.office import services
from tests.accounts import cast
from tests.accounts.cast import PLACE, sign_in


@pytest.fixture(autouse=True)
def cheap(cheap_keys):
    """Real runs of Argon2 with little memory."""


@pytest.fixture
def town(db):
    return cast.town()


@pytest.fixture
def signed_in(client, town):
    """A browser in which one of the cast has just signed in."""

    def as_(name):
        return sign_in(client, getattr(town, name), town.ring(name))

    return as_


@pytest.fixture
def begun(db):
    """A municipality just begun by its operator, who administers it."""
    agim = cast.person("agim", is_operator=True)
    services.begin(slug=PLACE, by=agim)
    services.take_office(municipality=PLACE, by=agim)
    return agim


@pytest.fixture
def administrator(client, begun):
    """The browser of who administers the municipality that has just begun."""
    ring = cast.opening.unlock_ring(begun.holder, cast.password_of("agim"))
    return sign_in(client, begun, ring)
