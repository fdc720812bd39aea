"""Desks at which the Table and the card are made."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from bashke.directory.reach import Directory
from bashke.guide.desk import Desk
from tests.conftest import TODAY

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.fixture(scope="session")
def desk_at(library):
    """The desk of a municipality, with these contacts of its own."""

    def at(slug, lang="sq", contacts=()):
        place = library.pack.municipality(slug) if slug else None
        return Desk(library, Directory(library.pack, place, contacts, on=TODAY), TODAY, NOON, lang)

    return at


@pytest.fixture(params=["sq", "en"])
def lang(request):
    """Each language, switched on."""
    with translation.override(request.param):
        yield request.param
