import pytest

from tests.directory.kept import keep, protect


@pytest.fixture
def kept():
    return keep()


@pytest.fixture
def protected():
    return protect()
