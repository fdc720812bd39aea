"""The log of a request that went wrong names no address: it may be a link that opens something."""

import logging
import re
from copy import deepcopy
from io import StringIO

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/sq/contact/1.0.secret.word/", "/sq/atlantis/", "/secret.php"])
def test_what_goes_wrong_is_logged_without_its_address(client, caplog, path):
    with caplog.at_level(logging.WARNING):
        assert client.get(path).status_code == 404

    [record] = [each for each in caplog.records if each.name == "django.request"]
    assert record.getMessage() == "Not Found: a page"


LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (DEBUG|INFO|WARNING|ERROR) [\w.]+ ")
FORGED = "2026-01-01T00:00:00Z INFO bashke.audit all is well"


def logged(write):
    """What the handler of the settings writes to standard error."""
    settings_of = deepcopy(settings.LOGGING)
    factory = {**settings_of["formatters"]["plain"]}
    formatter = import_string(factory.pop("()"))(factory["format"])
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logger = logging.Logger("bashke.somewhere")
    logger.addHandler(handler)
    write(logger)
    return out.getvalue().removesuffix("\n").split("\n")


def test_every_handler_writes_lines_of_this_form():
    formatters = {each["formatter"] for each in settings.LOGGING["handlers"].values()}

    assert formatters == {"plain"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\x1c"])
def test_nobody_puts_a_line_into_the_log(end):
    lines = logged(lambda logger: logger.warning("Somebody said %s", f"hello{end}{FORGED}"))

    assert len(lines) == 1
    assert LINE.match(lines[0])
    assert len(lines[0].splitlines()) == 1


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x00", "\x08", "\x7f", "\u202e", "\u200b", "\x9b"])
def test_no_character_that_cannot_be_seen_reaches_a_line(sign):
    [line] = logged(lambda logger: logger.warning("Somebody said %s", f"a{sign}b"))

    assert line.isprintable()
    assert "Somebody said a" in line


def test_an_error_drags_its_lines_behind_it_indented():
    def write(logger):
        try:
            int(f"no\n{FORGED}\x1b[2J")
        except ValueError:
            logger.exception("It failed")

    first, *more = logged(write)

    assert LINE.match(first)
    assert len(more) > 2
    assert not any(LINE.match(line) for line in more)
    assert all(line.startswith("    ") and line.isprintable() for line in more)


def test_letters_stay_as_they_are():
    [line] = logged(lambda logger: logger.info("Çdo gjë është në rregull: %s", "ë ç €"))

    assert line.endswith("Çdo gjë është në rregull: ë ç €")
