"""“Nobody answers here”: anybody may say so, nothing about them is kept, no contact goes by it."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone

from bashke.ask.sealed import seal
from bashke.audit.models import Event
from bashke.directory.models import Check, Contact
from bashke.directory.reach import Directory, contacts_of
from tests.directory.kept import keep

pytestmark = pytest.mark.django_db
FORM = "/sq/librazhd/contacts/unanswered/"


@pytest.fixture
def kept():
    return keep(timezone.localdate())


def report(client, contact, path=FORM, **more):
    headers = more.pop("headers", {})
    number = str(getattr(contact, "pk", contact))
    return client.post(path, {"contact": number} | more, headers=headers)


def test_it_says_whom_to_call_instead(client, kept):
    response = report(client, kept)

    assert response.status_code == 200
    assert 'href="tel:116111"' in response.text
    assert 'href="tel:112"' in response.text
    assert "067 212 3456" not in response.text


def test_five_hundred_in_a_row_are_one_report(client, kept):
    for _ in range(500):
        assert report(client, kept).status_code == 200

    kept.refresh_from_db()
    assert kept.silent_days == Check.objects.count() == Event.objects.count() == 1
    assert "067 212 3456" in client.get("/sq/librazhd/contacts/").text


def test_on_ninety_days_in_a_row_the_contact_still_stands(client, kept):
    start = timezone.now()
    for days in range(90):
        with time_machine.travel(start + timedelta(days=days)):
            assert report(client, kept).status_code == 200

    kept.refresh_from_db()
    assert kept.is_hard_to_reach
    with time_machine.travel(start + timedelta(days=89)):
        assert "067 212 3456" in client.get("/sq/librazhd/contacts/").text


def test_nothing_about_who_reports_is_kept(client, kept):
    response = report(client, kept, headers={"user-agent": "curious"}, state="sealed", name="Arta")

    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]
    rows = [*Check.objects.values_list(), *Event.objects.values_list()]
    for personal in ("127.0.0.1", "curious", "Arta", "sealed"):
        assert not any(personal in str(value) for row in rows for value in row)
    # The day is kept, the minute is not.
    assert timezone.localtime(Event.objects.get().at).time() == time.min


@pytest.mark.parametrize(
    "number",
    ["", "0", "-1", "x", "1 or 1=1", "9" * 30, "9" * 18, "١", "\x00", "1.0", "1\n"],
)
def test_a_contact_that_is_none_is_not_found(client, kept, number):
    assert report(client, number).status_code == 404
    assert not Check.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"is_protected": True}, {"phone": ""}, {"checked_on": "2020-01-01"},
     {"municipality": "diber"}],
)  # fmt: skip
def test_what_is_not_shown_here_cannot_be_reported_here(client, kept, changes):
    Contact.objects.update(**changes)

    assert report(client, kept).status_code == 404
    assert not Check.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}],
)
def test_a_form_from_elsewhere_is_refused(client, kept, headers):
    assert report(client, kept, headers=headers).status_code == 403
    assert not Check.objects.exists()


def test_looking_at_the_address_leads_to_the_contacts(client, kept):
    response = client.get(FORM)

    assert response.status_code == 302
    assert response.headers["Location"] == "/sq/librazhd/contacts/"


def test_the_answer_can_be_come_back_to(client, kept):
    state = seal({"danger": ["no"], "about": ["child"]})
    page = report(client, kept, state=state).text
    kept_state = re.search(r'name="state" value="([^"]*)"', page)[1]

    back = client.post("/sq/librazhd/ask/", {"state": kept_state, "again": "1"})

    assert kept_state == state
    assert back.status_code == 200


def test_script_in_the_answers_stays_text(client, kept):
    page = report(client, kept, state='"><script>alert(1)</script>').text

    assert "<script>alert" not in page


def shown(library, at=None):
    place = library.pack.municipality("librazhd")
    way = Directory(library.pack, place, contacts_of(place)).reach("child-protection-worker")
    context = {"contact": way.first, "at": at or timezone.now()}
    return render_to_string("directory/nobody.html", context)


def test_the_button_stands_beside_a_number_of_this_place(library, kept):
    button = shown(library)

    assert f'value="{kept.pk}"' in button
    assert 'form="nobody"' in button
    assert len(button.encode()) < 200


@pytest.mark.parametrize("changes", [{"is_protected": True}, {"checked_on": "2020-01-01"}])
def test_there_is_no_button_where_there_is_no_number_of_this_place(
    library,
    kept,
    changes,
):
    Contact.objects.update(**changes)

    assert shown(library).strip() == ""


def test_it_says_when_a_contact_is_old_or_hard_to_reach(library, kept):
    assert "app-standing" not in shown(library)

    Contact.objects.update(silent_days=3)
    assert "app-standing" in shown(library)
    Contact.objects.update(silent_days=0, checked_on=timezone.localdate() - timedelta(days=92))
    assert "app-standing" in shown(library)


def test_the_answer_page_asks_the_database_no_more_than_before(
    client,
    library,
    kept,
    django_assert_num_queries,
):
    place = library.pack.municipality("librazhd")

    with django_assert_num_queries(1):
        Directory(library.pack, place, contacts_of(place)).reach("child-protection-worker")
        render_to_string("directory/nobody_form.html", {"place": place, "LANGUAGE_CODE": "sq"})
