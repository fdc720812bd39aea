"""The pages of Ask as a browser without script sees them."""

import gzip
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from bashke.ask.sealed import LIVES_FOR, StaleError, choice, seal, unseal
from bashke.directory.models import Contact
from bashke.directory.services import fill_demo

pytestmark = pytest.mark.django_db
ASK = "/sq/librazhd/ask/"
HTML_AT_MOST = 10_000
FIRST_VIEW_AT_MOST = 30_000
BEATEN = ["Jo në këtë çast", "Mësues", "Për një fëmijë", "Rrahje", "Prindi"]
BELIEF = ["Jo", "Mësues", "Për një fëmijë", "Vetëm besim"]
WIFE = ["Po, tani", "Familjar", "Për një të rritur", "Rrahje", "Bashkëshorti"]


@pytest.fixture
def demo(library):
    fill_demo(library.pack, today=timezone.localdate())


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def option(page, label):
    """The value of the input whose label begins so."""
    for identity, text in re.findall(r'<label[^>]*for="([^"]+)"[^>]*>([^<]+)', page):
        if unescape(text).strip().startswith(label):
            return re.search(rf'id="{re.escape(identity)}"[^>]*value="([^"]+)"', page, re.S)[1]
    raise AssertionError(f"no answer begins with {label!r}")


def reply(client, page, *labels, path=ASK):
    answers = [option(page, label) for label in labels]
    return client.post(path, {"state": field(page, "state"), "a": answers})


def walk(client, labels, path=ASK):
    """Answer one question after another; gives the last response."""
    response = client.get(path)
    for label in labels:
        response = reply(client, response.text, label, path=path)
    return response


def headings(page):
    return [re.sub(r"\s+", " ", text).strip() for text in re.findall(r"<h1[^>]*>([^<]+)", page)]


def test_a_teacher_learns_whom_to_call_in_five_answers(client, demo):
    page = walk(client, BEATEN).text

    assert headings(page) == ["Thirrni sot punonjësin për mbrojtjen e fëmijës"]
    assert 'href="tel:00001010"' in page
    assert "Duhet ta raportoni" in page
    assert "praktikë e propozuar" in page


