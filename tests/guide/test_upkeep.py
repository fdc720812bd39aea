"""The owner's page: one tap or a short form, from a phone, without an account or a script."""

import logging
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from bashke.directory.links import token_for
from bashke.directory.models import Check, Contact
from tests.directory.kept import OWNER_MAIL, keep

pytestmark = pytest.mark.django_db
RIGHT = {"right": "1"}
MEND = {"mend": "1", "phone": "067 212 3456", "opens_at": "08:00", "closes_at": "16:00",
        "place": "Kati 2, zyra 14", "substitute": ""}  # fmt: skip


@pytest.fixture
def link():
    return f"/sq/contact/{token_for(keep(timezone.localdate()))}/"


def values(page):
    """What stands in the fields of the form."""
    inputs = re.findall(r"<input[^>]*>", page)
    found = {}
    for each in inputs:
        if 'type="hidden"' not in each and "app-search" not in each:
            name = re.search(r'name="([^"]*)"', each)[1]
            value = re.search(r'value="([^"]*)"', each)
            found[name] = unescape(value[1]) if value else ""
    return found


def errors(page):
    return [unescape(text) for text in re.findall(r'govuk-error-message"[^>]*>([^<]*)', page)]


def test_one_tap_confirms_it(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert "067 212 3456" in page.text

    done = client.post(link, RIGHT)

    assert done.status_code == 200
    found = Contact.objects.get()
    assert (found.checked_on, found.checked_by) == (timezone.localdate(), "owner")
    assert Check.objects.get().outcome == "confirmed"


def test_a_contact_gone_for_181_days_comes_back_with_one_tap(client, link):
    Contact.objects.update(checked_on=timezone.localdate() - timedelta(days=181))
    contacts = "/sq/librazhd/contacts/"
    assert "067 212 3456" not in client.get(contacts).text

    client.post(link, RIGHT)

    assert "067 212 3456" in client.get(contacts).text


def test_looking_changes_nothing(client, link):
    for method in (client.get, client.head):
        assert method(link).status_code == 200

    assert not Check.objects.exists()


def test_nothing_is_kept_in_the_browser_or_on_the_way(client, link):
    for response in (client.get(link), client.post(link, MEND | {"phone": "x"})):
        assert not response.cookies
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "no-referrer"


def test_the_short_form_mends_it(client, link):
    written = {"phone": "+355 69 123 4567", "opens_at": "09:00", "closes_at": "15:30",
               "place": "Kati 3,   zyra 1", "substitute": "0682223333"}  # fmt: skip

    done = client.post(link, MEND | written)

    assert done.status_code == 200
    found, stands_in = Contact.objects.order_by("turn")
    assert (found.phone, f"{found.opens_at:%H:%M}", f"{found.closes_at:%H:%M}") == (
        "069 123 4567", "09:00", "15:30",
    )  # fmt: skip
    assert found.address_sq == found.address_en == "Kati 3, zyra 1"
    assert stands_in.phone == "068 222 3333"
    for shown in ("069 123 4567", "Kati 3, zyra 1", "068 222 3333"):
        assert shown in done.text


def test_the_place_in_the_other_language_stays_while_nobody_changes_it(client, link):
    client.post(link, MEND)

    assert Contact.objects.get().address_en == "Floor 2, room 14"


def test_the_form_shows_what_stands(client, link):
    page = client.get(link).text

    assert values(page) | {"q": ""} == {
        "phone": "067 212 3456", "opens_at": "", "closes_at": "", "is_always_open": "",
        "place": "Kati 2, zyra 14", "substitute": "", "q": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("phone", "12345"), ("phone", "Arta"), ("phone", ""), ("phone", "+39 06 123 4567"),
        ("phone", "9" * 5000), ("substitute", "0000 1"), ("substitute", "0691234567"),
        ("closes_at", ""), ("closes_at", "07:00"), ("opens_at", "25:00"), ("opens_at", "nesër"),
        ("place", "x" * 201), ("place", "ë" * 20_000), ("phone", "067\x00"), ("place", "a\x00b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["sq", "en"])
def test_what_is_wrong_is_said_at_once_and_nothing_is_lost(client, link, lang, field, wrong):
    written = MEND | {"phone": "069 123 4567", "place": "Kati 3", "opens_at": "08:00"}
    written |= {field: wrong}

    page = client.post(link.replace("/sq/", f"/{lang}/"), written)

    assert page.status_code == 422
    [sentence] = errors(page.text)
    assert sentence.endswith(".")
    assert 'role="alert"' in page.text
    standing = values(page.text)
    for name in ("phone", "opens_at", "closes_at", "place", "substitute"):
        assert standing[name].replace("\ufffd", "\x00") == written[name]
    assert not Check.objects.exists()


def test_after_an_error_the_same_link_still_works(client, link):
    client.post(link, MEND | {"phone": "?"})

    assert client.post(link, MEND).status_code == 200


def test_hours_may_be_written_by_hand(client, link):
    client.post(link, MEND | {"opens_at": "8", "closes_at": "15.30"})

    found = Contact.objects.get()
    assert (f"{found.opens_at:%H:%M}", f"{found.closes_at:%H:%M}") == ("08:00", "15:30")


def test_script_in_a_text_stays_text(client, link):
    script = '<script>alert("1")</script>'

    wrong = client.post(link, MEND | {"place": script, "phone": script})
    done = client.post(link, MEND | {"place": script})

    for page in (wrong.text, done.text, client.get("/sq/librazhd/contacts/").text):
        assert "<script>alert" not in page
    assert Contact.objects.get().address_sq == script


def test_letters_that_turn_the_line_round_are_left_out(client, link):
    client.post(link, MEND | {"place": "Kati\u202e 2\u200b\r\nzyra"})

    assert Contact.objects.get().address_sq == "Kati 2 zyra"


def test_a_demonstration_takes_no_number_that_could_ring(client, link):
    Contact.objects.update(is_invented=True, phone="0000 101 0")

    [sentence] = errors(client.post(link, MEND).text)
    assert "0000" in sentence
    assert client.post(link, MEND | {"phone": "0000 101 0"}).status_code == 200
    assert Contact.objects.get().phone == "0000 101 0"


@pytest.mark.parametrize("form", [RIGHT, MEND])
def test_a_link_works_once(client, link, form):
    assert client.post(link, form).status_code == 200

    for again in (client.get(link), client.post(link, form)):
        assert again.status_code == 410
        assert "067 212 3456" not in again.text
        assert 'name="link"' in again.text
    assert Check.objects.count() == 1


def test_two_browsers_with_the_same_link_write_once(client, link):
    first, second = client.get(link), client.get(link)
    assert first.status_code == second.status_code == 200

    client.post(link, MEND | {"phone": "069 123 4567"})
    late = client.post(link, MEND | {"phone": "068 765 4321"})

    assert late.status_code == 410
    assert Contact.objects.get().phone == "069 123 4567"


def test_a_link_is_too_old_after_fourteen_days(client, link):
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert client.get(link).status_code == 410
        assert client.post(link, RIGHT).status_code == 410

    assert not Check.objects.exists()


def test_from_a_spent_link_a_new_one_goes_to_the_owner(client, link):
    client.post(link, RIGHT)

    asked = client.post(link, {"link": "1"})

    assert asked.status_code == 200
    assert Contact.objects.get().wants_link
    assert OWNER_MAIL not in asked.text


@pytest.mark.parametrize("word", ["x", "1.0.aaaaaa.bbbb", "9999.0.aaaaaa.b", "..", "1" * 3000])
def test_a_broken_link_says_so_and_nothing_else(client, link, word):
    path = f"/sq/contact/{word}/"
    for response in (client.get(path), client.post(path, RIGHT)):
        assert response.status_code == 404
        assert response.text.count("<h1") == 1
        assert "067 212 3456" not in response.text


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"},
     {"sec-fetch-site": "same-site"}],
)  # fmt: skip
@pytest.mark.parametrize("form", [RIGHT, MEND, {"link": "1"}])
def test_a_form_from_elsewhere_is_refused(client, link, headers, form):
    assert client.post(link, form, headers=headers).status_code == 403

    assert not Check.objects.exists()


def test_neither_link_nor_number_is_logged(client, link, caplog, capfd):
    caplog.set_level(logging.INFO)
    client.get(link)
    client.post(link, MEND | {"phone": "069 000 0000x"})
    client.post(link, MEND | {"phone": "069 123 4567"})
    client.get(link)

    said = caplog.text + "".join(capfd.readouterr())
    for secret in (link.split("/")[3].rsplit(".")[-1], "069 000", "069 123", OWNER_MAIL):
        assert secret not in said


def test_the_page_is_a_few_queries(client, link, django_assert_max_num_queries):
    client.get(link)

    with django_assert_max_num_queries(2):
        client.get(link)
