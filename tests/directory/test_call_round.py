"""The sheet for calling round."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from bashke.directory.call_round import sheet_csv, sheet_html
from bashke.directory.models import Contact
from bashke.directory.services import fill_demo
from tests.conftest import TODAY
from tests.directory.kept import OWNER_MAIL, SECRET_PHONE, SECRET_PLACE

pytestmark = pytest.mark.django_db


def contacts():
    return Contact.objects.filter(municipality="librazhd").oldest_first()


def read(text):
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


def rows(lang="en"):
    return read(sheet_csv(contacts(), lang=lang, today=TODAY))


def test_what_was_checked_longest_ago_comes_first(library):
    fill_demo(library.pack, today=TODAY)
    found = list(contacts())
    for days, contact in enumerate(found[::-1]):
        Contact.objects.filter(pk=contact.pk).update(checked_on=TODAY - timedelta(days=days))

    assert [row["Post"] for row in rows()] == [each.post_en for each in found]


def test_one_that_nobody_ever_checked_counts_from_the_day_it_was_written_down(kept):
    Contact.objects.create(
        municipality="librazhd", role="mediator", post_sq="i vjetër", post_en="old", phone="129",
        created_on=TODAY - timedelta(days=1),
    )  # fmt: skip

    assert [row["Last checked"] for row in rows()] == ["never", "24.11.2026"]


def test_cells_for_what_the_call_brings_are_empty(kept):
    [row] = rows()

    assert (row["Called on"], row["Result"], row["What has changed"]) == ("", "", "")
    assert row["Phone"] == "067 212 3456"


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, ""),
        ({"checked_on": TODAY - timedelta(days=79)}, ""),
        ({"checked_on": TODAY - timedelta(days=80)}, "due"),
        ({"checked_on": TODAY - timedelta(days=181)}, "no longer shown"),
        ({"silent_days": 3}, "some could not reach it"),
    ],
)
def test_it_says_why_to_call(kept, changes, due):
    Contact.objects.update(**changes)

    assert rows()[0]["Why now"] == due


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_a_protected_number_and_every_owner_stay_off_the_paper(library, kept, protected, lang):
    place = library.pack.municipality("librazhd")
    made = sheet_csv(contacts(), lang=lang, today=TODAY) + sheet_html(
        place, contacts(), lang=lang, today=TODAY
    )

    assert protected.post_sq in made or protected.post_en in made
    for secret in (SECRET_PHONE, SECRET_PLACE, "fshehte", OWNER_MAIL, "@example"):
        assert secret not in made


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_no_cell_is_a_formula(kept, start):
    Contact.objects.update(address_en=f'{start}HYPERLINK("https://x.al")', phone="+355672123456")

    [row] = rows()
    assert row["Place"].startswith("'")
    assert row["Phone"] == "'+355672123456"


def test_script_in_a_text_stays_text(library, kept):
    Contact.objects.update(post_en="<script>alert(1)</script>", address_en='"><img src=x>')

    page = sheet_html(library.pack.municipality("librazhd"), contacts(), lang="en", today=TODAY)

    assert "<script" not in page
    assert "<img" not in page


def test_the_page_needs_nothing_outside_it(library, kept):
    page = sheet_html(library.pack.municipality("librazhd"), contacts(), lang="sq", today=TODAY)

    assert 'lang="sq"' in page
    assert "http" not in page
    assert page.count("☐") == 3