def test_the_answer_stands_in_the_order_in_which_it_is_needed(client, demo):
    page = walk(client, BEATEN).text

    order = [
        "app-danger",
        "app-call",
        "Nuk përgjigjet?",
        "Natën dhe në festa",
        "Duhet ta raportoni",
        "Çfarë të thoni",
        "Çfarë të mos bëni",
        "Çfarë ndodh pastaj",
        "Kush tjetër",
        "Pse",
        "Të drejtat e personit",
        "Është i përfshirë vetë",
        "Printo",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_with_danger_now_the_danger_line_comes_first_and_the_lead_then(client, demo):
    page = walk(client, WIFE).text

    assert page.index('href="tel:129"') < page.index("app-call")
    assert headings(page) == ["Pastaj thirrni koordinatorin vendor kundër dhunës në familje"]


def test_a_beard_is_nobodys_business(client, demo):
    page = walk(client, BELIEF).text

    assert headings(page) == ["Nuk ka asgjë për të raportuar."]
    assert "app-call" not in page
    assert "neni 24" in page


def test_to_know_nothing_leads_to_people_and_not_to_a_dead_end(client, demo):
    response = client.get(ASK)
    while "data-bashke-ask" in response.text and "Nuk e di" in response.text:
        response = reply(client, response.text, "Nuk e di")

    assert headings(response.text) == ["Flisni me dikë."]
    assert 'href="tel:112"' in response.text


def test_back_forgets_the_last_answer_alone(client):
    third = walk(client, BEATEN[:2]).text

    second = client.post(ASK, {"state": field(third, "state"), "back": "1"}).text

    assert headings(second) == ["Cili është roli juaj? Emri nuk kërkohet."]
    assert list(unseal(field(second, "state"))) == ["danger"]


def test_another_language_keeps_the_answers(client):
    page = walk(client, BEATEN[:3]).text

    english = client.post("/en/librazhd/ask/", {"state": field(page, "state"), "again": "1"}).text

    assert headings(english) == ["What is happening or has happened?"]


def test_without_an_answer_one_sentence_says_what_is_missing(client):
    page = client.get(ASK).text

    response = client.post(ASK, {"state": field(page, "state")})

    assert response.status_code == 422
    assert "Zgjidhni një përgjigje" in response.text


@pytest.mark.parametrize("state", ["", "x", "A" * 400, "é", "../../etc/passwd"])
def test_a_form_that_is_not_ours_begins_anew(client, state):
    response = client.post(ASK, {"state": state, "a": "x"})

    assert response.status_code == 422
    assert headings(response.text) == ["Ju lutemi, filloni nga e para."]


def test_a_changed_state_is_refused():
    word = seal({"danger": ("now",)})
    changed = word[:-6] + ("A" if word[-6] != "A" else "B") + word[-5:]

    with pytest.raises(StaleError):
        unseal(changed)


def test_what_a_form_carries_dies_after_two_hours():
    with time_machine.travel("2026-11-24T08:00:00Z", tick=False) as clock:
        word = seal({"danger": ("now",)})
        clock.shift(LIVES_FOR)
        assert unseal(word) == {"danger": ("now",)}
        clock.shift(1)
        with pytest.raises(StaleError):
            unseal(word)


def test_no_word_of_an_answer_stands_in_a_form(client):
    page = walk(client, BEATEN[:3]).text

    assert "violence" not in page
    assert choice(field(page, "state"), "happening", "violence") in page
    assert choice("another page", "happening", "violence") not in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(client, headers):
    response = client.post(ASK, {"state": seal({})}, headers=headers)

    assert response.status_code == 403


def test_pages_of_ask_are_never_kept_and_set_no_cookie(client, demo):
    for response in (client.get(ASK), walk(client, BEATEN)):
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
        assert response["Referrer-Policy"] == "no-referrer"
        assert "<title>Bashkë</title>" in re.sub(r"\s+(?=<)|(?<=>)\s+", "", response.text)


def test_the_only_cookies_are_the_municipality_and_the_unit(client):
    client.post("/sq/", {"place": "librazhd", "unit": "polis"})

    assert {name: cookie.value for name, cookie in client.cookies.items()} == {
        "place": "librazhd",
        "unit": "polis",
    }
    assert all(cookie["httponly"] for cookie in client.cookies.values())


def test_an_old_name_of_a_municipality_leads_to_its_page(client):
    response = client.get("/sq/ura-vajgurore/")

    assert (response.status_code, response.url) == (301, "/sq/dimal/")


def test_a_unit_with_a_contact_of_its_own_is_called_first(client, demo):
    Contact.objects.create(
        municipality="librazhd", unit="polis", role="child-protection-worker", turn=0,
        post_sq="punonjëse në Polis", post_en="worker in Polis", phone="0000 999 9",
    )  # fmt: skip
    client.cookies["place"], client.cookies["unit"] = "librazhd", "polis"

    assert 'href="tel:00009999"' in walk(client, BEATEN).text


def test_an_unknown_municipality_is_refused_and_the_list_shown_again(client):
    response = client.post("/sq/", {"place": "atlantis"})

    assert response.status_code == 422
    assert "Zgjidhni bashkinë tuaj nga lista." in response.text


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_the_first_view_and_the_answer_are_light(client, demo, lang):
    path = f"/{lang}/librazhd/ask/"
    first, question = client.get(f"/{lang}/"), client.get(path)
    answer = client.post(path, {"state": seal(unseal(field(walk(client, BEATEN).text, "state")))})

    Contact.objects.update(checked_on=timezone.localdate() - timedelta(days=100))
    grey = client.post(path, {"state": field(answer.text, "state"), "again": "1"})
    assert "app-standing" in grey.text
    core = Path(settings.BASE_DIR) / "bashke" / "core" / "static" / "core"
    shared = sum(compressed(core / name) for name in ("bashke.css", "bashke.js", "icon.svg"))
    for response in (first, question, answer, grey):
        assert len(response.content) <= HTML_AT_MOST
        assert len(gzip.compress(response.content)) + shared <= FIRST_VIEW_AT_MOST


def test_a_question_reads_little_and_writes_nothing(client, demo, django_assert_num_queries):
    client.get(ASK)

    # Contacts, confirmations, and whether the municipality has notices to link to.
    with django_assert_num_queries(3):
        client.get(ASK)
