"""A protected number and its place leave through nothing: no page, file, feed, mail or log."""

import json
import logging
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from bashke.ask.sealed import seal
from bashke.audit.models import Event
from bashke.directory.links import token_for
from bashke.directory.models import Contact
from bashke.directory.reach import Directory, contacts_of
from tests.directory.kept import SECRET_PHONE, SECRET_PLACE, SECRET_WEB, protect

pytestmark = pytest.mark.django_db
SECRETS = (SECRET_PHONE, SECRET_PHONE.replace(" ", ""), SECRET_PLACE, SECRET_WEB, "fshehte",
           "strehe@example")  # fmt: skip
BEATEN_WIFE = {
    "danger": ["soon"], "reporter": ["family"], "about": ["adult"],
    "happening": ["violence"], "by": ["partner"],
}  # fmt: skip
PAGES = ["contacts/", "table/", "table.csv", "guide/3.1/", "guide/contacts/"]


@pytest.fixture
def protected():
    return protect(timezone.localdate())


def assert_silent(*texts):
    for text in texts:
        for secret in SECRETS:
            assert secret not in text
            assert secret not in text.encode().decode("unicode_escape", "ignore")


def test_the_way_shows_the_post_and_where_to_ask(library, protected):
    place = library.pack.municipality("librazhd")
    way = Directory(library.pack, place, contacts_of(place)).reach("dv-coordinator")

    assert way.first.post.sq == "strehëza"
    assert way.first.address.sq.startswith("pyesni në:")
    assert (way.first.phones, way.first.web, way.first.number_known) == ((), None, False)
    assert way.first.row is None
    document = way.first.document("sq", datetime.now(UTC), library.pack.calendar)
    assert_silent(json.dumps(document, ensure_ascii=False), repr(way))


def test_the_post_is_told_on_the_page_and_nothing_else(client, protected):
    page = client.get("/sq/librazhd/contacts/").text

    assert "strehëza" in page
    assert_silent(page)


@pytest.mark.parametrize("lang", ["sq", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_guide_tells_it(client, protected, lang, page):
    assert_silent(client.get(f"/{lang}/librazhd/{page}").text)


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_the_answer_does_not_tell_it(client, protected, lang):
    page = client.post(f"/{lang}/librazhd/ask/", {"state": seal(BEATEN_WIFE), "again": "1"}).text

    assert_silent(page)


@pytest.mark.parametrize("words", ["strehëza", "fshehtë", "0679998877", "strehe"])
def test_search_does_not_tell_it(client, protected, words):
    page = client.post("/sq/librazhd/search/", {"q": words}).text

    # What was typed stands in the box again.
    assert_silent(page.replace(f'value="{words}"', ""))


def test_the_offline_copy_does_not_tell_it(client, protected):
    for path in ("/offline/librazhd/contacts.json", "/offline/contacts.json"):
        assert_silent(client.get(path).text)


def test_no_command_tells_it(protected, capsys, tmp_path):
    call_command("ask", "happening=violence", "by=partner", place="librazhd", json=True)
    call_command("ask", "happening=violence", "by=partner", place="librazhd")
    call_command("search", "strehëza", place="librazhd", json=True)
    call_command("directory", "ask-owners", "--dry-run")
    files = [tmp_path / name for name in ("t.csv", "t.html", "c.html", "r.csv", "r.html")]
    for verb, out in zip(("table", "table", "card"), files, strict=False):
        call_command("content", verb, "--place", "librazhd", "--out", str(out))
    for out in files[3:]:
        call_command("directory", "call-round", "--place", "librazhd", "--out", str(out))

    assert_silent(*capsys.readouterr(), *(each.read_text(encoding="utf-8") for each in files))


def test_nor_does_the_owners_own_page(client, protected):
    link = f"/sq/contact/{token_for(protected)}/"

    page = client.get(link)
    wrong = client.post(link, {"mend": "1", "phone": "?", "place": "", "opens_at": ""})
    done = client.post(link, {"right": "1"})

    assert page.status_code == done.status_code == 200
    assert wrong.status_code == 422
    assert_silent(page.text, wrong.text, done.text, client.get(link).text)


def test_what_the_owner_leaves_empty_stays_as_it_is_kept(client, protected):
    link = f"/sq/contact/{token_for(protected)}/"

    assert client.post(link, {"mend": "1", "phone": "", "place": ""}).status_code == 200

    found = Contact.objects.get()
    assert (found.phone, found.address_sq) == (SECRET_PHONE, SECRET_PLACE)
    assert found.checked_by == "owner"


def test_what_the_owner_writes_is_kept_and_not_shown(client, protected):
    link = f"/sq/contact/{token_for(protected)}/"

    done = client.post(link, {"mend": "1", "phone": "069 123 4567", "place": "Rruga e Re 9"})

    found = Contact.objects.get()
    assert (found.phone, found.address_en) == ("069 123 4567", "Rruga e Re 9")
    assert "069 123 4567" not in done.text
    assert "Rruga e Re" not in done.text


def test_nobody_names_a_substitute_for_a_protected_contact(client, protected):
    link = f"/sq/contact/{token_for(protected)}/"

    client.post(link, {"mend": "1", "phone": "", "place": "", "substitute": "069 123 4567"})

    assert Contact.objects.count() == 1


def test_log_trail_and_mail_do_not_tell_it(client, protected, caplog, capfd):
    caplog.set_level(logging.INFO)
    Contact.objects.update(wants_link=True)
    call_command("directory", "ask-owners", "--url", "https://bashke.example.invalid")
    link = f"/sq/contact/{token_for(Contact.objects.get())}/"
    client.post(link, {"mend": "1", "phone": SECRET_PHONE + "9", "place": SECRET_PLACE * 20})
    client.post(link, {"mend": "1", "phone": SECRET_PHONE, "place": SECRET_PLACE})
    client.get("/sq/librazhd/contacts/")

    trail = str(list(Event.objects.values_list()))
    texts = [message.subject + message.body for message in mail.outbox]
    assert texts
    assert_silent(caplog.text, trail, *texts, *capfd.readouterr())
    assert_silent(str(protected), repr(protected))
