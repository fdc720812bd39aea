"""The log of a request that went wrong names no address: it may be a link that opens something."""

import logging

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/sq/contact/1.0.secret.word/", "/sq/atlantis/", "/secret.php"])
def test_what_goes_wrong_is_logged_without_its_address(client, caplog, path):
    with caplog.at_level(logging.WARNING):
        assert client.get(path).status_code == 404

    [record] = [each for each in caplog.records if each.name == "django.request"]
    assert record.getMessage() == "Not Found: a page"
